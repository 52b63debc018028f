import type { ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CLIENTS } from '../../../src/client-code';
import { GLIDE_MODES } from '../../../src/client-code/glide';
import { ioredis } from '../../../src/client-code/ioredis';
import { iovalkey } from '../../../src/client-code/iovalkey';
import { nodeRedis } from '../../../src/client-code/node-redis';
import { redisPy } from '../../../src/client-code/redis-py';
import { redisPyAsyncio } from '../../../src/client-code/redis-py-asyncio';
import { glideNode } from '../../../src/client-code/valkey-glide-node';
import { glidePython } from '../../../src/client-code/valkey-glide-python';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import type { DataPlane } from '../../../src/data-plane/data-plane';
import { type Command, goDriver, JAVA_CLIENTS, type JavaClient, javaDriver } from './compiled-clients';
import type { Fault } from './faults';
import { pythonClients } from './python-clients';

interface Library {
  /** Generates the client code. */
  readonly generate: (configuration: ClientConfiguration) => string;
  readonly driver: 'driver.mjs' | 'driver.py' | 'driver_asyncio.py' | 'go' | JavaClient;
  /**
   * The method that returns the ID of the connection (CLIENT ID).
   * @default - none: the driver has no such method
   */
  readonly connectionId?: { readonly method: string; readonly args: readonly string[] };
  /** @default - all modes */
  readonly modes?: readonly ClientConfiguration['mode'][];
  /**
   * Whether its TCP keepalive can be set.
   * @default true
   */
  readonly setsKeepAlive?: boolean;
  /**
   * The fault of a server that it does not survive: it writes again when the server is back.
   * @default - it survives all
   */
  readonly waitsOut?: Fault;
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
  iovalkey: { generate: iovalkey, driver: 'driver.mjs', connectionId: { method: 'client', args: ['ID'] } },
  'GLIDE Node': {
    generate: glideNode,
    driver: 'driver.mjs',
    connectionId: { method: 'clientId', args: [] },
    setsKeepAlive: false,
    modes: GLIDE_MODES,
    waitsOut: 'hung',
  },
  'GLIDE Python': {
    generate: glidePython,
    driver: 'driver_asyncio.py',
    connectionId: { method: 'client_id', args: [] },
    setsKeepAlive: false,
    modes: GLIDE_MODES,
    waitsOut: 'hung',
  },
  'go-redis': { generate: CLIENTS['go-redis'].generate, driver: 'go' },
  jedis: { generate: CLIENTS.jedis.generate, driver: 'jedis' },
  lettuce: { generate: CLIENTS.lettuce.generate, driver: 'lettuce' },
  'spring-boot': { generate: CLIENTS['spring-boot'].generate, driver: 'spring-boot' },
  redisson: { generate: CLIENTS.redisson.generate, driver: 'redisson' },
} satisfies Record<string, Library>;

export type LibraryName = keyof typeof LIBRARIES;

/** Libraries whose generated code has to be compiled, which takes compilers, and more memory. */
export const COMPILED_NAMES = ['go-redis', 'jedis', 'lettuce', 'spring-boot', 'redisson'] as const;

/** The other libraries. */
export const LIBRARY_NAMES = (Object.keys(LIBRARIES) as LibraryName[]).filter(
  (name) => !(COMPILED_NAMES as readonly string[]).includes(name),
);

/** Whether a library can be used in a mode. */
export const canUse = (library: LibraryName, mode: ClientConfiguration['mode']) =>
  (LIBRARIES[library] as Library).modes?.includes(mode) ?? true;

/** Those of the other libraries that can be used in a mode. */
export const librariesFor = (mode: ClientConfiguration['mode']) => LIBRARY_NAMES.filter((name) => canUse(name, mode));

/** Whether the code for a library sets TCP keepalive. */
export const setsKeepAlive = (library: LibraryName) => (LIBRARIES[library] as Library).setsKeepAlive ?? true;

/** Whether the code for a library writes again while a server with this fault is not back. */
export const survives = (library: LibraryName, fault: Fault) => (LIBRARIES[library] as Library).waitsOut !== fault;

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
      // GLIDE writes its log to stdout.
      if (!line.startsWith('{')) return;
      const { id, ...answer } = JSON.parse(line);
      this.waiting.get(id)?.(answer);
    });
    child.on('exit', (status) => {
      for (const answer of this.waiting.values()) answer({ error: `It ended with status ${status}.\n${this.log()}` });
    });
  }

  /** Starts the process. It does not connect yet. */
  static async start({ dataPlane, consumer, library, configuration, env = {} }: ClientProps): Promise<Client> {
    const folder = await mkdtemp(join(dataPlane.folder, 'client-'));
    const [program, ...args] = await driverOf(library, configuration, folder);
    const logFile = join(folder, 'log');
    const child = dataPlane.network.spawn(consumer, program, args, {
      stdio: ['pipe', 'pipe', openSync(logFile, 'a')],
      env: { PATH: process.env.PATH, HOME: folder, ...env },
    });
    return new Client(library, child, logFile);
  }

  connect(): Promise<unknown> {
    return this.request({ operation: 'connect' });
  }

  /** Closes what `connect()` has opened. Only compiled clients. */
  close(): Promise<unknown> {
    return this.request({ operation: 'close' });
  }

  /** The names of its threads, or how many goroutines it has. Only compiled clients. */
  threads(): Promise<unknown> {
    return this.request({ operation: 'threads' });
  }

  call(client: string, method: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.request({ operation: 'call', client, method, args });
  }

  /** Redis's ID of its connection. A new connection has another ID. */
  connectionId(client: string): Promise<unknown> {
    const { connectionId }: Library = LIBRARIES[this.library];
    if (!connectionId) throw new Error(`The driver of ${this.library} has no method for the ID of its connection.`);
    return this.call(client, connectionId.method, ...connectionId.args);
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

/** The command that runs a library's driver with the generated code. */
async function driverOf(library: LibraryName, configuration: ClientConfiguration, folder: string): Promise<Command> {
  const { generate, driver }: Library = LIBRARIES[library];
  const text = generate(configuration);
  if (driver === 'go') return goDriver(text, configuration);
  if (isJava(driver)) return javaDriver(text, driver);
  const isPython = driver.endsWith('.py');
  const module = join(folder, isPython ? 'generated.py' : 'generated.mjs');
  await writeFile(module, text);
  if (!isPython) await symlink(resolve(__dirname, '../../../node_modules'), join(folder, 'node_modules'));
  return [isPython ? await pythonClients() : process.execPath, join(__dirname, 'drivers', driver), module];
}

const isJava = (driver: string): driver is JavaClient => (JAVA_CLIENTS as readonly string[]).includes(driver);
