import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, namedServers, requiredMasterName } from './addresses';
import { COMMENTS } from './comments';
import { mapConstant, secrets, seedList, UNMAPPED, usage } from './javascript';
import { code, singleQuoted } from './text';

/**
 * A module for ioredis 6. Its `connect()` resolves to `{ writer, reader }`; in mode `standalone` to a client per
 * server.
 */
export function ioredis(configuration: ClientConfiguration): string {
  return ioredisModule(configuration, { module: 'ioredis', version: '6' });
}

/** ioredis, or a fork with the same interface. */
export interface IoredisPackage {
  /** Name of the npm package. */
  readonly module: string;
  /** As `npm install` takes it. */
  readonly version: string;
  /**
   * Lines with further options of every connection.
   * @default - none
   */
  readonly options?: readonly string[];
}

/** A module for ioredis or a fork. */
export function ioredisModule(configuration: ClientConfiguration, library: IoredisPackage): string {
  const secret = secrets(configuration);
  const { module, version, options = [] } = library;
  return code`
    // npm install ${[`${module}@${version}`, ...secret.packages].join(' ')}
    // ${COMMENTS.nodeVersion}
    import { pathToFileURL } from 'node:url';
    ${secret.imports}
    import { Redis } from '${module}';

    ${seedList(configuration)}

    ${translation(configuration)}

    ${connectionOptions(configuration, options)}

    ${secret.functions}

    ${connect(configuration)}

    ${usage(configuration, (client) => `${client}.disconnect();`)}
  `;
}

function translation(configuration: ClientConfiguration): string | undefined {
  const map = addressMap(configuration);
  if (!map) return undefined;
  return code`
    ${mapConstant(map)}

    ${configuration.mode === 'sentinel' ? THROWING : REPORTING}
  `;
}

const THROWING = code`
  /** ioredis emits what is thrown here as an \`error\` event and asks the next Sentinel, until one answer can be mapped. */
  function translate(address) {
    if (!ADDRESS_MAP[address]) throw new Error(${UNMAPPED});
    // A copy, because ioredis adds its TLS options to the object.
    return { ...ADDRESS_MAP[address] };
  }
`;

const REPORTING = code`
  const reported = new Set();

  /** Reports instead of throwing: Cluster calls this while reading from a socket, where an error ends the process. */
  function translate(address) {
    if (!ADDRESS_MAP[address] && !reported.has(address)) {
      reported.add(address);
      console.error(${UNMAPPED});
    }
    return ADDRESS_MAP[address] ?? null;
  }
`;

function connectionOptions(configuration: ClientConfiguration, more: readonly string[]): string {
  const { keepAliveSeconds, connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  return code`
    const CONNECTION = {
      // ${COMMENTS.idle}
      keepAlive: ${keepAliveSeconds * 1000},
      // The default is 10 s for each server that is gone.
      connectTimeout: ${connectTimeoutMilliseconds},
      // Without it, ioredis waits forever for a server that hangs and for an endpoint that drops packets.
      // commandTimeout is no substitute: it keeps the connection. Use a client without it for BLPOP and the like.
      socketTimeout: ${responseTimeoutMilliseconds},
      ${more}
    };
  `;
}

function connect(configuration: ClientConfiguration): string {
  const fetch = secrets(configuration).fetch;
  switch (configuration.mode) {
    case 'standalone':
      return code`
        /** ${COMMENTS.clientPerServer} */
        export async function connect() {
          ${fetch}
          const server = (host, port) => new Redis({ host, port, ...CONNECTION${access(configuration)} }).on('error', onError);
          return {
            ${namedServers(configuration).map(
              ({ name, host, port }) => `${singleQuoted(name)}: server(${singleQuoted(host)}, ${port}),`,
            )}
          };
        }

        ${ON_ERROR}
      `;
    case 'sentinel':
      return sentinelConnect(configuration);
    case 'cluster':
      return clusterConnect(configuration);
  }
}

function sentinelConnect(configuration: ClientConfiguration): string {
  const { tls, connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  const { fetch, username, hasPassword } = secrets(configuration);
  return code`
    /** \`writer\` uses the master, \`reader\` one of the replicas. */
    export async function connect() {
      ${fetch}
      const options = {
        sentinels: SENTINELS,
        name: ${singleQuoted(requiredMasterName(configuration))},
        ${addressMap(configuration) && 'natMap: translate,'}
        // SENTINELS lists every Sentinel that has a listener. Any others are unreachable from here.
        updateSentinels: false,
        // A hung Sentinel accepts connections but never answers. The time includes connecting.
        sentinelCommandTimeout: ${connectTimeoutMilliseconds + responseTimeoutMilliseconds},
        // No failoverDetector: combined with socketTimeout, it can close the client for good.
        ...CONNECTION,
        ${username && `username: ${username},`}
        ${hasPassword && 'password,'}
        ${username && `sentinelUsername: ${username},`}
        ${hasPassword && 'sentinelPassword: password,'}
        ${tls && '// Certificates are verified against the hosts above. Without sentinelTLS, the only error is "Connection is closed".'}
        ${tls && 'tls,'}
        ${tls && 'sentinelTLS: tls,'}
        ${tls && 'enableTLSForSentinelMode: true,'}
      };
      return {
        writer: new Redis(options).on('error', onError),
        reader: new Redis({ ...options, role: 'slave' }).on('error', onError),
      };
    }

    ${ON_ERROR}
  `;
}

function clusterConnect(configuration: ClientConfiguration): string {
  return code`
    /** \`writer\` uses the masters. \`reader\` uses replicas, or the master where there is none. */
    export async function connect() {
      ${secrets(configuration).fetch}
      const options = {
        ${addressMap(configuration) && 'natMap: translate,'}
        // By default, ioredis resolves a seed to one address: no way past a dead endpoint, and no name to verify.
        dnsLookup: (host, callback) => callback(null, host),
        redisOptions: { ...CONNECTION${access(configuration)} },
      };
      const cluster = (more) => new Redis.Cluster(SEEDS, { ...options, ...more }).on('error', onError);
      return { writer: cluster(), reader: cluster({ scaleReads: 'slave' }) };
    }

    ${ON_ERROR}
  `;
}

/** Credentials and TLS, as further properties in an object literal. */
function access(configuration: ClientConfiguration): string {
  const { username, hasPassword } = secrets(configuration);
  return [username && `username: ${username}`, hasPassword && 'password', configuration.tls && 'tls']
    .filter(Boolean)
    .map((option) => `, ${option}`)
    .join('');
}

const ON_ERROR = code`
  /** For your log only: the client recovers by itself. */
  function onError(error) {
    console.error('redis:', error.message);
  }
`;
