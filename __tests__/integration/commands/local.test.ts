import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MINUTES = 60_000;
const PROJECT = resolve(__dirname, '../../..');

/** Variables that could send a process somewhere other than the emulator, or confuse it. Nothing listens on port 1. */
const HOSTILE = {
  AWS_PROFILE: 'production',
  AWS_REGION: 'eu-west-9',
  AWS_SESSION_TOKEN: 'testing',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  HTTP_PROXY: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
  TF_CLI_ARGS: '-no-such-option',
  TF_WORKSPACE: 'production',
  TF_DATA_DIR: '/nonexistent',
  TF_VAR_region: 'eu-west-9',
  CDKTF_OUTDIR: '/nonexistent',
};

/** `npm run local` with its own temporary folder, which also identifies its processes. */
class LocalRun {
  readonly tmp = mkdtempSync(join(tmpdir(), 'local-'));
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown[]>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, ['--import', 'tsx', 'src/commands/main.ts', 'local', ...args], {
      cwd: PROJECT,
      env: { ...process.env, TMPDIR: this.tmp, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data) => {
        this.output += data;
      });
    }
    this.ended = once(this.child, 'close');
  }

  async exitStatus(): Promise<number> {
    const [status] = await this.ended;
    return status as number;
  }

  /** Waits until the output matches, or ends. */
  async until(pattern: RegExp): Promise<void> {
    const matched = async () => {
      while (!pattern.test(this.output)) await once(this.child.stdout as never, 'data');
    };
    await Promise.race([matched(), this.ended]);
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** What is left in the temporary folder, except the cache of tsx. */
  folders(): string[] {
    return readdirSync(this.tmp).filter((name) => !name.startsWith('tsx-'));
  }

  /** Cleans up after a failed test. */
  cleanUp(): void {
    for (const pid of this.processes()) process.kill(Number(pid), 'SIGKILL');
    rmSync(this.tmp, { recursive: true, force: true });
  }

  /** IDs of the processes with the temporary folder in their environment. */
  processes(): string[] {
    if (process.platform !== 'linux') return [];
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.filter((pid) => readIfPresent(`/proc/${pid}/environ`).includes(this.tmp));
  }
}

/** The file's text, or none if its process has just ended. */
function readIfPresent(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

// Only Linux shows a process's environment in /proc.
const onLinux = process.platform === 'linux' ? test : test.skip;

describe('npm run local', () => {
  let deployed: LocalRun;
  let interrupted: LocalRun;

  // In parallel, because both mostly wait for the AWS provider. The run without a proxy starts first: pip and Terraform
  // respect the user's proxy, and only this run can download what is not cached yet.
  beforeAll(async () => {
    interrupted = new LocalRun(['--keep']);
    await interrupted.until(/Bootstrap the state bucket/);
    deployed = new LocalRun([], HOSTILE);
    await interrupted.until(/Deploy the stacks.*› \d+ s [^\n]*[Cc]reating/s);
  }, 10 * MINUTES);

  afterAll(() => {
    // If the first run failed early, there is no second one.
    for (const run of [interrupted, deployed]) run?.cleanUp();
  });

  describe('interrupted while it deploys', () => {
    onLinux('has Terraform and the emulator running', () => {
      const names = interrupted
        .processes()
        .map((pid) => execFileSync('ps', ['-o', 'comm=', '-p', pid], { encoding: 'utf8' }));
      expect(names.join()).toMatch(/terraform/);
      expect(names.join()).toMatch(/python/);
    });

    test(
      'exits with status 130 and says that it was interrupted',
      async () => {
        interrupted.interrupt();
        expect(await interrupted.exitStatus()).toBe(130);
        expect(interrupted.output).toContain('Interrupted. Everything has been stopped and removed.');
      },
      MINUTES,
    );

    onLinux('leaves no process, not even the emulator of --keep', () => {
      expect(interrupted.processes()).toEqual([]);
    });

    test('leaves no folder', () => {
      expect(interrupted.folders()).toEqual([]);
    });
  });

  describe("with the user's own AWS, Terraform and proxy settings", () => {
    test(
      'deploys every stack',
      async () => {
        const status = await deployed.exitStatus();
        expect(`${status}, at the end of:\n${deployed.output.slice(-2000)}`).toMatch(/^0,/);
        for (const stack of ['state', 'redis-service', 'redis-consumer-joda-toda-aws']) {
          expect(deployed.output).toContain(`\n${stack}\n  `);
        }
      },
      10 * MINUTES,
    );

    test('prints the names and ports that clients connect to', () => {
      const rows = deployed.output.split('\n').filter((line) => line.startsWith('joda-toda-aws'));
      expect(rows.map((row) => row.split(/\s+/).slice(1))).toEqual([
        ['redis-1', '10.0.4.10:6379', 'redis-1.redis.joda-toda.internal', '6379'],
        ['redis-2', '10.0.4.11:6379', 'redis-2.redis.joda-toda.internal', '6380'],
        ['redis-3', '10.0.4.12:6379', 'redis-3.redis.joda-toda.internal', '6381'],
      ]);
    });

    test('prints no colour into a pipe', () => {
      expect(deployed.output).not.toContain('\u001b');
    });

    onLinux('leaves no process', () => {
      expect(deployed.processes()).toEqual([]);
    });

    test('leaves no folder', () => {
      expect(deployed.folders()).toEqual([]);
    });
  });
});

describe('npm run local, if something is wrong', () => {
  let bin: string;
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'bin-'));
    symlinkSync(process.execPath, join(bin, 'node'));
  });
  afterEach(() => rmSync(bin, { recursive: true }));

  test(
    'reports missing Terraform and Python together, before it starts anything',
    async () => {
      // WHEN
      const run = new LocalRun([], { PATH: bin });
      const status = await run.exitStatus();
      // THEN
      expect(status).toBe(1);
      expect(run.output).toContain("Terraform can't be run");
      expect(run.output).toContain('there is no python3');
      expect(run.output).not.toContain('Prepare Python');
      expect(run.folders()).toEqual([]);
      run.cleanUp();
    },
    MINUTES,
  );

  test(
    'prints the last output of a failed step, and where the log is',
    async () => {
      // GIVEN a Terraform that installs its provider, and then fails
      const script =
        '#!/bin/sh\nif [ -e backend_override.tf.json ]; then echo "no luck"; exit 1; fi\nexec terraform "$@"\n';
      writeFileSync(join(bin, 'failing'), script, { mode: 0o755 });
      // WHEN
      const run = new LocalRun([], { TERRAFORM_BINARY_NAME: join(bin, 'failing') });
      const status = await run.exitStatus();
      // THEN
      expect(status).toBe(1);
      expect(run.output).toMatch(/failing init .* ended with status 1/);
      expect(run.output).toMatch(/The end of .*local-\d+\.log:\n(.*\n)*no luck\n/);
      expect(run.folders()).toEqual([]);
      run.cleanUp();
    },
    MINUTES,
  );
});
