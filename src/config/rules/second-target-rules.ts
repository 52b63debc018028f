import { isInside } from '../cidrs';
import { type Mistake, type Path, pathText } from '../mistakes';
import type { Target } from '../names';
import type { Server } from '../schema';
import { ifAllSound, type Sound, soundEntries } from '../sound';
import type { SoundEnvironment } from './rule';

/** What holds for the second targets of servers and Sentinels, `alsoAt`, beside what holds for their own addresses. */
export function* secondTargetRules({ service }: SoundEnvironment): Iterable<Mistake> {
  const routed = ifAllSound(service?.onPremisesCidrs);
  const taken = new Map<string, Path>();
  for (const { path, target } of targets(service?.servers).filter(({ second }) => !second)) take(taken, path, target);
  for (const { path, target } of targets(service?.servers).filter(({ second }) => second)) {
    const { address } = target;
    if (routed && address && !isInside(address, routed)) {
      yield {
        path: [...path, 'address'],
        given: address,
        allowed: `an address in service.onPremisesCidrs: ${routed.join(', ')}`,
        why: 'only these are known to be on premises',
      };
    }
    const earlier = take(taken, path, target);
    if (!earlier) continue;
    yield {
      path,
      given: target,
      allowed: 'an address and port that no other target has',
      why: `${pathText(earlier)} has them already; two ways must lead to one Redis`,
    };
  }
}

/** Notes a target. Returns where it was noted before. */
function take(taken: Map<string, Path>, path: Path, { address, port }: Sound<Target>): Path | undefined {
  if (address === undefined || port === undefined) return undefined;
  const earlier = taken.get(`${address}:${port}`);
  if (!earlier) taken.set(`${address}:${port}`, path);
  return earlier;
}

function targets(servers: Sound<Server[]> | undefined) {
  return soundEntries(servers).flatMap(([i, { address, port, alsoAt, sentinel }]) => {
    const path: Path = ['service', 'servers', i];
    const sentinelPath = [...path, 'sentinel'];
    return [
      { path, target: { address, port }, second: false },
      ...(alsoAt ? [{ path: [...path, 'alsoAt'], target: alsoAt, second: true }] : []),
      ...(sentinel ? [{ path: sentinelPath, target: { address, port: sentinel.port }, second: false }] : []),
      ...(sentinel?.alsoAt ? [{ path: [...sentinelPath, 'alsoAt'], target: sentinel.alsoAt, second: true }] : []),
    ];
  });
}
