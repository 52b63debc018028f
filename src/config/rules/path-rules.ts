import { isInside } from '../cidrs';
import type { Mistake, Path } from '../mistakes';
import type { Consumer, Service, Subnet } from '../schema';
import { type Sound, soundEntries, soundItems } from '../sound';
import type { SoundEnvironment } from './rule';

/** What must hold for packets to find their way: to the premises, to fixed addresses, from further VPCs. */
export function* pathRules({ service, consumers }: SoundEnvironment): Iterable<Mistake> {
  if (service) {
    yield* transitGatewayRules(service);
    yield* addressRules(service.subnets, service.vpc?.cidrs, ['service']);
  }
  for (const [i, consumer] of soundEntries(consumers)) {
    yield* addressRules(consumer.subnets, consumer.vpc?.cidrs, ['consumers', i]);
    yield* furtherVpcRules(consumer, ['consumers', i]);
  }
}

function* transitGatewayRules({ transitGateway, routeTables }: Sound<Service>): Iterable<Mistake> {
  if (!routeTables || transitGateway) return;
  yield {
    path: ['service', 'transitGateway'],
    given: transitGateway,
    allowed: 'the Transit Gateway that the routes lead to, or no service.routeTables',
    why: 'service.routeTables get routes to it',
  };
}

function* addressRules(
  subnets: readonly (Sound<Subnet> | undefined)[] | undefined,
  cidrs: readonly (string | undefined)[] | undefined,
  path: Path,
): Iterable<Mistake> {
  const vpc = soundItems(cidrs);
  for (const [i, { address }] of soundEntries(subnets)) {
    if (!address || vpc.length === 0 || isInside(address, vpc)) continue;
    yield {
      path: [...path, 'subnets', i, 'address'],
      given: address,
      allowed: `an address in the VPC: ${vpc.join(', ')}`,
      why: 'it is the address of a network interface in this subnet',
    };
  }
  const fixed = soundEntries(subnets).filter(([, { address }]) => address).length;
  if (path[0] !== 'service' || fixed === 0 || fixed === soundItems(subnets).length) return;
  yield {
    path: [...path, 'subnets'],
    given: `${fixed} of ${soundItems(subnets).length} subnets with an address`,
    allowed: 'an address in every subnet, or in none',
    why: "a firewall that knows some of the load balancer's addresses drops what comes from the others",
  };
}

/** A VPC that resolves the names is to be let in too: only its ID is known, so its networks must be written down. */
function* furtherVpcRules({ vpc, clients, dns }: Sound<Consumer>, path: Path): Iterable<Mistake> {
  const own = soundItems(vpc?.cidrs);
  const further = [...soundItems(dns?.additionalVpcIds), ...soundItems(dns?.authorizedVpcIds)];
  if (further.length === 0 || own.length === 0) return;
  if (soundItems(clients?.cidrs).some((cidr) => !isInside(cidr.split('/')[0] as string, own))) return;
  yield {
    path: [...path, 'clients', 'cidrs'],
    given: clients?.cidrs,
    allowed: `the networks of ${further.join(', ')} too, and those of this VPC that are to connect`,
    why: 'these VPCs resolve the names, and without a rule for their networks the endpoints let none of them in',
  };
}
