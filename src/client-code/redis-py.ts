import type { ClientConfiguration } from '../client-configuration/document';
import { namedServers } from './reach';
import { python, quoted } from './text';
import { keepAlive, mappedSentinel, options, pythonMap, REACHED_AT_OR_SEED, secrets, seedList } from './python';

/** A module for redis-py 8. `connect()` returns the clients: `(writer, reader)`, or a dict by the servers' names. */
export function redisPy(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return python`
    # pip install ${['"redis>=8.1"', ...secret.packages].join(' ')}
    import socket

    ${secret.packages.map((name) => `import ${name}`)}
    ${IMPORTS[configuration.mode]}

    ${seedList(configuration)}

    ${translation(configuration)}

    ${keepAlive(configuration)}

    ${secret.functions}

    ${options(configuration, 1, configuration.tls && !hasOwnConnection(configuration) && 'ssl=True,')}

    ${connect(configuration)}

    ${usage(configuration)}
  `;
}

/** Such a class says by itself that it speaks TLS. */
const hasOwnConnection = (configuration: ClientConfiguration) =>
  configuration.mode === 'cluster' && pythonMap(configuration) !== undefined;

const IMPORTS = {
  standalone: 'from redis import Redis',
  sentinel: python`
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
    from redis.sentinel import Sentinel
  `,
  cluster: python`
    import redis
    from redis.cluster import ClusterNode, LoadBalancingStrategy, RedisCluster
  `,
};

function translation(configuration: ClientConfiguration): string | undefined {
  const map = pythonMap(configuration);
  if (configuration.mode === 'sentinel') {
    return (
      map &&
      python`
      ${map}


      ${mappedSentinel()}
    `
    );
  }
  if (configuration.mode === 'cluster' && map) return clusterTranslation(configuration, map);
  return undefined;
}

function clusterTranslation({ tls }: ClientConfiguration, map: string): string {
  return python`
    ${map}


    class MappedConnection(redis.${tls ? 'SSLConnection' : 'Connection'}):
        """Translates at the last moment, so that the client knows each server by one address only.

        The address_remap of redis-py leaves the addresses in MOVED and ASK alone, and breaks at the first slot that
        moves to another server.
        """

        def _connect(self):
            announced = self.host, self.port
            self.host, self.port = reached_at(announced)
            try:
                return super()._connect()
            finally:
                self.host, self.port = announced


    ${REACHED_AT_OR_SEED}
  `;
}

function connect(configuration: ClientConfiguration): string {
  switch (configuration.mode) {
    case 'standalone':
      return python`
        def connect() -> dict[str, Redis]:
            """A client for each server, by the server's name."""
            given = options()
            return {
                ${namedServers(configuration).map(
                  ({ name, host, port }) => `${quoted(name)}: Redis(${quoted(host)}, ${port}, **given),`,
                )}
            }
      `;
    case 'sentinel':
      return sentinelConnect(configuration);
    case 'cluster':
      return clusterConnect(configuration);
  }
}

function sentinelConnect(configuration: ClientConfiguration): string {
  const name = quoted(configuration.masterName ?? '');
  return python`
    def connect() -> tuple[Redis, Redis]:
        """(writer, reader): the master, and the replicas in turn. Without a usable replica, reader reads the master."""
        given = options()
        sentinel = ${pythonMap(configuration) ? 'MappedSentinel' : 'Sentinel'}(
            SENTINELS,
            # No retries: a dead Sentinel would be tried ten times before the next one is asked.
            sentinel_kwargs=dict(**given, retry=Retry(NoBackoff(), 0)),
            **given,
        )
        return sentinel.master_for(${name}), sentinel.slave_for(${name})
  `;
}

function clusterConnect(configuration: ClientConfiguration): string {
  const construct = pythonMap(configuration)
    ? [
        '# from_url, because no other way lets a connection class in. All seeds count, not only the one in the URL.',
        'return RedisCluster.from_url(',
        '    f"redis://{SEEDS[0][0]}:{SEEDS[0][1]}",',
        '    startup_nodes=[ClusterNode(*seed) for seed in SEEDS],',
        '    connection_class=MappedConnection,',
      ]
    : ['return RedisCluster(', '    startup_nodes=[ClusterNode(*seed) for seed in SEEDS],'];
  return python`
    def connect() -> tuple[RedisCluster, RedisCluster]:
        """(writer, reader): masters only, and replicas for what they can answer."""
        given = options()

        def cluster(**more) -> RedisCluster:
            ${construct}
                **given,
                **more,
            )

        return cluster(), cluster(load_balancing_strategy=LoadBalancingStrategy.ROUND_ROBIN_REPLICAS)
  `;
}

function usage(configuration: ClientConfiguration): string {
  if (configuration.mode === 'standalone') {
    return python`
      if __name__ == "__main__":
          redis_1 = connect()[${quoted(namedServers(configuration)[0]?.name ?? '')}]
          redis_1.set("greeting", "hello")
          print(redis_1.get("greeting"))
    `;
  }
  return python`
    if __name__ == "__main__":
        writer, reader = connect()
        writer.set("greeting", "hello")
        print(writer.get("greeting"))
        # From a replica: it may be a moment behind.
        print(reader.get("greeting"))
  `;
}
