import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDataPlane } from '../../src/data-plane/data-plane';
import { deployedStandalone } from './support/deployed';
import { onDataPlane } from './support/suite';

const GONE_WITHIN_MILLISECONDS = 15_000;

onDataPlane('What a data plane leaves behind', () => {
  const example = deployedStandalone('example');
  const folder = mkdtempSync(join(tmpdir(), 'data-plane-teardown-'));
  const file = join(folder, 'example.json');

  beforeAll(() => writeFileSync(file, JSON.stringify(example)));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is nothing when it is stopped', async () => {
    const dataPlane = await startDataPlane(example);
    const { run } = dataPlane.namespaces;
    expect(remains(run)).not.toEqual([]);
    await dataPlane.stop();
    expect(remains(run)).toEqual([]);
  });

  test('is nothing when it could not start', async () => {
    // WHEN
    const redisConfiguration = ['no-such-setting 1'];
    const start = startDataPlane({ ...example, redisConfiguration });
    const failure = expect(start).rejects.toThrow(/does not answer/);
    const run = await runOfThisProcess();
    await failure;
    // THEN
    expect(remains(run)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('is nothing when its process ends by %s', async (signal) => {
    // GIVEN
    const { child, run } = await standing();
    expect(remains(run)).not.toEqual([]);
    // WHEN
    child.kill(signal);
    // THEN
    await gone(run);
  });

  test('is removed by the next run when even its keeper was killed', async () => {
    // GIVEN a run that has lost both, and is old enough not to be taken for one that is about to begin
    const { child, run } = await standing();
    process.kill(keeperOf(run), 'SIGKILL');
    child.kill('SIGKILL');
    expect(remains(run)).not.toEqual([]);
    await sleep(11_000);
    // WHEN
    const next = await startDataPlane(example);
    // THEN it goes: by this run, or by that of another suite, which may have been first and still be at it
    await gone(run);
    // AND a run beside it is left alone
    expect(remains(next.namespaces.run)).not.toEqual([]);
    await next.stop();
  });

  async function standing(): Promise<{ child: ChildProcess; run: string }> {
    const program = ['--import', 'tsx', join(__dirname, 'support', 'standing.ts'), file];
    const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await once(child.stdout, 'data');
    return { child, run: String(output).trim() };
  }

  async function gone(run: string): Promise<void> {
    for (const deadline = Date.now() + GONE_WITHIN_MILLISECONDS; remains(run).length > 0; await sleep(100)) {
      if (Date.now() > deadline) expect(remains(run)).toEqual([]);
    }
  }
});

/** The run that this process has begun: others go on beside it. */
async function runOfThisProcess(): Promise<string> {
  for (;;) {
    const keeper = listed('/proc').find((pid) => /keeper\.sh/.test(commandLine(pid)) && parentOf(pid) === process.pid);
    const run = keeper && commandLine(keeper).split('\0')[2];
    if (run && remains(run).some((name) => name.startsWith(`${run}-`))) return run;
    await sleep(20);
  }
}

/** Namespaces, files and processes of a run. */
function remains(run: string): string[] {
  const namespaces = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }).split('\n');
  const files = [join(tmpdir(), run), ...listed('/etc/netns').map((name) => join('/etc/netns', name))];
  const processes = listed('/proc').filter((pid) => /^\d+$/.test(pid) && link(`/proc/${pid}/cwd`).includes(run));
  return [
    ...namespaces.filter((name) => name.startsWith(`${run}-`)),
    ...files.filter((path) => path.includes(run) && existsSync(path)),
    ...processes,
  ];
}

function keeperOf(run: string): number {
  const isKeeper = (pid: string) => /keeper\.sh/.test(commandLine(pid)) && commandLine(pid).includes(run);
  return Number(listed('/proc').find(isKeeper));
}

const commandLine = (pid: string) => processFile(pid, 'cmdline');
/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name, in parentheses, may have spaces. */
const parentOf = (pid: string) => Number(processFile(pid, 'stat').split(') ').at(-1)?.split(' ')[1]);

/** Nothing for what is no process, or has just ended. */
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
    return ''; // it has just ended
  }
}
