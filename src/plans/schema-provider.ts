import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { basicEnvironment } from '../process/environment';
import type { ProcessEnvironment } from '../process/run';
import type { Stack } from '../terraform/stacks';

/** Ends the provider when this process ends, however it does: the shell's standard input closes then. */
const SUPERVISED =
  'exec 3<&0; "$0" -debug 3<&- & pid=$!; { cat; kill $pid; } <&3 > /dev/null 2>&1 & wait $pid; kill $! 2> /dev/null';

const START_MILLISECONDS = 30_000;

/** The AWS provider that a stack is initialised with. */
interface ProviderBinary {
  /** `registry.terraform.io/hashicorp/aws` */
  readonly source: string;
  /** Absolute path without links. */
  readonly file: string;
}

/**
 * One process of the AWS provider whose only task is its schema. `terraform show` needs nothing else of a provider, and
 * starting one takes longer than everything that it does with it. It has no credentials, and Terraform never configures it.
 *
 * It uses Terraform's protocol for debugging providers:
 * https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
 */
export class SchemaProvider {
  private provider: ProviderBinary | undefined;
  private process: ChildProcess | undefined;
  private address: Promise<object | undefined> | undefined;

  /** @param env variables of the processes that use it */
  constructor(private readonly env: ProcessEnvironment) {}

  /**
   * Variables that make Terraform use the process, which the first call starts. None if the stack has another provider,
   * or if the process does not start: Terraform then starts one of its own.
   */
  async variables(stack: Stack): Promise<ProcessEnvironment> {
    const provider = providerOf(stack);
    if (!provider) return {};
    this.provider ??= provider;
    if (provider.file !== this.provider.file) return {};
    this.address ??= this.start(provider.file);
    const address = await this.address;
    return address ? { TF_REATTACH_PROVIDERS: JSON.stringify({ [provider.source]: address }) } : {};
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    const { process } = this;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const closed = once(process, 'close');
    process.stdin?.end();
    await closed;
  }

  private async start(file: string): Promise<object | undefined> {
    // Its own process group: it ends by its standard input, after those that use it.
    const child = spawn('sh', ['-c', SUPERVISED, file], {
      env: { ...basicEnvironment(this.env), GOGC: this.env.GOGC ?? '' },
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    this.process = child;
    child.stdin.on('error', () => {});
    const started = new Promise<object | undefined>((resolve) => {
      setTimeout(resolve, START_MILLISECONDS, undefined).unref();
      child.once('error', () => resolve(undefined));
      child.once('close', () => resolve(undefined));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [, json] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line) ?? [];
        if (json) resolve(addressIn(json));
      });
    });
    return started;
  }
}

/** The address in `{"registry.terraform.io/hashicorp/aws": {…}}`. */
function addressIn(json: string): object | undefined {
  try {
    return Object.values<object>(JSON.parse(json))[0];
  } catch {
    return undefined;
  }
}

/** The provider that `terraform init` put beside a stack, after it had checked it against the lock file. */
function providerOf({ folder }: Stack): ProviderBinary | undefined {
  const providers = join(folder, '.terraform', 'providers');
  for (const host of namesIn(providers)) {
    const aws = join(providers, host, 'hashicorp', 'aws');
    for (const version of namesIn(aws)) {
      for (const platform of namesIn(join(aws, version))) {
        const name = namesIn(join(aws, version, platform)).find((file) => file.startsWith('terraform-provider-aws'));
        if (!name) continue;
        return { source: `${host}/hashicorp/aws`, file: realpathSync(join(aws, version, platform, name)) };
      }
    }
  }
  return undefined;
}

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
