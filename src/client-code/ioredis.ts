import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, namedServers, seeds } from './reach';
import { code, singleQuoted } from './text';
import { IF_PROGRAM, mapEntries, place, secrets } from './javascript';

/** A module for ioredis 6. `connect()` resolves to the clients: `{ writer, reader }`, or one by each server's name. */
export function ioredis(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return code`
    // npm install ${['ioredis@6', ...secret.packages].join(' ')}
    // Node 20 or later: older ones try the first address of a name only, and never get past a dead endpoint.
    import { pathToFileURL } from 'node:url';
    ${secret.imports}
    import { Redis } from 'ioredis';

    ${seedList(configuration)}

    ${translation(configuration)}

    ${connectionOptions(configuration)}

    ${secret.functions}

    ${connect(configuration)}

    ${usage(configuration)}
  `;
}

function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return code`
    const ${configuration.mode === 'sentinel' ? 'SENTINELS' : 'SEEDS'} = [
      ${seeds(configuration).map((seed) => `${place(seed)},`)}
    ];
  `;
}

function translation(configuration: ClientConfiguration): string | undefined {
  const map = configuration.mode !== 'standalone' && addressMap(configuration);
  if (!map) return undefined;
  return code`
    /** What Redis says where its servers are, and where this network reaches them. */
    const ADDRESS_MAP = {
      ${mapEntries(map)}
    };

    ${configuration.mode === 'sentinel' ? THROWING : REPORTING}
  `;
}

const THROWING = code`
  /** ioredis tells of the error in its \`error\` events, asks the next Sentinel, and goes on so until it gets an answer. */
  function reachedAt(address) {
    if (!ADDRESS_MAP[address]) throw new Error(\`ADDRESS_MAP lacks \${address}: generate this file again.\`);
    // A copy: ioredis writes its TLS options into what it gets.
    return { ...ADDRESS_MAP[address] };
  }
`;

const REPORTING = code`
  const reported = new Set();

  /** An error thrown here would end the process: Cluster calls this while it reads from a socket. */
  function reachedAt(address) {
    if (!ADDRESS_MAP[address] && !reported.has(address)) {
      reported.add(address);
      console.error(\`ADDRESS_MAP lacks \${address}: generate this file again.\`);
    }
    return ADDRESS_MAP[address] ?? null;
  }
`;

function connectionOptions(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  return code`
    const CONNECTION = {
      // Endpoint and load balancer forget a connection that is idle for 350 s.
      keepAlive: ${keepAliveSeconds * 1000},
      // The default is 10 s, for each server that has gone.
      connectTimeout: ${connectTimeoutMilliseconds},
      // Without it ioredis waits for ever for a server that hangs, and for packets that an endpoint swallows.
      // commandTimeout is no substitute: it keeps the connection. For BLPOP and the like make a client without it.
      socketTimeout: ${responseTimeoutMilliseconds},
    };
  `;
}

function connect(configuration: ClientConfiguration): string {
  const fetch = secrets(configuration).fetch;
  switch (configuration.mode) {
    case 'standalone':
      return code`
        /** A client for each server, by the server's name. */
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
  const { masterName = '', tls, connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  const { fetch, username, hasPassword } = secrets(configuration);
  return code`
    /** \`writer\` keeps to the master, \`reader\` to one of the replicas. */
    export async function connect() {
      ${fetch}
      const options = {
        sentinels: SENTINELS,
        name: ${singleQuoted(masterName)},
        ${addressMap(configuration) && 'natMap: reachedAt,'}
        // SENTINELS has all that have a listener: one that Redis tells of besides could not be reached.
        updateSentinels: false,
        // A Sentinel that hangs accepts connections and says nothing. Connecting counts too.
        sentinelCommandTimeout: ${connectTimeoutMilliseconds + responseTimeoutMilliseconds},
        // No failoverDetector: together with socketTimeout it can end the client for good.
        ...CONNECTION,
        ${username && `username: ${username},`}
        ${hasPassword && 'password,'}
        ${username && `sentinelUsername: ${username},`}
        ${hasPassword && 'sentinelPassword: password,'}
        ${tls && '// Names are verified against the hosts of the map. Without sentinelTLS ioredis says "Connection is closed" only.'}
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
    /** \`writer\` keeps to the masters, \`reader\` to the replicas of those that have any. */
    export async function connect() {
      ${secrets(configuration).fetch}
      const options = {
        ${addressMap(configuration) && 'natMap: reachedAt,'}
        // By default ioredis keeps one address of a seed's name: no way past a dead endpoint, no name to verify.
        dnsLookup: (host, callback) => callback(null, host),
        redisOptions: { ...CONNECTION${access(configuration)} },
      };
      const cluster = (more) => new Redis.Cluster(SEEDS, { ...options, ...more }).on('error', onError);
      return { writer: cluster(), reader: cluster({ scaleReads: 'slave' }) };
    }

    ${ON_ERROR}
  `;
}

/** Credentials and TLS behind the options of a connection. */
function access(configuration: ClientConfiguration): string {
  const { username, hasPassword } = secrets(configuration);
  return [username && `username: ${username}`, hasPassword && 'password', configuration.tls && 'tls']
    .filter(Boolean)
    .map((option) => `, ${option}`)
    .join('');
}

const ON_ERROR = code`
  /** For your log: the client goes on by itself. */
  function onError(error) {
    console.error('redis:', error.message);
  }
`;

function usage(configuration: ClientConfiguration): string {
  const [first] = namedServers(configuration);
  if (configuration.mode === 'standalone') {
    return code`
      ${IF_PROGRAM}
        const servers = await connect();
        const redis = servers[${singleQuoted(first?.name ?? '')}];
        await redis.set('greeting', 'hello');
        console.log(await redis.get('greeting'));
        for (const server of Object.values(servers)) server.disconnect();
      }
    `;
  }
  return code`
    ${IF_PROGRAM}
      const { writer, reader } = await connect();
      await writer.set('greeting', 'hello');
      console.log(await writer.get('greeting'));
      // From a replica: it may be a moment behind.
      console.log(await reader.get('greeting'));
      writer.disconnect();
      reader.disconnect();
    }
  `;
}
