import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { personalEnvironment } from '../process/environment';
import { CommandError, type ProcessEnvironment, type RunOptions, run } from '../process/run';
import type { Terraform } from './binary';
import { PROVIDER_PATH, type ProviderPackage } from './mirror';

/** Installs the AWS provider with Terraform. */
export interface Installer {
  /** Such as `linux_amd64`. */
  readonly platform: string;
  /** The filesystem mirror of providers that earlier installations downloaded or unpacked. */
  readonly downloaded: string;
  /** Rejects with the reason that Terraform gives. Without `cliConfig`, the user's CLI configuration applies. */
  install(constraint: string, cliConfig?: string): Promise<ProviderPackage>;
}

/** The Terraform registry can't be reached. */
export class RegistryUnreachable extends Error {
  override readonly name = 'RegistryUnreachable';
}

/** A CLI configuration with one filesystem mirror and no network. */
export function mirrorOnly(mirror: string): string {
  return `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(resolve(mirror))}\n  }\n}\n`;
}

/** Stores downloaded and unpacked providers in the project's cache. */
export class CachingInstaller implements Installer {
  readonly platform: string;
  readonly downloaded: string;

  constructor(
    private readonly terraform: Terraform,
    private readonly env: NodeJS.ProcessEnv,
    private readonly options: Pick<RunOptions, 'signal' | 'onOutput'>,
    private readonly cache: string,
  ) {
    this.platform = terraform.platform;
    this.downloaded = join(cache, 'providers');
  }

  async install(constraint: string, cliConfig?: string): Promise<ProviderPackage> {
    await mkdir(this.cache, { recursive: true });
    const staging = await mkdtemp(join(this.cache, 'install-'));
    try {
      const required = { aws: { source: 'hashicorp/aws', version: constraint } };
      await writeFile(join(staging, 'main.tf.json'), JSON.stringify({ terraform: { required_providers: required } }));
      const env: Record<string, string> = { ...(await installEnvironment(this.env, staging)) };
      if (cliConfig) {
        env.TF_CLI_CONFIG_FILE = join(staging, 'config.tfrc');
        await writeFile(env.TF_CLI_CONFIG_FILE, cliConfig);
      }
      const init = ['init', '-backend=false', '-input=false', '-no-color'];
      await run(this.terraform.file, init, { ...this.options, cwd: staging, env }).catch((error) => {
        throw refusal(constraint, error);
      });
      return await this.moveToCache(staging);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  /** Follows Terraform's links to the provider, and moves it to the cache if they end in the staging folder. */
  private async moveToCache(staging: string): Promise<ProviderPackage> {
    const folder = join(staging, '.terraform', 'providers', this.terraform.registry, 'hashicorp', 'aws');
    const [version = ''] = await readdir(folder);
    const inMirror = join(PROVIDER_PATH, version, this.platform);
    let source = join(folder, version, this.platform);
    while (source.startsWith(staging) && (await lstat(source)).isSymbolicLink()) {
      source = resolve(dirname(source), await readlink(source));
    }
    if (!source.startsWith(staging)) return { mirror: source.slice(0, -inMirror.length - 1), version, packed: false };

    const target = join(this.downloaded, inMirror);
    await mkdir(dirname(target), { recursive: true });
    await rename(source, target).catch((error) => {
      // Another process may have moved the same provider first.
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    });
    return { mirror: this.downloaded, version, packed: false };
  }
}

/** The user's environment: the registry may need a proxy or credentials. */
async function installEnvironment(env: NodeJS.ProcessEnv, staging: string): Promise<ProcessEnvironment> {
  const cache: Record<string, string> = {};
  if (!(await hasPluginCache(env))) {
    cache.TF_PLUGIN_CACHE_DIR = join(staging, 'cache');
    await mkdir(cache.TF_PLUGIN_CACHE_DIR);
  }
  return {
    ...personalEnvironment(env),
    ...cache,
    // Otherwise Terraform downloads cached providers again, for checksums in a lock file that is thrown away.
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    // Fail fast without a connection: the search for mirrors comes next.
    TF_REGISTRY_CLIENT_TIMEOUT: '5',
    TF_REGISTRY_DISCOVERY_RETRY: '0',
  };
}

/** Whether the user has a plugin cache, shared with their other projects. */
async function hasPluginCache(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (env.TF_PLUGIN_CACHE_DIR) return true;
  const file = env.TF_CLI_CONFIG_FILE || join(env.HOME ?? homedir(), '.terraformrc');
  const config = await readFile(file, 'utf8').catch(() => ''); // Terraform only warns if it is missing
  return /^\s*plugin_cache_dir\s*=/m.test(config);
}

function refusal(constraint: string, error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const output = error.output.replaceAll(/[╷│╵\s]+/g, ' ');
  const reason = /Error: .*?: (.*?)(?: To see which modules|$)/.exec(output)?.[1] ?? output.trim();
  const message = `terraform init (hashicorp/aws ${constraint}): ${reason.trim()}`;
  const unreachable = /could not connect to|failed to request discovery|timeout|no such host|connection refused/i;
  return unreachable.test(reason) ? new RegistryUnreachable(message) : new Error(message);
}
