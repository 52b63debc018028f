import type { Mistake } from '../mistakes';
import { soundEntries } from '../sound';
import { exposedServers, repeated, type SoundEnvironment } from './rule';

/** Not adjustable: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html */
const LISTENERS_PER_LOAD_BALANCER = 50;

/** A cluster node listens for the others on its port + 10000: https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/ */
const BUS_PORT_OFFSET = 10_000;

/** Ports that collide, or that Redis or the load balancer cannot use. */
export function* listenerRules({ service }: SoundEnvironment): Iterable<Mistake> {
  const servers = exposedServers(service?.servers);
  const listeners = servers.flatMap((server) => [
    { path: [...server.path, 'listenerPort'], given: server.listenerPort },
    ...(server.formerListenerPort === undefined
      ? []
      : [{ path: [...server.path, 'formerListenerPort'], given: server.formerListenerPort }]),
  ]);
  yield* repeated(
    listeners,
    'a port that no other listener has, Sentinel listeners included',
    'a load balancer takes one listener a port (DuplicateListener), and the port alone says which server is meant',
  );
  if (listeners.length > LISTENERS_PER_LOAD_BALANCER) {
    yield {
      path: ['service', 'servers'],
      given: `${listeners.length} listeners`,
      allowed: `${LISTENERS_PER_LOAD_BALANCER} at most, Sentinel and former listeners included`,
      why: 'a Network Load Balancer has no more, and AWS does not raise this quota',
    };
  }
  const targets = servers.map(({ path, address, port }) => ({
    path: [...path, 'port'],
    given: address && port && `${address}:${port}`,
  }));
  yield* repeated(targets, 'an address and port that no other server has', 'two listeners would lead to one Redis');
  if (service?.redis?.mode === 'cluster') yield* busPortRules(service.servers);
}

function* busPortRules(servers: NonNullable<SoundEnvironment['service']>['servers']): Iterable<Mistake> {
  const used = new Set(soundEntries(servers).map(([, { address, port }]) => `${address}:${port}`));
  for (const [i, { address, port }] of soundEntries(servers)) {
    if (port === undefined) continue;
    const path = ['service', 'servers', i, 'port'];
    if (port + BUS_PORT_OFFSET > 65535) {
      yield {
        path,
        given: port,
        allowed: `a port of ${65535 - BUS_PORT_OFFSET} at most`,
        why: `in mode "cluster" a server listens on its port + ${BUS_PORT_OFFSET} as well, and does not start without`,
      };
    } else if (address !== undefined && used.has(`${address}:${port + BUS_PORT_OFFSET}`)) {
      yield {
        path,
        given: port,
        allowed: `a port that is not ${BUS_PORT_OFFSET} below another server's on ${address}`,
        why: `in mode "cluster" a server listens on its port + ${BUS_PORT_OFFSET} as well, and that one is taken`,
      };
    }
  }
}
