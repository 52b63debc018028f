import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientConfiguration } from '../client-configuration/document';
import { jsonSchemaText } from '../client-configuration/json-schema';
import { loadEnvironment } from '../config/load';
import { PROJECT } from '../project';
import { CLIENTS, isClientName } from '.';
import { serverConfiguration } from './server';

/** The page whose snippets are generated. */
export const PAGE = join(PROJECT, 'docs', 'clients.md');
/** The JSON schema of the client configuration, all of which is generated. */
export const SCHEMA = join(PROJECT, 'docs', 'client-configuration.schema.json');

/** A snippet: `<!-- printed: <client> <environment> -->`, the code, `<!-- end -->`. */
const PRINTED = /(<!-- printed: ([\w-]+) ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** Replaces the snippets of a page by the code that the project prints now. */
export function refreshed(page: string): string {
  return page.replace(PRINTED, (_, start: string, what: string, environment: string, end: string) => {
    const { language, text } = printed(what, environment);
    return `${start}\n\`\`\`${language}\n${text}\n\`\`\`\n\n${end}`;
  });
}

/** The code for a client, or the configuration for `server`, without the header of `npm run client-config`. */
function printed(what: string, name: string): { language: string; text: string } {
  const environment = loadEnvironment(name);
  if (what === 'server') return { language: 'conf', text: serverConfiguration(environment) };
  const [consumer] = environment.consumers;
  if (!isClientName(what) || !consumer) throw new Error(`docs/clients.md has a snippet of an unknown client: ${what}`);
  const { generate, language } = CLIENTS[what];
  return { language, text: generate(clientConfiguration({ environment, consumer })) };
}

if (process.argv[1] === __filename) {
  if (!process.argv.includes('--write')) {
    console.error('Usage: node --import tsx src/client-code/docs.ts --write');
    process.exit(1);
  }
  writeFileSync(PAGE, refreshed(readFileSync(PAGE, 'utf8')));
  writeFileSync(SCHEMA, jsonSchemaText());
}
