import type { Environment } from '../config/schema';
import { requireDataPlane } from '../data-plane/prerequisites';
import { serverPrograms } from '../data-plane/server-programs';
import { requirePython } from '../emulator/python';
import { requireTerraform } from '../terraform/binary';
import { type LocateProviderOptions, locateProvider, type ProviderSource } from '../terraform/provider';

/** Prerequisites are missing on this machine. The message names them all. */
export class MissingPrerequisites extends Error {
  override readonly name = 'MissingPrerequisites';
}

/** Options of {@link requirePrerequisites}. */
export interface PrerequisitesOptions extends LocateProviderOptions {
  /**
   * Also check the prerequisites of this environment's data plane.
   * @default - no data plane
   */
  readonly dataPlane?: Environment;
}

/**
 * Finds Terraform, Python and the AWS provider.
 *
 * @throws MissingPrerequisites that names everything missing
 */
export async function requirePrerequisites(
  env: NodeJS.ProcessEnv,
  options: PrerequisitesOptions,
): Promise<ProviderSource> {
  const terraform = requireTerraform(env);
  const provider = terraform.then(() => locateProvider(env, options));
  const results = await Promise.allSettled([
    terraform,
    requirePython(),
    provider,
    ...(options.dataPlane ? [requireDataPlane(), serverPrograms(options.dataPlane)] : []),
  ]);
  options.signal?.throwIfAborted();
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : []));
  // Without Terraform the search for the provider fails with the same message.
  if (reasons.length > 0) throw new MissingPrerequisites([...new Set(reasons)].join('\n\n'));
  return provider;
}
