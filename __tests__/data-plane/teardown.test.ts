import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startDataPlane } from '../../src/data-plane/data-plane';
import { startReaper } from '../../src/data-plane/reaper';
import { run as runProcess } from '../../src/process/run';
import { until } from '../../src/process/until';
import { deployedStandalone } from './support/deployed';
import { onDataPlane } from './support/suite';

const REMOVED_WITHIN_MILLISECONDS = 15_000;

onDataPlane('Removal of a data plane', () => {
  const example = deployedStandalone('example');
  const folder = mkdtempSync(join(tmpdir(), 'data-plane-teardown-'));
  const file = join(folder, 'example.json');
  const children: ChildProcess[] = [];

  beforeAll(() => writeFileSync(file, JSON.stringify(example)));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('leaves nothing when it is stopped', async () => {
    const dataPlane = await startDataPlane(example);
    const { run } = dataPlane.namespaces;
    expect(traces(run)).not.toEqual([]);
    await dataPlane.stop();
    expect(traces(run)).toEqual([]);
  });

  test('leaves nothing when it could not start', async () => {
    // WHEN
    const redisConfiguration = ['no-such-setting 1'];
    const start = startDataPlane({ ...example, redisConfiguration });
    const failure = expect(start).rejects.toThrow(/redis-\d has ended: see its log/);
    const run = await runOfThisProcess();
    await failure;
    // THEN
    expect(traces(run)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('leaves nothing when its process ends by %s', async (signal) => {
    // GIVEN
    const { child, run } = await startInProcess();
    expect(traces(run)).not.toEqual([]);
    // WHEN
    child.kill(signal);
    // THEN
    await untilRemoved(run);
  });

  test('is left to the next run when its reaper was killed too', async () => {
    // GIVEN a run that used another folder for temporary files
    const { child, run } = await startInProcess({ TMPDIR: folder });
    // WHEN another run begins while it lives
    const first = await startReaper();
    await first.reap();
    // THEN
    expect(child.exitCode).toBeNull();
    expect(traces(run)).toContain(join('/var/run/netns', `${run}-load-balancer`));
    expect(existsSync(join(folder, run))).toBe(true);
    // WHEN another one begins after both have been killed
    process.kill(reaperOf(run), 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(traces(run)).not.toEqual([]);
    const second = await startReaper();
    // THEN it removes them, unless the run of another suite has begun to do so
    await untilRemoved(run);
    expect(existsSync(join(folder, run))).toBe(false);
    await second.reap();
  });

  test('includes files in /etc/netns that a reboot has left without a namespace or lock', async () => {
    // GIVEN
    const run = 'redis-dp-000000';
    const left = join('/etc/netns', `${run}-host-10.0.4.10`);
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'hosts'), '127.0.0.1 localhost\n');
    // WHEN
    const next = await startReaper();
    await next.reap();
    // THEN
    await untilRemoved(run);
  });

  test('does not touch namespaces of others', async () => {
    // GIVEN
    const ip = (...args: string[]) => runProcess('ip', args, { cwd: '/', env: { PATH: process.env.PATH as string } });
    const other = `redis-other-${process.pid}`;
    await ip('netns', 'add', other);
    try {
      // WHEN
      const next = await startReaper();
      await next.reap();
      // THEN
      expect(readdirSync('/var/run/netns')).toContain(other);
    } finally {
      await ip('netns', 'delete', other);
    }
  });

  async function startInProcess(env = {}): Promise<{ child: ChildProcess; run: string }> {
    const program = ['--import', 'tsx', join(__dirname, 'support', 'data-plane-process.ts'), file];
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, program, { stdio: [...stdio], env: { ...process.env, ...env } });
    children.push(child);
    const [output] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    return { child, run: String(output).trim() };
  }

  async function untilRemoved(run: string): Promise<void> {
    await until(() => traces(run), {
      describe: `nothing to be left of ${run}`,
      within: REMOVED_WITHIN_MILLISECONDS,
      holds: (left) => left.length === 0,
    });
  }
});

/** The run that this process has begun: other suites run beside it. */
async function runOfThisProcess(): Promise<string> {
  const look = () => {
    const reaper = listed('/proc').find((pid) => /reaper\.sh/.test(commandLine(pid)) && parentOf(pid) === process.pid);
    const run = reaper && commandLine(reaper).split('\0')[2];
    return run && listed('/var/run/netns').some((name) => name.startsWith(`${run}-`)) ? run : undefined;
  };
  return (await until(look, { describe: 'this process to create namespaces', within: 30_000, every: 20 })) as string;
}

/** The namespaces, files and processes of a run. */
function traces(run: string): string[] {
  // Not `ip netns list`: it complains about namespaces that other suites are creating at this moment.
  const files = [tmpdir(), '/var/run', '/var/run/netns', '/etc/netns'].flatMap((folder) =>
    listed(folder).map((name) => join(folder, name)),
  );
  const processes = listed('/proc').filter((pid) => /^\d+$/.test(pid) && link(`/proc/${pid}/cwd`).includes(run));
  return [...files.filter((path) => basename(path).startsWith(run)), ...processes.map((pid) => `process ${pid}`)];
}

function reaperOf(run: string): number {
  const isReaper = (pid: string) => /reaper\.sh/.test(commandLine(pid)) && commandLine(pid).includes(run);
  return Number(listed('/proc').find(isReaper));
}

const commandLine = (pid: string) => processFile(pid, 'cmdline');
/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name, in parentheses, may contain spaces. */
const parentOf = (pid: string) => Number(processFile(pid, 'stat').split(') ').at(-1)?.split(' ')[1]);

/** A file of a process; empty if it has ended, or is none. */
function processFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${Number(pid)}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

const listed = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // the process has just ended
  }
}
