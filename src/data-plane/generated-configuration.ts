import { serverConfiguration } from '../client-code/server';
import { sentinelName } from '../config/names';
import type { Environment } from '../config/schema';

const HEADING = /^# -+ (\S+) \(\S+\): (redis|sentinel)\.conf$/m;

/**
 * What `npm run client-config -- --server` prints, by the instance that it is for: servers here are configured by the
 * text that people are given, so that what holds here holds of it.
 */
export function generatedConfiguration(environment: Environment): ReadonlyMap<string, string> {
  // Split by a heading with two groups, a text is its preamble and then a name, a kind and a part for each heading.
  const [, ...parts] = serverConfiguration(environment).split(HEADING);
  const instances = new Map<string, string>();
  for (let i = 0; i < parts.length; i += 3) {
    const [name = '', kind, text = ''] = parts.slice(i, i + 3);
    instances.set(kind === 'sentinel' ? sentinelName(name) : name, text.trim());
  }
  return instances;
}
