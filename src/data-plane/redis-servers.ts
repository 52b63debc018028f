import { sentinelName } from '../config/names';
import type { Environment, Server } from '../config/schema';
import { until } from '../process/until';
import { formCluster } from './cluster';
import { generatedConfiguration } from './generated-configuration';
import type { Namespaces } from './namespaces';
import { type Access, CLUSTER_LINES, type Instance, redisLines, sentinelLines } from './redis-config';
import { type Program, RedisInstance } from './redis-instance';
import { type ServerPrograms, serverPrograms } from './server-programs';

/** Properties of {@link RedisServers}. */
export interface RedisServersProps {
  readonly namespaces: Namespaces;
  /** The run's folder. */
  readonly folder: string;
  readonly environment: Environment;
  readonly access: Access;
  /** The name that a server announces, if servers announce names. */
  readonly announcedName: (server: string) => string;
  /** In mode `cluster` the replicas, each with its master, by name. All other servers are masters. */
  readonly replicas: Readonly<Record<string, string>>;
  /** Further lines of every redis.conf. */
  readonly configuration: readonly string[];
}

const CONNECTED_WITHIN_MILLISECONDS = 30_000;

/** The Redis servers and Sentinels on premises, working together as the environment says. */
export class RedisServers {
  private readonly instances = new Map<string, RedisInstance>();
  /** The generated configuration of each instance, by its name. */
  private readonly generated: ReadonlyMap<string, string>;

  private constructor(
    private readonly props: RedisServersProps,
    private readonly programs: ServerPrograms,
  ) {
    this.generated = generatedConfiguration(props.environment);
  }

  /** Starts all instances. Resolves when they have connected to each other. */
  static async start(props: RedisServersProps): Promise<RedisServers> {
    const servers = new RedisServers(props, await serverPrograms(props.environment));
    const { service } = props.environment;
    const { mode } = service.redis;
    const instances = await Promise.all(service.servers.map((server) => servers.startRedis(server)));
    if (mode === 'cluster') await formCluster(instances, props.replicas);
    if (mode === 'sentinel') await servers.startSentinels();
    return servers;
  }

  /** A server by its name; with the suffix `-sentinel` its Sentinel. */
  get(name: string): RedisInstance {
    const found = this.instances.get(name);
    if (!found) throw new Error(`There is no ${name}, only ${[...this.instances.keys()].join(', ')}.`);
    return found;
  }

  /** All servers and Sentinels that have been started. */
  get all(): readonly RedisInstance[] {
    return [...this.instances.values()];
  }

  /** Starts another server. It joins nothing: that is for the caller to do. */
  async add(server: Server): Promise<RedisInstance> {
    return this.startRedis(server);
  }

  private async startRedis(server: Server): Promise<RedisInstance> {
    const { access, environment, configuration } = this.props;
    const { redis, servers } = environment.service;
    const [master] = servers;
    return this.startInstance(this.programs.server, server, [
      ...redisLines(server, access),
      ...(redis.mode === 'cluster' ? CLUSTER_LINES : []),
      ...(redis.mode === 'sentinel' && master && server.name !== master.name
        ? [`replicaof ${this.host(master)} ${master.port}`]
        : []),
      ...configuration,
    ]);
  }

  private async startSentinels(): Promise<void> {
    const { access, environment } = this.props;
    const { servers, redis } = environment.service;
    const [master] = servers;
    const { masterName } = redis;
    if (!master || !masterName) throw new Error('Sentinels need a master and its name.');
    await until(() => this.get(master.name).info('connected_slaves'), {
      describe: `${servers.length - 1} replicas to connect to ${master.name}`,
      within: CONNECTED_WITHIN_MILLISECONDS,
      holds: (count) => count === String(servers.length - 1),
    });
    const sentinels = await Promise.all(
      servers.flatMap(({ name, address, sentinel }) => {
        if (!sentinel) return [];
        const instance = { name: sentinelName(name), address, port: sentinel.port };
        return [this.startInstance(this.programs.sentinel, instance, sentinelLines(instance, access, masterName))];
      }),
    );
    await until(() => Promise.all(sentinels.map((one) => watchedBy(one, masterName))), {
      describe: `every Sentinel to find ${sentinels.length - 1} others and ${servers.length - 1} replicas`,
      within: CONNECTED_WITHIN_MILLISECONDS,
      holds: (all) =>
        all.every(
          ({ otherSentinels, replicas }) =>
            otherSentinels === String(sentinels.length - 1) && replicas === String(servers.length - 1),
        ),
    });
  }

  /** The host by which the servers refer to a server. */
  private host({ name, address }: Server): string {
    const { environment, announcedName } = this.props;
    return environment.service.redis.announce === 'names' ? announcedName(name) : address;
  }

  private async startInstance(
    program: Program,
    { name, address, port }: Instance,
    lines: readonly string[],
  ): Promise<RedisInstance> {
    const { namespaces, folder, access } = this.props;
    // A server that is not in the environment has no generated text. It only needs its port.
    const given = this.generated.get(name) ?? `port ${port}`;
    const config = `${[given, ...lines].join('\n')}\n`;
    const instance = await RedisInstance.start({ name, address, port, program, config, namespaces, folder, access });
    this.instances.set(name, instance);
    return instance;
  }
}

async function watchedBy(sentinel: RedisInstance, masterName: string) {
  // The reply is a flat list of names and values.
  const list = (await sentinel.command('SENTINEL', 'MASTER', masterName)).split('\n');
  const field = (name: string) => list[list.indexOf(name) + 1];
  return {
    sentinel: sentinel.name,
    otherSentinels: field('num-other-sentinels'),
    replicas: field('num-slaves'),
  };
}
