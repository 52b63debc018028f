import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MINUTES = 60_000;
const PROJECT = resolve(__dirname, '../../..');

/** All that could lead a process away from the emulator, or confuse it. Nobody listens on port 1. */
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

/** `npm run local` in a temporary folder of its own, which marks every process that comes of it. */
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

  /** Waits until the output says that, or until there will be no more of it. */
  async until(pattern: RegExp): Promise<void> {
    const said = async () => {
      while (!pattern.test(this.output)) await once(this.child.stdout as never, 'data');
    };
    await Promise.race([said(), this.ended]);
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** What the command has made in the temporary folder, and not removed. tsx keeps a cache there. */
  folders(): string[] {
    return readdirSync(this.tmp).filter((name) => !name.startsWith('tsx-'));
  }

  /** Removes what a failed test would leave behind. */
  cleanUp(): void {
    for (const pid of this.processes()) process.kill(Number(pid), 'SIGKILL');
    rmSync(this.tmp, { recursive: true, force: true });
  }

  /** The processes that have its folder in their environment. */
  processes(): string[] {
    if (process.platform !== 'linux') return [];
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.filter((pid) => readIfThere(`/proc/${pid}/environ`).includes(this.tmp));
  }
}

/** Processes come and go while one looks. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

// Only Linux says, in /proc, what a process has in its environment.
const onLinux = process.platform === 'linux' ? test : test.skip;

describe('npm run local', () => {
  let deployed: LocalRun;
  let interrupted: LocalRun;

  // Side by side, for most of the time of both is the AWS provider's waiting. But pip and Terraform go by the person's
  // proxy to get what is not at hand yet, as they should: the one without a proxy gets it.
  beforeAll(async () => {
    interrupted = new LocalRun(['--keep']);
    await interrupted.until(/Bootstrap the state bucket/);
    deployed = new LocalRun([], HOSTILE);
    await interrupted.until(/Deploy the stacks.*› \d+ s [^\n]*[Cc]reating/s);
  }, 10 * MINUTES);

  afterAll(() => {
    // Where the first never came that far, there is no second.
    for (const run of [interrupted, deployed]) run?.cleanUp();
  });

  describe('interrupted while it deploys', () => {
    onLinux('has processes that it could leave behind', () => {
      const names = interrupted
        .processes()
        .map((pid) => execFileSync('ps', ['-o', 'comm=', '-p', pid], { encoding: 'utf8' }));
      expect(names.join()).toMatch(/terraform/);
      expect(names.join()).toMatch(/python/);
    });

    test(
      'ends with status 130, and says so',
      async () => {
        interrupted.interrupt();
        expect(await interrupted.exitStatus()).toBe(130);
        expect(interrupted.output).toContain('Interrupted. Everything has been stopped and removed.');
      },
      MINUTES,
    );

    onLinux('leaves no process, not even the emulator that it was to keep', () => {
      expect(interrupted.processes()).toEqual([]);
    });

    test('leaves no folder', () => {
      expect(interrupted.folders()).toEqual([]);
    });
  });

  describe("with a person's AWS, Terraform and proxy settings", () => {
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

    test('shows what clients connect to', () => {
      const rows = deployed.output.split('\n').filter((line) => line.startsWith('joda-toda-aws'));
      expect(rows.map((row) => row.split(/\s+/).slice(1))).toEqual([
        ['redis-1', '10.0.4.10:6379', 'redis-1.redis.joda-toda.internal', '6379'],
        ['redis-2', '10.0.4.11:6379', 'redis-2.redis.joda-toda.internal', '6380'],
        ['redis-3', '10.0.4.12:6379', 'redis-3.redis.joda-toda.internal', '6381'],
      ]);
    });

    test('has no colour in a pipe', () => {
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

describe('npm run local, where something is wrong', () => {
  let bin: string;
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), 'bin-'));
    symlinkSync(process.execPath, join(bin, 'node'));
  });
  afterEach(() => rmSync(bin, { recursive: true }));

  test(
    'says that Terraform and Python are both missing before it starts anything',
    async () => {
      // WHEN
      const run = new LocalRun([], { PATH: bin });
      const status = await run.exitStatus();
      // THEN
      expect(status).toBe(1);
      expect(run.output).toContain('There is no Terraform');
      expect(run.output).toContain('there is no python3');
      expect(run.output).not.toContain('Prepare Python');
      expect(run.folders()).toEqual([]);
      run.cleanUp();
    },
    MINUTES,
  );

  test(
    'says what a process of a failed step said last, and where the rest is',
    async () => {
      // GIVEN a Terraform that finds its provider and then nothing works
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
