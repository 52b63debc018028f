import { join } from 'node:path';
import { Eta } from 'eta';
import type { ClientConfiguration } from '../client-configuration/document';
import { PROJECT } from '../project';
import { addressMap, firstServer, namedServers, portsSelectServers, requiredMasterName, seeds } from './addresses';
import { COMMENTS, unmapped } from './comments';
import { fetchedValues } from './fetched-values';
import { KEEPALIVE_PROBES, probeSeconds } from './keepalive';
import { quoted } from './text';
import { VERSIONS } from './versions';

/**
 * The template engine. Its tags are comments in Go and Java, so that editors show a template as the program it prints.
 * Values are escaped for string literals.
 */
const eta = new Eta({
  views: join(PROJECT, 'src', 'client-code', 'templates'),
  defaultExtension: '', // the names of templates have their own
  useWith: true,
  tags: ['/*%', '%*/'],
  autoTrim: false,
  autoEscape: true,
  escapeFunction: (value) => JSON.stringify(String(value)).slice(1, -1),
  cache: true,
  plugins: [{ processTemplate: (text) => text.replace(LONE_TAG, '$1') }],
});

/** A tag that has a line to itself. It leaves no empty line and no indentation behind. */
const LONE_TAG = /^[ \t]*(\/\*%(?:(?!%\*\/).)*%\*\/)\n/gm;

/**
 * Returns the generator that fills a template in `templates`.
 *
 * @param more further names for the template
 * @throws Error on generation, if the configuration lacks a server or the master's name
 */
export const fromTemplate =
  (file: string, format = (text: string) => text, more: Readonly<Record<string, unknown>> = {}) =>
  (configuration: ClientConfiguration) =>
    format(tidy(eta.render(file, { ...view(configuration), ...more })));

/** The names that templates use. */
function view(configuration: ClientConfiguration) {
  const { mode, credentials } = configuration;
  const values = fetchedValues(configuration);
  return {
    ...configuration,
    ...values,
    zone: configuration.zone,
    username: credentials?.username,
    hasPassword: values.passwordSecretName !== undefined || values.passwordParameterName !== undefined,
    masterName: mode === 'sentinel' ? requiredMasterName(configuration) : undefined,
    seeds: seeds(configuration).map(hostAndPort),
    servers: namedServers(configuration),
    first: firstServer(configuration).name,
    map: addressMap(configuration)?.map(({ announced, ...target }) => ({ announced, target: hostAndPort(target) })),
    portsSelectServers: portsSelectServers(configuration),
    probeSeconds: probeSeconds(configuration.keepAliveSeconds),
    probes: KEEPALIVE_PROBES,
    scheme: configuration.tls ? 'rediss' : 'redis',
    comments: COMMENTS,
    unmapped,
    quoted,
    versions: VERSIONS,
  };
}

const hostAndPort = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`;

/** Removes what omitted parts leave behind: blank lines in a row, after an opening brace, and before a closing one. */
const tidy = (text: string) =>
  text
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\{\n\n/g, '{\n')
    .replace(/\n\n(?=[ \t]*\})/g, '\n')
    .trim();

/** A field of a composite literal in Go. */
const FIELD = /^(\t+)([\w"][^\t\n]*?): +(\S.*,)$/;

/** Aligns the values of consecutive fields, as gofmt does. */
export function gofmt(text: string): string {
  const lines = text.split('\n');
  const width = (i: number) => {
    let end = i;
    let start = i;
    while (FIELD.test(lines[end + 1] ?? '')) end++;
    while (FIELD.test(lines[start - 1] ?? '')) start--;
    return Math.max(...lines.slice(start, end + 1).map((line) => FIELD.exec(line)?.[2]?.length ?? 0));
  };
  return lines
    .map((line, i) =>
      line.replace(FIELD, (_, tabs, name, value) => `${tabs}${name}: ${' '.repeat(width(i) - name.length)}${value}`),
    )
    .join('\n');
}
