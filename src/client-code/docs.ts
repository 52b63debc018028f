import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironment } from '../config/load';
import { PROJECT } from '../project';
import { CLIENTS, isClientName } from '.';
import { clientConfiguration } from '../client-configuration/document';
import { jsonSchemaText } from '../client-configuration/json-schema';
import { serverConfiguration } from './server';

/** The files in `docs` that this code writes, or writes parts of. */
export const PAGE = join(PROJECT, 'docs', 'clients.md');
export const SCHEMA = join(PROJECT, 'docs', 'client-configuration.schema.json');

/** `<!-- printed: ioredis example-sentinel -->`, what was printed, `<!-- end -->` */
const PRINTED = /(<!-- printed: ([\w-]+) ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The page with everything between its markers as it is printed now. */
export function refreshed(page: string): string {
  return page.replace(PRINTED, (_, start: string, what: string, environment: string, end: string) => {
    const { language, text } = printed(what, environment);
    return `${start}\n\`\`\`${language}\n${text}\n\`\`\`\n\n${end}`;
  });
}

/** What is printed for a client, or for `server`, without the lines on where it came from. */
function printed(what: string, name: string): { language: string; text: string } {
  const environment = loadEnvironment(name);
  if (what === 'server') return { language: 'conf', text: serverConfiguration(environment) };
  const [consumer] = environment.consumers;
  if (!isClientName(what) || !consumer) throw new Error(`docs/clients.md has a marker of an unknown client: ${what}`);
  const { generate, language } = CLIENTS[what];
  return { language, text: generate(clientConfiguration({ environment, consumer })) };
}

if (process.argv[1] === __filename) {
  if (!process.argv.includes('--write')) {
    console.error('Usage: node --import tsx src/client-code/docs.ts --write');
    process.exit(2);
  }
  writeFileSync(PAGE, refreshed(readFileSync(PAGE, 'utf8')));
  writeFileSync(SCHEMA, jsonSchemaText());
}
