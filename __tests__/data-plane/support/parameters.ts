import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataPlane } from '../../../src/data-plane/data-plane';

const PORT = 4566;

/**
 * Serves SSM parameters on a consumer's first client, until the data plane is removed.
 *
 * @returns the environment variables that point the AWS SDKs to them
 */
export async function serveParameters(
  dataPlane: DataPlane,
  consumer: string,
  values: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const file = join(dataPlane.folder, 'parameters.json');
  await writeFile(file, JSON.stringify(values));
  const program = [join(__dirname, 'drivers', 'parameters.mjs'), String(PORT), file];
  const child = dataPlane.network.spawn(consumer, process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout) await once(child.stdout, 'data');
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${PORT}`,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
  };
}
