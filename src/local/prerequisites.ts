import { requireDataPlane } from '../data-plane/prerequisites';
import { requirePython } from '../emulator/python';
import { requireTerraform } from '../terraform/binary';
import { type LocateProviderOptions, locateProvider, type ProviderSource } from '../terraform/provider';

/** Prerequisites are missing on this machine. The message names them all. */
export class MissingPrerequisites extends Error {
  override readonly name = 'MissingPrerequisites';
}

/** Options of {@link requirePrerequisites}. */
export interface PrerequisitesOptions extends LocateProviderOptions {
  /** Also check the prerequisites of the data plane. */
  readonly dataPlane: boolean;
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
    ...(options.dataPlane ? [requireDataPlane()] : []),
  ]);
  options.signal?.throwIfAborted();
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : []));
  // Without Terraform the search for the provider fails with the same message.
  if (reasons.length > 0) throw new MissingPrerequisites([...new Set(reasons)].join('\n\n'));
  return provider;
}
