import { serverConfiguration } from '../client-code/server';
import { sentinelName } from '../config/names';
import type { Environment } from '../config/schema';

const HEADING = /^# -+ (\S+) \(\S+\): (redis|valkey|sentinel)\.conf$/m;

/**
 * The output of `npm run client-config -- --server`, split by instance. The data plane's servers use the very text that
 * users are given, so its tests cover that text.
 */
export function generatedConfiguration(environment: Environment): ReadonlyMap<string, string> {
  // HEADING has two groups: the parts are a preamble, and then a name, a kind and a text for each heading.
  const [, ...parts] = serverConfiguration(environment).split(HEADING);
  const instances = new Map<string, string>();
  for (let i = 0; i < parts.length; i += 3) {
    const [name = '', kind, text = ''] = parts.slice(i, i + 3);
    instances.set(kind === 'sentinel' ? sentinelName(name) : name, text.trim());
  }
  return instances;
}
