import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, namedServers } from './addresses';
import { COMMENTS } from './comments';
import { fetchedValues } from './fetched-values';
import { GLIDE, glideLimits } from './glide';
import { mapConstant, secrets, seedList, UNMAPPED, usage } from './javascript';
import { code, singleQuoted } from './text';
import { VERSIONS } from './versions';

/**
 * A module for Valkey GLIDE for Node. Its `connect()` resolves to `{ writer, reader }`; in mode `standalone` to a client
 * per server.
 */
export function glideNode(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return code`
    ${glideLimits(configuration).map((line) => `// ${line}`)}
    // npm install ${[`@valkey/valkey-glide@${VERSIONS.glideNode}`, ...secret.packages].join(' ')}
    import { pathToFileURL } from 'node:url';
    ${secret.imports}
    import { ${kind(configuration)} } from '@valkey/valkey-glide';

    ${seedList(configuration)}

    ${translation(configuration)}

    ${secret.functions}

    ${connectionOptions(configuration)}

    ${connect(configuration)}

    ${usage(configuration, (client) => `${client}.close();`)}
  `;
}

const kind = ({ mode }: ClientConfiguration) => (mode === 'cluster' ? 'GlideClusterClient' : 'GlideClient');

function translation(configuration: ClientConfiguration): string | undefined {
  const map = configuration.mode === 'cluster' && addressMap(configuration);
  if (!map) return undefined;
  return code`
    ${mapConstant(map)}

    const SEED_ADDRESSES = new Set(SEEDS.map(({ host, port }) => \`\${host}:\${port}\`));

    /** Also called with the seeds. GLIDE would hide an error, and connect to the address as it is. */
    function translate(host, port) {
      const address = \`\${host}:\${port}\`;
      const found = ADDRESS_MAP[address];
      if (!found && !SEED_ADDRESSES.has(address)) console.error(${UNMAPPED});
      return found ? [found.host, found.port] : [host, port];
    }
  `;
}

function connectionOptions(configuration: ClientConfiguration): string {
  const { tls, connectTimeoutMilliseconds, responseTimeoutMilliseconds, mode } = configuration;
  const { fetch, username, hasPassword } = secrets(configuration);
  const ca = fetchedValues(configuration).caParameterName;
  return code`
    async function options() {
      ${fetch}
      return {
        // The default is 250 ms. It includes reconnecting. Use a client with a longer one for BLPOP and the like.
        requestTimeout: ${responseTimeoutMilliseconds},
        // Up to 0.8 s between two attempts. By default, up to several seconds.
        connectionBackoff: { numberOfRetries: ${GLIDE.retries}, factor: ${GLIDE.factor}, exponentBase: ${GLIDE.base} },
        advancedConfiguration: {
          // The default is 2 s for each server that is gone.
          connectionTimeout: ${connectTimeoutMilliseconds},
          ${tls && ca && 'tlsAdvancedConfiguration: { rootCertificates: tls.ca },'}
        },
        ${username && `credentials: { username: ${username}${hasPassword ? ', password' : ''} },`}
        ${tls && 'useTLS: true,'}
        ${mode === 'cluster' && addressMap(configuration) && 'addressResolver: translate,'}
        ${mode === 'cluster' && '// Seconds between two looks for moved slots and new masters. The default is 60.'}
        ${mode === 'cluster' && `periodicChecks: { duration_in_sec: ${GLIDE.periodicChecksSeconds} },`}
      };
    }
  `;
}

function connect(configuration: ClientConfiguration): string {
  const client = kind(configuration);
  if (configuration.mode === 'standalone') {
    return code`
      /** ${COMMENTS.clientPerServer} */
      export async function connect() {
        const given = await options();
        const server = (host, port) => ${client}.createClient({ ...given, addresses: [{ host, port }] });
        return {
          ${namedServers(configuration).map(
            ({ name, host, port }) => `${singleQuoted(name)}: await server(${singleQuoted(host)}, ${port}),`,
          )}
        };
      }
    `;
  }
  return code`
    /** \`writer\` uses the masters. \`reader\` uses replicas, or the master where there is none. */
    export async function connect() {
      const given = await options();
      const client = (readFrom) => ${client}.createClient({ ...given, addresses: SEEDS, readFrom });
      return { writer: await client('primary'), reader: await client('preferReplica') };
    }
  `;
}
