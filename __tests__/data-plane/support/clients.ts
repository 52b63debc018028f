import type { ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ioredis } from '../../../src/client-code/ioredis';
import { nodeRedis } from '../../../src/client-code/node-redis';
import { redisPy } from '../../../src/client-code/redis-py';
import { redisPyAsyncio } from '../../../src/client-code/redis-py-asyncio';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import type { DataPlane } from '../../../src/data-plane/data-plane';
import { pythonClients } from './python-clients';

interface Library {
  /** Generates the client code. */
  readonly generate: (configuration: ClientConfiguration) => string;
  readonly driver: 'driver.mjs' | 'driver.py' | 'driver_asyncio.py';
  /** The method that returns the ID of the connection (CLIENT ID). */
  readonly connectionId: { readonly method: string; readonly args: readonly string[] };
}

/** The client libraries whose generated code is tested here. */
export const LIBRARIES = {
  ioredis: { generate: ioredis, driver: 'driver.mjs', connectionId: { method: 'client', args: ['ID'] } },
  'node-redis': { generate: nodeRedis, driver: 'driver.mjs', connectionId: { method: 'clientId', args: [] } },
  'redis-py': { generate: redisPy, driver: 'driver.py', connectionId: { method: 'client_id', args: [] } },
  'redis-py asyncio': {
    generate: redisPyAsyncio,
    driver: 'driver_asyncio.py',
    connectionId: { method: 'client_id', args: [] },
  },
} satisfies Record<string, Library>;

export type LibraryName = keyof typeof LIBRARIES;
export const LIBRARY_NAMES = Object.keys(LIBRARIES) as LibraryName[];

/** The result of a series of writes. Times are milliseconds since 1970. */
export interface Load {
  readonly acknowledged: readonly (readonly [key: string, time: number])[];
  readonly errors: readonly (readonly [message: string, time: number])[];
}

/** Properties of {@link Client.start}. */
export interface ClientProps {
  readonly dataPlane: DataPlane;
  readonly consumer: string;
  readonly library: LibraryName;
  readonly configuration: ClientConfiguration;
  /** @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

type Answer = { readonly value?: unknown; readonly error?: string };

/** Milliseconds between two writes of a load. */
const PAUSE_MILLISECONDS = 25;

/** A process in a consumer's VPC that uses the generated code as it is. */
export class Client {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private requests = 0;

  private constructor(
    readonly library: LibraryName,
    private readonly child: ChildProcess,
    /** Receives its stderr. */
    private readonly logFile: string,
  ) {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const { id, ...answer } = JSON.parse(line);
      this.waiting.get(id)?.(answer);
    });
    child.on('exit', (status) => {
      for (const answer of this.waiting.values()) answer({ error: `It ended with status ${status}.\n${this.log()}` });
    });
  }

  /** Starts the process. It does not connect yet. */
  static async start({ dataPlane, consumer, library, configuration, env = {} }: ClientProps): Promise<Client> {
    const { generate, driver } = LIBRARIES[library];
    const folder = await mkdtemp(join(dataPlane.folder, 'client-'));
    const isPython = driver.endsWith('.py');
    const module = join(folder, isPython ? 'generated.py' : 'generated.mjs');
    await writeFile(module, generate(configuration));
    if (!isPython) await symlink(resolve(__dirname, '../../../node_modules'), join(folder, 'node_modules'));
    const program = isPython ? await pythonClients() : process.execPath;
    const logFile = join(folder, 'log');
    const child = dataPlane.network.spawn(consumer, program, [join(__dirname, 'drivers', driver), module], {
      stdio: ['pipe', 'pipe', openSync(logFile, 'a')],
      env: { PATH: process.env.PATH, HOME: folder, ...env },
    });
    return new Client(library, child, logFile);
  }

  connect(): Promise<unknown> {
    return this.request({ operation: 'connect' });
  }

  call(client: string, method: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.request({ operation: 'call', client, method, args });
  }

  /** Redis's ID of its connection. A new connection has another ID. */
  connectionId(client: string): Promise<unknown> {
    const { method, args } = LIBRARIES[this.library].connectionId;
    return this.call(client, method, ...args);
  }

  /** Begins to write keys with a prefix, one after the other. */
  async load(prefix: string, client = 'writer'): Promise<void> {
    await this.request({ operation: 'load', client, prefix, pause: PAUSE_MILLISECONDS });
  }

  /** Ends a load. Returns its result. */
  async stopLoad(prefix: string): Promise<Load> {
    return (await this.request({ operation: 'stop', prefix })) as Load;
  }

  /** What the process has written to stderr. */
  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  private request(request: object): Promise<unknown> {
    const id = this.requests++;
    const answered = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`);
    return answered.then(({ value, error }) => {
      this.waiting.delete(id);
      if (error !== undefined) throw new Error(`${this.library}: ${error}`);
      return value;
    });
  }
}
