import type { Mistake } from '../mistakes';
import { partition } from '../regions';
import { soundEntries } from '../sound';
import type { SoundEnvironment } from './rule';

/** Consumers in a Region that the service's Region has no connection to. */
export function* regionRules({ region, consumers }: SoundEnvironment): Iterable<Mistake> {
  if (region === undefined) return;
  for (const [i, consumer] of soundEntries(consumers)) {
    if (consumer.region === undefined || partition(consumer.region) === partition(region)) continue;
    yield {
      path: ['consumers', i, 'region'],
      given: consumer.region,
      allowed: `a Region of the partition ${partition(region)}, which ${region} is in`,
      why: 'PrivateLink connects no Regions of different partitions',
    };
  }
}
