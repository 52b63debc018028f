import { requireTerraform } from '../terraform/binary';
import { type LocateProviderOptions, locateProvider, type ProviderSource } from '../terraform/provider';
import { requireDataPlane } from '../data-plane/prerequisites';
import { requirePython } from '../emulator/python';

/** Something that the command needs is not on this machine. The message names all of it. */
export class MissingPrerequisites extends Error {
  override readonly name = 'MissingPrerequisites';
}

/** Options of {@link requirePrerequisites}. */
export interface PrerequisitesOptions extends LocateProviderOptions {
  /** Look for what the data plane needs, too. */
  readonly dataPlane: boolean;
}

/**
 * Looks for Terraform, Python and the AWS provider.
 *
 * @throws MissingPrerequisites that has everything that is missing, so that nobody installs one thing to hear of the next.
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
  // Without Terraform nothing can look for the provider, which fails with the same words.
  if (reasons.length > 0) throw new MissingPrerequisites([...new Set(reasons)].join('\n\n'));
  return provider;
}
