import { setTimeout as sleep } from 'node:timers/promises';
import { sentinelName } from '../config/names';
import type { Environment, Server } from '../config/schema';
import { formCluster } from './cluster';
import { generatedConfiguration } from './generated-configuration';
import type { Namespaces } from './namespaces';
import { type Access, CLUSTER_LINES, type Instance, redisLines, sentinelLines } from './redis-config';
import { RedisInstance } from './redis-instance';

/** Properties of {@link RedisServers}. */
export interface RedisServersProps {
  readonly namespaces: Namespaces;
  readonly folder: string;
  readonly environment: Environment;
  readonly access: Access;
  /** The name that a server announces, where servers announce names. */
  readonly announcedName: (server: string) => string;
  /** In mode `cluster` the replicas, each with its master. All others are masters. */
  readonly replicas: Readonly<Record<string, string>>;
  /** Further lines of every redis.conf. */
  readonly configuration: readonly string[];
}

const SETTLED_WITHIN_MILLISECONDS = 30_000;

/** The Redis servers on premises, and their Sentinels, working together as the environment says. */
export class RedisServers {
  private readonly instances = new Map<string, RedisInstance>();
  /** What people are told to put into the configuration of each. */
  private readonly generated: ReadonlyMap<string, string>;

  private constructor(private readonly props: RedisServersProps) {
    this.generated = generatedConfiguration(props.environment);
  }

  /** Starts them all. Resolves when they have found each other. */
  static async start(props: RedisServersProps): Promise<RedisServers> {
    const servers = new RedisServers(props);
    const { service } = props.environment;
    const { mode } = service.redis;
    const instances = await Promise.all(service.servers.map((server) => servers.startRedis(server)));
    if (mode === 'cluster') await formCluster(instances, props.replicas);
    if (mode === 'sentinel') await servers.startSentinels();
    return servers;
  }

  /** A server by its name; its Sentinel with `-sentinel` behind it. */
  get(name: string): RedisInstance {
    const found = this.instances.get(name);
    if (!found) throw new Error(`There is no ${name}, only ${[...this.instances.keys()].join(', ')}.`);
    return found;
  }

  /** Starts a server that has been added: by itself, for whoever added it to decide what it is to do. */
  async add(server: Server): Promise<RedisInstance> {
    return this.startRedis(server);
  }

  private async startRedis(server: Server): Promise<RedisInstance> {
    const { access, environment, configuration } = this.props;
    const { redis, servers } = environment.service;
    const [master] = servers;
    return this.startInstance('redis-server', server, [
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
    await this.settled('The replicas', async () => {
      return (await this.get(master.name).info('connected_slaves')) === String(servers.length - 1);
    });
    const sentinels = await Promise.all(
      servers.flatMap(({ name, address, sentinel }) => {
        if (!sentinel) return [];
        const instance = { name: sentinelName(name), address, port: sentinel.port };
        return [this.startInstance('redis-sentinel', instance, sentinelLines(instance, access, masterName))];
      }),
    );
    await this.settled('The Sentinels', async () => {
      const answers = await Promise.all(sentinels.map((one) => one.command('SENTINEL', 'MASTER', masterName)));
      return answers.every(
        (answer) =>
          listed(answer, 'num-other-sentinels') === String(sentinels.length - 1) &&
          listed(answer, 'num-slaves') === String(servers.length - 1),
      );
    });
  }

  /** What other servers call a server. */
  private host({ name, address }: Server): string {
    const { environment, announcedName } = this.props;
    return environment.service.redis.announce === 'names' ? announcedName(name) : address;
  }

  private async startInstance(
    program: 'redis-server' | 'redis-sentinel',
    { name, address, port }: Instance,
    lines: readonly string[],
  ): Promise<RedisInstance> {
    const { namespaces, folder, access } = this.props;
    // One that is not in the environment is told its port, and nothing else.
    const given = this.generated.get(name) ?? `port ${port}`;
    const config = `${[given, ...lines].join('\n')}\n`;
    const instance = await RedisInstance.start({ name, address, port, program, config, namespaces, folder, access });
    this.instances.set(name, instance);
    return instance;
  }

  private async settled(who: string, isSettled: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + SETTLED_WITHIN_MILLISECONDS; !(await isSettled()); await sleep(100)) {
      if (Date.now() > deadline) throw new Error(`${who} have not found each other.`);
    }
  }
}

/** A value of an answer that is a list of names and values. */
function listed(answer: string, name: string): string | undefined {
  const list = answer.split('\n');
  return list[list.indexOf(name) + 1];
}
