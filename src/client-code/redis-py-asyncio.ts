import type { ClientConfiguration } from '../client-configuration/document';
import { firstServer, namedServers, requiredMasterName } from './addresses';
import { COMMENTS } from './comments';
import { keepAlive, mappedSentinel, options, pythonMap, secrets, seedList, TRANSLATE_OR_SEED } from './python';
import { python, quoted } from './text';
import { VERSIONS } from './versions';

/**
 * A module for redis-py 8 with asyncio. Its `connect()` returns `(writer, reader)`; in mode `standalone` one client per
 * server.
 */
export function redisPyAsyncio(configuration: ClientConfiguration): string {
  const { mode } = configuration;
  const secret = secrets(configuration);
  return python`
    # pip install ${[`redis==${VERSIONS.redisPy}`, ...secret.packages].join(' ')}
    import asyncio
    import itertools
    import socket

    ${secret.packages.map((name) => `import ${name}`)}
    ${IMPORTS[mode]}

    ${seedList(configuration)}

    ${pythonMap(configuration)}

    ${keepAlive(configuration)}

    ${secret.functions}

    ${mode === 'cluster' && pythonMap(configuration) && TRANSLATE_OR_SEED}

    ${rotation(configuration)}

    ${mode === 'sentinel' && sentinelClasses(configuration)}

    ${mode === 'cluster' && RELEASE}

    ${options(configuration, 2)}

    ${connect(configuration)}

    ${usage(configuration)}
  `;
}

const IMPORTS = {
  standalone: python`
    import redis.asyncio as redis
  `,
  sentinel: python`
    import redis.asyncio as redis
    from redis.asyncio.retry import Retry
    from redis.asyncio.sentinel import Sentinel, SentinelManagedConnection
    from redis.backoff import NoBackoff
  `,
  cluster: python`
    import redis.asyncio as redis
    from redis.asyncio.cluster import ClusterNode, RedisCluster
    from redis.cluster import LoadBalancingStrategy
  `,
};

/** A connection class that tries two addresses of a name. In mode `cluster` it also translates. */
function rotation(configuration: ClientConfiguration): string {
  const { tls, mode } = configuration;
  const translates = mode === 'cluster' && pythonMap(configuration) !== undefined;
  return python`
    class RotatingConnection(redis.${tls ? 'SSLConnection' : 'Connection'}):
        """Tries two addresses of a name, starting with a different one each time.

        redis-py's own asyncio connections spend the whole timeout on the first address, and so never leave an endpoint
        that drops packets. socket_connect_timeout applies to each of the two.
        ${translates && CLUSTER_DOC}
        """

        _turns = itertools.count()
        _target: dict = {}

        async def _connect(self):
            host, port = ${translates ? 'translate((self.host, self.port))' : 'self.host, self.port'}
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
            first = next(self._turns) % len(found)
            failure: Exception | None = None
            for *_, address in (found[first:] + found[:first])[:2]:
                self._target = dict(host=address[0], port=address[1]${tls ? ', server_hostname=host' : ''})
                try:
                    return await super()._connect()
                except (OSError, asyncio.TimeoutError) as error:
                    failure = error
            raise failure

        def _connection_arguments(self):
            return {**super()._connection_arguments(), **self._target}
  `;
}

const CLUSTER_DOC = python`

  It also translates, so that the client knows each server by a single address: redis-py's address_remap does not
  cover the addresses in MOVED and ASK, and fails once a slot moves to another server.
`;

function sentinelClasses(configuration: ClientConfiguration): string {
  return python`
    ${pythonMap(configuration) && mappedSentinel('async')}


    class RotatingSentinelConnection(RotatingConnection, SentinelManagedConnection):
        """The same for connections to the servers that Sentinels report."""
  `;
}

const RELEASE = python`
  _release = ClusterNode.release


  def _release_to_front(node: ClusterNode, connection) -> None:
      """Makes the connection freed last the next one used.

      ASKING applies to the next command on the same connection, but redis-py takes a connection from the pool for each
      of the two: the one unused for longest. With several in the pool it is a different one, until "TTL exhausted.".
      """
      _release(node, connection)
      if node._free and node._free[-1] is connection:
          node._free.rotate(1)


  ClusterNode.release = _release_to_front
`;

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
  return python`
    def connect() -> dict[str, redis.Redis]:
        """${COMMENTS.clientPerServer}"""
        given = options()

        def server(host: str, port: int) -> redis.Redis:
            client = redis.Redis(host=host, port=port, ${configuration.tls ? 'ssl=True, ' : ''}**given)
            client.connection_pool.connection_class = RotatingConnection
            return client

        return {
            ${namedServers(configuration).map(
              ({ name, host, port }) => `${quoted(name)}: server(${quoted(host)}, ${port}),`,
            )}
        }
  `;
}

function sentinelConnect(configuration: ClientConfiguration): string {
  const { tls } = configuration;
  const name = quoted(requiredMasterName(configuration));
  return python`
    def connect() -> tuple[redis.Redis, redis.Redis]:
        """Returns (writer, reader): the master, and the replicas in turn. Without a replica, reader uses the master."""
        given = options()
        sentinel = ${pythonMap(configuration) ? 'MappedSentinel' : 'Sentinel'}(
            SENTINELS,
            # No retries: otherwise a dead Sentinel is tried ten times before the next one is asked.
            sentinel_kwargs=dict(**given, ${tls ? 'ssl=True, ' : ''}retry=Retry(NoBackoff(), 0)),
            **given,
        )
        for client in sentinel.sentinels:
            client.connection_pool.connection_class = RotatingConnection
        rotating = dict(connection_class=RotatingSentinelConnection)
        return sentinel.master_for(${name}, **rotating), sentinel.slave_for(${name}, **rotating)
  `;
}

function clusterConnect({ tls }: ClientConfiguration): string {
  return python`
    def connect() -> tuple[RedisCluster, RedisCluster]:
        """Returns (writer, reader): masters only, and replicas for reads."""
        given = options()

        def cluster(**more) -> RedisCluster:
            client = RedisCluster(
                startup_nodes=[ClusterNode(*seed) for seed in SEEDS],
                # By default, every fifth MOVED closes all connections, even those in use by other tasks.
                reinitialize_steps=0,
                ${tls && 'ssl=True,'}
                **given,
                **more,
            )
            # The constructor takes no connection class. New nodes get these arguments; the seeds already exist.
            client.connection_kwargs["connection_class"] = RotatingConnection
            for node in client.startup_nodes:
                node.connection_class = RotatingConnection
            return client

        return cluster(), cluster(load_balancing_strategy=LoadBalancingStrategy.ROUND_ROBIN_REPLICAS)
  `;
}

function usage(configuration: ClientConfiguration): string {
  if (configuration.mode === 'standalone') {
    return python`
      async def main():
          servers = connect()
          first = servers[${quoted(firstServer(configuration).name)}]
          await first.set("greeting", "hello")
          print(await first.get("greeting"))
          for server in servers.values():
              await server.aclose()


      if __name__ == "__main__":
          asyncio.run(main())
    `;
  }
  return python`
    async def main():
        writer, reader = connect()
        await writer.set("greeting", "hello")
        print(await writer.get("greeting"))
        # ${COMMENTS.replicaLag}
        print(await reader.get("greeting"))
        await writer.aclose()
        await reader.aclose()


    if __name__ == "__main__":
        asyncio.run(main())
  `;
}
