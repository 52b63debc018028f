import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, namedServers, seeds } from './reach';
import { code, singleQuoted } from './text';
import { IF_PROGRAM, mapEntries, place, secrets } from './javascript';

/** Milliseconds between two PINGs on an idle connection: often enough to notice soon, seldom enough to cost nothing. */
const pingInterval = ({ responseTimeoutMilliseconds }: ClientConfiguration) =>
  Math.round((responseTimeoutMilliseconds * 2) / 3);

/** A module for node-redis 6. `connect()` resolves to the clients: `{ writer, reader }`, or one by each server's name. */
export function nodeRedis(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return code`
    // npm install ${['redis@6', ...secret.packages].join(' ')}
    // Version 6: no setting is known that brings version 5 past a server that hangs.
    // Node 20 or later: older ones try the first address of a name only, and never get past a dead endpoint.
    import { pathToFileURL } from 'node:url';
    ${secret.imports}
    import { ${IMPORTS[configuration.mode]} } from 'redis';

    ${seedList(configuration)}

    ${translation(configuration)}

    ${connectionOptions(configuration)}

    ${secret.functions}

    ${connect(configuration)}

    ${usage(configuration)}
  `;
}

const IMPORTS = { standalone: 'createClient', sentinel: 'createSentinel', cluster: 'createCluster' };

function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return code`
    const ${configuration.mode === 'sentinel' ? 'SENTINELS' : 'SEEDS'} = [
      ${seeds(configuration).map((seed) => `${place(seed)},`)}
    ];
  `;
}

function translation(configuration: ClientConfiguration): string | undefined {
  const map = addressMap(configuration);
  if (configuration.mode === 'standalone' || !map) return undefined;
  const known = configuration.mode === 'sentinel' ? 'SENTINELS' : 'SEEDS';
  return code`
    /** What Redis says where its servers are, and where this network reaches them. */
    const ADDRESS_MAP = {
      ${mapEntries(map)}
    };
    const ${known}_BY_NAME = new Set(${known}.map(({ host, port }) => \`\${host}:\${port}\`));

    function reachedAt(address) {
      // ${NAMES_PASS[configuration.mode]}
      if (ADDRESS_MAP[address] || ${known}_BY_NAME.has(address)) return ADDRESS_MAP[address];
      throw new Error(\`ADDRESS_MAP lacks \${address}: generate this file again.\`);
    }
  `;
}

const NAMES_PASS = {
  sentinel: 'node-redis looks up the names above too, which hold as they are.',
  cluster: 'The names above hold as they are.',
};

function connectionOptions(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  return code`
    const SOCKET = {
      // Endpoint and load balancer forget a connection that is idle for 350 s.
      keepAliveInitialDelay: ${keepAliveSeconds * 1000},
      // The default is 5 s, for each server that has gone.
      connectTimeout: ${connectTimeoutMilliseconds},
      // Without it node-redis waits for ever for a server that hangs, and for packets that an endpoint swallows. It ends
      // what has been silent for so long, hence the PINGs below. For BLPOP and the like make a client without it.
      socketTimeout: ${pingInterval(configuration) + responseTimeoutMilliseconds},
      // The default closes the client for good after a socketTimeout.
      reconnectStrategy: (retries) => Math.min(retries * 50, 500),
    };
    const CONNECTION = {
      // Well below socketTimeout: what is left is the time that an answer may take.
      pingInterval: ${pingInterval(configuration)},
    };
  `;
}

function connect(configuration: ClientConfiguration): string {
  switch (configuration.mode) {
    case 'standalone':
      return standaloneConnect(configuration);
    case 'sentinel':
      return sentinelConnect(configuration);
    case 'cluster':
      return clusterConnect(configuration);
  }
}

function standaloneConnect(configuration: ClientConfiguration): string {
  return code`
    /** A client for each server, by the server's name. */
    export async function connect() {
      ${secrets(configuration).fetch}
      const server = (host, port) =>
        createClient({ ...CONNECTION, socket: { ...SOCKET, host, port${tlsOptions(configuration)} }${user(configuration)} })
          .on('error', onError)
          .connect();
      return {
        ${namedServers(configuration).map(
          ({ name, host, port }) => `${singleQuoted(name)}: await server(${singleQuoted(host)}, ${port}),`,
        )}
      };
    }

    ${ON_ERROR}
  `;
}

function sentinelConnect(configuration: ClientConfiguration): string {
  const client = `{ ...CONNECTION, socket: { ...SOCKET${tlsOptions(configuration)} }${user(configuration)} }`;
  return code`
    /** \`writer\` keeps to the master; \`reader\` reads from the replicas. */
    export async function connect() {
      ${secrets(configuration).fetch}
      const client = ${client};
      const sentinel = (more) =>
        createSentinel({
          name: ${singleQuoted(configuration.masterName ?? '')},
          sentinelRootNodes: SENTINELS,
          ${addressMap(configuration) && 'nodeAddressMap: reachedAt,'}
          // No scanInterval: small ones keep the client from coming back.
          nodeClientOptions: client,
          // A Sentinel hangs like any server${configuration.credentials ? ', and knows the same user' : ''}.
          sentinelClientOptions: client,
          ...more,
        })
          .on('error', onError)
          .connect();
      return { writer: await sentinel(), reader: await sentinel({ replicaPoolSize: 1 }) };
    }

    ${ON_ERROR}
  `;
}

function clusterConnect(configuration: ClientConfiguration): string {
  return code`
    /** \`writer\` keeps to the masters; \`reader\` reads from masters and replicas in turn. */
    export async function connect() {
      ${secrets(configuration).fetch}
      const cluster = (more) =>
        createCluster({
          rootNodes: SEEDS.map((seed) => ({ socket: seed })),
          ${addressMap(configuration) && 'nodeAddressMap: reachedAt,'}
          defaults: { ...CONNECTION, socket: { ...SOCKET${tlsOptions(configuration)} }${user(configuration)} },
          ...more,
        })
          .on('error', onError)
          .on('node-error', onError)
          .connect();
      return { writer: await cluster(), reader: await cluster({ useReplicas: true }) };
    }

    ${ON_ERROR}
  `;
}

/** Names are verified against the host, which is the map's: a fixed servername would fail on all nodes but one. */
const tlsOptions = ({ tls }: ClientConfiguration) => (tls ? ', tls: true, ...tls' : '');

function user(configuration: ClientConfiguration): string {
  const { username, hasPassword } = secrets(configuration);
  return [username && `, username: ${username}`, hasPassword && ', password'].filter(Boolean).join('');
}

const ON_ERROR = code`
  /** For your log: the client goes on by itself. Without a listener the first error would end the process. */
  function onError(error) {
    console.error('redis:', error?.message ?? error);
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
        for (const server of Object.values(servers)) server.destroy();
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
      await writer.destroy();
      await reader.destroy();
    }
  `;
}
