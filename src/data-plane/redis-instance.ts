import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../process/until';
import { Daemon } from './daemon';
import { namespaceOf } from './layout';
import type { Namespaces } from './namespaces';
import type { Access, Instance } from './redis-config';

/** How a server or Sentinel is started. */
export interface Program {
  readonly file: string;
  /**
   * Arguments after the configuration file.
   * @default - none
   */
  readonly options?: readonly string[];
}

/** Properties of {@link RedisInstance}. */
export interface RedisInstanceProps extends Instance {
  readonly namespaces: Namespaces;
  /** The run's folder. Each instance creates a folder of its own in it. */
  readonly folder: string;
  readonly access: Access;
  readonly program: Program;
  /** The content of the configuration file. */
  readonly config: string;
}

/** More than any instance needs, even on a busy machine. */
const ANSWERS_WITHIN_MILLISECONDS = 15_000;

/** A Redis server or Sentinel on premises. */
export class RedisInstance extends Daemon {
  readonly name: string;
  readonly address: string;
  readonly port: number;

  private constructor(
    private readonly instance: RedisInstanceProps,
    folder: string,
  ) {
    super({
      namespaces: instance.namespaces,
      namespace: namespaceOf.host(instance.address),
      file: instance.program.file,
      args: ['redis.conf', ...(instance.program.options ?? [])],
      cwd: folder,
      logFile: join(folder, 'log'),
    });
    this.name = instance.name;
    this.address = instance.address;
    this.port = instance.port;
  }

  /** Starts an instance. Resolves when it answers. */
  static async start(props: RedisInstanceProps): Promise<RedisInstance> {
    const folder = join(props.folder, props.name);
    await mkdir(folder);
    // Sentinels and cluster nodes rewrite their configuration files.
    await writeFile(join(folder, 'redis.conf'), props.config);
    const instance = new RedisInstance(props, folder);
    await instance.start();
    return instance;
  }

  override async start(): Promise<void> {
    await super.start();
    // An error reply counts: a server that is loading, or a replica without its master, has started.
    await until(() => this.ping(), {
      describe: `${this.name} to answer PING`,
      within: ANSWERS_WITHIN_MILLISECONDS,
      every: 20,
      holds: (answer) => !(answer instanceof Error),
    });
  }

  /** Sends a command from the instance's own host. Returns the reply as redis-cli prints it. */
  async command(...args: readonly string[]): Promise<string> {
    const { namespaces, address, port, access } = this.instance;
    const { tls, user } = access;
    const options = [
      ...['-h', address, '-p', String(port), '-e'],
      ...(tls ? ['--tls', '--cacert', tls.caFile] : []),
      ...(user ? ['--user', user.name] : []),
    ];
    // The password goes by the environment: arguments appear in error messages.
    const env = user && { REDISCLI_AUTH: user.password };
    return namespaces.execute(namespaceOf.host(address), 'redis-cli', [...options, ...args], { env });
  }

  /** A field of INFO. */
  async info(field: string): Promise<string> {
    const found = new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(await this.command('INFO', 'everything'))?.[1];
    if (found === undefined) throw new Error(`INFO of ${this.name} has no ${field}.`);
    return found;
  }

  private async ping(): Promise<string | Error> {
    const answer = await this.command('PING').catch((error: Error) => error);
    if (answer instanceof Error && this.hasEnded) throw new Error(`${this.name} has ended: see its log`);
    return answer;
  }
}
