import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command';

/** `ip netns exec` binds what is in the folder of a namespace's name over the files in /etc. */
const NETNS_FILES = '/etc/netns';

/** The network namespaces of one run. Their names begin with the run's, so that runs side by side don't meet. */
export class Namespaces {
  constructor(readonly run: string) {}

  /** The name that `ip netns` knows a namespace by. */
  name(namespace: string): string {
    return `${this.run}-${namespace}`;
  }

  async create(namespaces: readonly string[]): Promise<void> {
    await this.batch(namespaces.map((namespace) => `netns add ${this.name(namespace)}`));
  }

  /** Removes namespaces, with all that runs in them. */
  async remove(namespaces: readonly string[]): Promise<void> {
    await Promise.all(
      namespaces.map(async (namespace) => {
        const name = this.name(namespace);
        const pids = (await command('ip', ['netns', 'pids', name])).split('\n').filter(Boolean);
        for (const pid of pids) kill(Number(pid));
        await command('ip', ['netns', 'delete', name]);
        await rm(join(NETNS_FILES, name), { recursive: true, force: true });
      }),
    );
  }

  /** Lines of `ip -batch`, in this process's own namespace or in one of the run's. */
  async batch(lines: readonly string[], namespace?: string): Promise<void> {
    if (lines.length === 0) return;
    const where = namespace === undefined ? [] : ['-netns', this.name(namespace)];
    await command('ip', [...where, '-batch', '-'], `${lines.join('\n')}\n`);
  }

  /** Kernel settings, which each namespace has of its own. */
  async sysctl(namespace: string, settings: Readonly<Record<string, string | number>>): Promise<void> {
    const assignments = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    await this.execute(namespace, 'sysctl', ['-qw', ...assignments]);
  }

  /** Puts an nftables script into effect, all of it or, where it has a mistake, nothing. */
  async nft(namespace: string, script: string): Promise<void> {
    await this.execute(namespace, 'nft', ['-f', '-'], script);
  }

  /** Files in /etc, as processes in the namespace see them. */
  async files(namespace: string, files: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(NETNS_FILES, this.name(namespace));
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  }

  /** Runs a tool in a namespace to its end. Returns what it printed. */
  async execute(namespace: string, file: string, args: readonly string[], input?: string): Promise<string> {
    return command('ip', [...this.inside(namespace), file, ...args], input);
  }

  /** Starts a process in a namespace. Its PID is the process's own: `ip` replaces itself by it. */
  spawn(namespace: string, file: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn('ip', [...this.inside(namespace), file, ...args], options);
  }

  private inside(namespace: string): string[] {
    return ['netns', 'exec', this.name(namespace)];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // else it has just ended by itself
  }
}
