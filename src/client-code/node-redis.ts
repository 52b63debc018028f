import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, namedServers, requiredMasterName } from './addresses';
import { COMMENTS } from './comments';
import { mapConstant, secrets, seedList, seedsName, UNMAPPED, usage } from './javascript';
import { code, singleQuoted } from './text';

/** Milliseconds between PINGs on an idle connection: often enough to detect a failure soon, at negligible cost. */
const pingInterval = ({ responseTimeoutMilliseconds }: ClientConfiguration) =>
  Math.round((responseTimeoutMilliseconds * 2) / 3);

/**
 * A module for node-redis 6. Its `connect()` resolves to `{ writer, reader }`; in mode `standalone` to a client per
 * server.
 */
export function nodeRedis(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return code`
    // npm install ${['redis@6', ...secret.packages].join(' ')}
    // Version 6: no tested setting makes version 5 recover from a server that hangs.
    // ${COMMENTS.nodeVersion}
    import { pathToFileURL } from 'node:url';
    ${secret.imports}
    import { ${IMPORTS[configuration.mode]} } from 'redis';

    ${seedList(configuration)}

    ${translation(configuration)}

    ${connectionOptions(configuration)}

    ${secret.functions}

    ${connect(configuration)}

    ${usage(configuration, (client) => `await ${client}.destroy();`)}
  `;
}

const IMPORTS = { standalone: 'createClient', sentinel: 'createSentinel', cluster: 'createCluster' };

function translation(configuration: ClientConfiguration): string | undefined {
  const map = addressMap(configuration);
  if (!map) return undefined;
  return code`
    ${mapConstant(map)}
    const SEED_ADDRESSES = new Set(${seedsName(configuration)}.map(({ host, port }) => \`\${host}:\${port}\`));

    function translate(address) {
      // node-redis also looks up the seeds. They need no translation.
      if (ADDRESS_MAP[address] || SEED_ADDRESSES.has(address)) return ADDRESS_MAP[address];
      throw new Error(${UNMAPPED});
    }
  `;
}

function connectionOptions(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  return code`
    const SOCKET = {
      // ${COMMENTS.idle}
      keepAliveInitialDelay: ${keepAliveSeconds * 1000},
      // The default is 5 s for each server that is gone.
      connectTimeout: ${connectTimeoutMilliseconds},
      // Without it, node-redis waits forever for a server that hangs and for an endpoint that drops packets. It closes
      // idle connections too, hence the PINGs below. Use a client without it for BLPOP and the like.
      socketTimeout: ${pingInterval(configuration) + responseTimeoutMilliseconds},
      // By default, a socketTimeout closes the client for good.
      reconnectStrategy: (retries) => Math.min(retries * 50, 500),
    };
    const CONNECTION = {
      // Below socketTimeout: the difference is the time allowed for a reply.
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
    /** ${COMMENTS.clientPerServer} */
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
    /** \`writer\` uses the master, \`reader\` reads from the replicas. */
    export async function connect() {
      ${secrets(configuration).fetch}
      const client = ${client};
      const sentinel = (more) =>
        createSentinel({
          name: ${singleQuoted(requiredMasterName(configuration))},
          sentinelRootNodes: SENTINELS,
          ${addressMap(configuration) && 'nodeAddressMap: translate,'}
          // No scanInterval: with a small one, the client never recovers from a lost host.
          nodeClientOptions: client,
          // Sentinels can hang like any server${configuration.credentials ? ', and have the same ACL user' : ''}.
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
    /** \`writer\` uses the masters, \`reader\` reads from masters and replicas in turn. */
    export async function connect() {
      ${secrets(configuration).fetch}
      const cluster = (more) =>
        createCluster({
          rootNodes: SEEDS.map((seed) => ({ socket: seed })),
          ${addressMap(configuration) && 'nodeAddressMap: translate,'}
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

/** Without `servername`, certificates are verified against the host. A fixed one would fit a single node. */
const tlsOptions = ({ tls }: ClientConfiguration) => (tls ? ', tls: true, ...tls' : '');

function user(configuration: ClientConfiguration): string {
  const { username, hasPassword } = secrets(configuration);
  return [username && `, username: ${username}`, hasPassword && ', password'].filter(Boolean).join('');
}

const ON_ERROR = code`
  /** For your log only: the client recovers by itself. Without a listener, the first error would end the process. */
  function onError(error) {
    console.error('redis:', error?.message ?? error);
  }
`;
