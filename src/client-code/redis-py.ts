import type { ClientConfiguration } from '../client-configuration/document';
import { firstServer, namedServers, requiredMasterName } from './addresses';
import { COMMENTS } from './comments';
import { keepAlive, mappedSentinel, options, pythonMap, secrets, seedList, TRANSLATE_OR_SEED } from './python';
import { python, quoted } from './text';
import { VERSIONS } from './versions';

/** A module for redis-py 8. Its `connect()` returns `(writer, reader)`; in mode `standalone` one client per server. */
export function redisPy(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return python`
    # pip install ${[`redis==${VERSIONS.redisPy}`, ...secret.packages].join(' ')}
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

/** Whether the code defines a connection class. Such a class implies TLS, and takes no `ssl` argument. */
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
        """Translates when it connects, so that the client knows each server by a single address.

        redis-py's address_remap does not cover the addresses in MOVED and ASK, and fails once a slot moves to another
        server.
        """

        def _connect(self):
            announced = self.host, self.port
            self.host, self.port = translate(announced)
            try:
                return super()._connect()
            finally:
                self.host, self.port = announced


    ${TRANSLATE_OR_SEED}
  `;
}

function connect(configuration: ClientConfiguration): string {
  switch (configuration.mode) {
    case 'standalone':
      return python`
        def connect() -> dict[str, Redis]:
            """${COMMENTS.clientPerServer}"""
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
  const name = quoted(requiredMasterName(configuration));
  return python`
    def connect() -> tuple[Redis, Redis]:
        """Returns (writer, reader): the master, and the replicas in turn. Without a replica, reader uses the master."""
        given = options()
        sentinel = ${pythonMap(configuration) ? 'MappedSentinel' : 'Sentinel'}(
            SENTINELS,
            # No retries: otherwise a dead Sentinel is tried ten times before the next one is asked.
            sentinel_kwargs=dict(**given, retry=Retry(NoBackoff(), 0)),
            **given,
        )
        return sentinel.master_for(${name}), sentinel.slave_for(${name})
  `;
}

function clusterConnect(configuration: ClientConfiguration): string {
  const construct = pythonMap(configuration)
    ? [
        '# Only from_url accepts a connection class. All seeds are used, not only the one in the URL.',
        'return RedisCluster.from_url(',
        '    f"redis://{SEEDS[0][0]}:{SEEDS[0][1]}",',
        '    startup_nodes=[ClusterNode(*seed) for seed in SEEDS],',
        '    connection_class=MappedConnection,',
      ]
    : ['return RedisCluster(', '    startup_nodes=[ClusterNode(*seed) for seed in SEEDS],'];
  return python`
    def connect() -> tuple[RedisCluster, RedisCluster]:
        """Returns (writer, reader): masters only, and replicas for reads."""
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
          redis_1 = connect()[${quoted(firstServer(configuration).name)}]
          redis_1.set("greeting", "hello")
          print(redis_1.get("greeting"))
    `;
  }
  return python`
    if __name__ == "__main__":
        writer, reader = connect()
        writer.set("greeting", "hello")
        print(writer.get("greeting"))
        # ${COMMENTS.replicaLag}
        print(reader.get("greeting"))
  `;
}
