import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Daemon } from './daemon';
import { namespaceOf } from './layout';
import type { Namespaces } from './namespaces';
import type { Access, Instance } from './redis-config';

/** Properties of {@link RedisInstance}. */
export interface RedisInstanceProps extends Instance {
  readonly namespaces: Namespaces;
  /** The run's folder: each instance has one of its own in it. */
  readonly folder: string;
  readonly access: Access;
  readonly program: 'redis-server' | 'redis-sentinel';
  /** The text of its configuration file. */
  readonly config: string;
}

/** Longer than any of them takes to answer, on a machine with more to do than this. */
const ANSWERS_WITHIN_MILLISECONDS = 15_000;

/** A Redis or Sentinel on premises. */
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
      file: instance.program,
      args: ['redis.conf'],
      cwd: folder,
      logFile: join(folder, 'log'),
    });
    this.name = instance.name;
    this.address = instance.address;
    this.port = instance.port;
  }

  /** Starts one. Resolves when it answers. */
  static async start(props: RedisInstanceProps): Promise<RedisInstance> {
    const folder = join(props.folder, props.name);
    await mkdir(folder);
    // Sentinels and cluster nodes write into theirs.
    await writeFile(join(folder, 'redis.conf'), props.config);
    const instance = new RedisInstance(props, folder);
    await instance.start();
    return instance;
  }

  override async start(): Promise<void> {
    await super.start();
    for (const deadline = Date.now() + ANSWERS_WITHIN_MILLISECONDS; ; await sleep(20)) {
      // One that is loading, or a replica whose master is away, answers too.
      const answer = await this.command('PING').catch((error: Error) => error);
      if (!(answer instanceof Error)) return;
      if (this.hasEnded || Date.now() > deadline) throw new Error(`${this.name} does not answer: ${answer.message}`);
    }
  }

  /** What it answers to a command that is given on its own host. */
  async command(...args: readonly string[]): Promise<string> {
    const { namespaces, address, port, access } = this.instance;
    const { tls, user } = access;
    const options = [
      ...['-h', address, '-p', String(port), '-e'],
      ...(tls ? ['--tls', '--cacert', tls.caFile] : []),
      ...(user ? ['--user', user.name, '--pass', user.password, '--no-auth-warning'] : []),
    ];
    const answer = await namespaces.execute(namespaceOf.host(address), 'redis-cli', [...options, ...args]);
    return answer.trimEnd();
  }

  /** A field of INFO. */
  async info(field: string): Promise<string> {
    const found = new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(await this.command('INFO', 'everything'))?.[1];
    if (found === undefined) throw new Error(`INFO of ${this.name} has no ${field}.`);
    return found;
  }
}
