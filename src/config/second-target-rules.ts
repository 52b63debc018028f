import * as ipaddr from 'ipaddr.js';
import { type Mistake, type Path, pathText } from './mistakes';
import type { Target } from './names';
import { items, type Readable, whole } from './readable';
import type { Environment, Server } from './schema';

/** What holds for the second targets of servers and Sentinels, `alsoAt`, beside what holds for their own addresses. */
export function* secondTargetRules({ service }: Readable<Omit<Environment, 'name'>>): Iterable<Mistake> {
  const routed = whole(service?.onPremisesCidrs);
  const taken = new Map<string, Path>();
  for (const { path, target } of targets(service?.servers).filter(({ second }) => !second)) take(taken, path, target);
  for (const { path, target } of targets(service?.servers).filter(({ second }) => second)) {
    const { address } = target;
    if (routed && address && !routed.some((cidr) => contains(cidr, address))) {
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
function take(taken: Map<string, Path>, path: Path, { address, port }: Readable<Target>): Path | undefined {
  if (address === undefined || port === undefined) return undefined;
  const earlier = taken.get(`${address}:${port}`);
  if (!earlier) taken.set(`${address}:${port}`, path);
  return earlier;
}

function targets(servers: Readable<Server[]> | undefined) {
  return items(servers).flatMap(([i, { address, port, alsoAt, sentinel }]) => {
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

const contains = (cidr: string, address: string) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
