import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basicEnvironment } from '../process/environment';
import { type ProcessEnvironment, run } from '../process/run';

/** `ip netns exec` mounts the files in the folder of a namespace's name over those in /etc. */
const NETNS_FILES = '/etc/netns';

/** Options of {@link Namespaces.execute}. */
export interface ExecuteOptions {
  /**
   * Text for the standard input.
   * @default - no standard input
   */
  readonly input?: string;
  /**
   * Environment variables besides PATH and the like.
   * @default - none
   */
  readonly env?: ProcessEnvironment;
}

/** The network namespaces of one run. Their names begin with the run's name, so runs can coexist. */
export class Namespaces {
  constructor(readonly run: string) {}

  /** The name that `ip netns` uses for a namespace. */
  name(namespace: string): string {
    return `${this.run}-${namespace}`;
  }

  async create(namespaces: readonly string[]): Promise<void> {
    await this.batch(namespaces.map((namespace) => `netns add ${this.name(namespace)}`));
  }

  /** Removes namespaces together with the processes that run in them. */
  async remove(namespaces: readonly string[]): Promise<void> {
    await Promise.all(
      namespaces.map(async (namespace) => {
        const name = this.name(namespace);
        const pids = (await tool('ip', ['netns', 'pids', name])).split('\n').filter(Boolean);
        for (const pid of pids) kill(Number(pid));
        await tool('ip', ['netns', 'delete', name]);
        await rm(join(NETNS_FILES, name), { recursive: true, force: true });
      }),
    );
  }

  /** Runs lines of `ip -batch`, by default in this process's own namespace. */
  async batch(lines: readonly string[], namespace?: string): Promise<void> {
    if (lines.length === 0) return;
    const netns = namespace === undefined ? [] : ['-netns', this.name(namespace)];
    await tool('ip', [...netns, '-batch', '-'], { input: `${lines.join('\n')}\n` }).catch((error: Error) => {
      // `ip` names the failed line by its number only.
      throw new Error(`${error.message}\nThe batch was:\n${lines.join('\n')}`, { cause: error });
    });
  }

  /** Sets kernel parameters of a namespace. */
  async sysctl(namespace: string, settings: Readonly<Record<string, string | number>>): Promise<void> {
    const assignments = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    await this.execute(namespace, 'sysctl', ['-qw', ...assignments]);
  }

  /** Applies an nftables script: all of it or, if it has an error, nothing. */
  async nft(namespace: string, script: string): Promise<void> {
    await this.execute(namespace, 'nft', ['-f', '-'], { input: script });
  }

  /** Writes files of /etc, as processes in the namespace see them. */
  async files(namespace: string, files: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(NETNS_FILES, this.name(namespace));
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  }

  /**
   * Runs a program in a namespace to its end. Returns its stdout.
   *
   * @throws CommandError with the program's output
   */
  async execute(
    namespace: string,
    file: string,
    args: readonly string[],
    options: ExecuteOptions = {},
  ): Promise<string> {
    return tool('ip', [...this.inside(namespace), file, ...args], options);
  }

  /** Starts a process in a namespace. The PID is the process's own: `ip` replaces itself by it. */
  spawn(namespace: string, file: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn('ip', [...this.inside(namespace), file, ...args], options);
  }

  private inside(namespace: string): string[] {
    return ['netns', 'exec', this.name(namespace)];
  }
}

async function tool(file: string, args: readonly string[], { input, env }: ExecuteOptions = {}): Promise<string> {
  const { stdout } = await run(file, args, { cwd: '/', env: { ...basicEnvironment(process.env), ...env }, input });
  return stdout;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: it has just ended by itself
  }
}
