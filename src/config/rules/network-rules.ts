import { isInside, isPartOf, overlap, size, widest } from '../cidrs';
import type { Mistake, Path } from '../mistakes';
import { ifAllSound, soundEntries, soundItems } from '../sound';
import { located, repeated, type SoundEnvironment } from './rule';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-type */
const TARGET_CIDRS = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];

const LOCAL_ROUTE_WINS = 'inside the VPC, its local route wins and no packet goes on premises';

/** Sixteen /8: all private networks together are a tenth of it. */
const MOST_ADDRESSES = 2 ** 28;

/** Networks that contradict each other, and addresses that no packet would reach. */
export function* networkRules(environment: SoundEnvironment): Iterable<Mistake> {
  const { service, consumers } = environment;
  yield* serverAddressRules(service);
  yield* onPremisesRules(service);
  yield* vpcRules(service?.vpc?.cidrs, ['service', 'vpc', 'cidrs']);
  yield* networkListRules(service?.onPremisesCidrs, ['service', 'onPremisesCidrs']);
  for (const [i, { vpc, clients }] of soundEntries(consumers)) {
    yield* vpcRules(vpc?.cidrs, ['consumers', i, 'vpc', 'cidrs']);
    yield* networkListRules(clients?.cidrs, ['consumers', i, 'clients', 'cidrs']);
    yield* once(clients?.securityGroupIds, ['consumers', i, 'clients', 'securityGroupIds']);
  }
}

function* serverAddressRules(service: SoundEnvironment['service']): Iterable<Mistake> {
  const vpcCidrs = soundItems(service?.vpc?.cidrs);
  const routed = ifAllSound(service?.onPremisesCidrs);
  for (const [i, { address }] of soundEntries(service?.servers)) {
    if (address === undefined) continue;
    const server = { path: ['service', 'servers', i, 'address'], given: address };
    if (!isInside(address, TARGET_CIDRS)) {
      yield {
        ...server,
        allowed: `an address in ${TARGET_CIDRS.join(', ')}`,
        why: 'a load balancer targets no other addresses outside its VPC',
      };
    }
    if (isInside(address, vpcCidrs)) {
      yield { ...server, allowed: `an address outside ${vpcCidrs.join(', ')}`, why: LOCAL_ROUTE_WINS };
    }
    if (routed && !isInside(address, routed)) {
      yield {
        ...server,
        allowed: `an address in service.onPremisesCidrs: ${routed.join(', ')}`,
        why: 'only these are routed to the Transit Gateway',
      };
    }
  }
}

function* onPremisesRules(service: SoundEnvironment['service']): Iterable<Mistake> {
  const vpcCidrs = soundItems(service?.vpc?.cidrs);
  for (const [i, cidr] of soundEntries(service?.onPremisesCidrs)) {
    // A wider network than the VPC's may be routed: the VPC's own, narrower route still wins.
    if (!vpcCidrs.some((vpcCidr) => isPartOf(cidr, vpcCidr))) continue;
    yield {
      path: ['service', 'onPremisesCidrs', i],
      given: cidr,
      allowed: `a network that is not inside the VPC's ${vpcCidrs.join(', ')}`,
      why: LOCAL_ROUTE_WINS,
    };
  }
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html: blocks of one VPC do not overlap. */
function* vpcRules(cidrs: readonly (string | undefined)[] | undefined, path: Path): Iterable<Mistake> {
  yield* once(cidrs, path);
  for (const [i, cidr] of soundEntries(cidrs)) {
    const earlier = soundEntries(cidrs).find(([j, other]) => j < i && other !== cidr && overlap(cidr, other));
    if (!earlier) continue;
    yield {
      path: [...path, i],
      given: cidr,
      allowed: `a block that does not overlap ${earlier[1]}`,
      why: 'the CIDR blocks of one VPC never overlap',
    };
  }
}

function* networkListRules(cidrs: readonly (string | undefined)[] | undefined, path: Path): Iterable<Mistake> {
  yield* once(cidrs, path);
  const networks = [...new Set(soundItems(cidrs))];
  const addresses = widest(networks).reduce((sum, cidr) => sum + size(cidr), 0);
  if (addresses <= MOST_ADDRESSES) return;
  yield {
    path,
    given: `${addresses} addresses in ${networks.length} networks`,
    allowed: `${MOST_ADDRESSES} addresses at most, as many as sixteen networks of /8 have`,
    why: 'together they amount to a large part of the Internet, if not to 0.0.0.0/0',
  };
}

function once(list: readonly unknown[] | undefined, path: Path): Iterable<Mistake> {
  return repeated(located(list, path), 'each once', 'it would be looked up, routed or let in twice');
}
