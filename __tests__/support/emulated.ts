import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../src/config/schema';
import { emulatorAwsConfig } from '../../src/emulator/aws';
import { Deployment } from '../../src/emulator/deployment';
import { startEmulator } from '../../src/emulator/emulator';
import { pythonEnvironment } from '../../src/emulator/python';
import { type AwsConfig, accountConfig } from '../../src/terraform/aws';
import { locateProvider } from '../../src/terraform/provider';
import { type Changes, environmentWith } from './environments';

/** A test's own emulator, with the resources that the example environment refers to. */
export interface Emulated {
  /** URL of the emulator. */
  readonly endpoint: string;
  /** A deployment of the changed environment. All of them share one state. */
  deployment(changes?: Changes): Deployment;
  /** SDK configuration for an account, in its role or in the given one. */
  account(name: 'prod' | 'joda-toda-aws', roleArn?: string): AwsConfig;
  stop(): Promise<void>;
}

/** Starts an emulator and creates the resources that the changed environment refers to. */
export async function emulate(changes: Changes = {}): Promise<Emulated> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-test-'));
  const environment = environmentWith(changes);
  const emulator = await startEmulator({
    python: await pythonEnvironment(),
    accountId: environment.accounts.prod?.id as string,
    logFile: join(folder, 'emulator.log'),
  });
  const provider = await locateProvider();
  const deployment = (further: Changes = {}) => {
    const all = { ...changes, ...further };
    return new Deployment({
      environment: environmentWith(all),
      endpoint: emulator.endpoint,
      provider,
      folder,
    });
  };
  await deployment().seed();
  return {
    endpoint: emulator.endpoint,
    deployment,
    account: (name, roleArn) =>
      accountConfig(
        emulatorAwsConfig(emulator.endpoint, environment.region),
        roleArn ? { roleArn } : (environment.accounts[name] as Account),
      ),
    async stop() {
      await emulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
