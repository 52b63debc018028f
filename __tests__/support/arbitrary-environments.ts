import * as fc from 'fast-check';
import type { Locator } from '../../src/config/fields';
import type { EnvironmentProps } from '../../src/config/schema';
import { propsWith } from './environments';

type ConsumerProps = EnvironmentProps['consumers'][number];
type ServerProps = EnvironmentProps['service']['servers'][number];

/** Names whose order is not obvious: numbers of different length, and two spellings of one number. */
const SERVERS = ['redis-2', 'redis-10', 'redis-02', 'cache'];
const CONSUMERS = ['app-2', 'app-10', 'app-02', 'dev'];
const ACCOUNTS = ['prod', 'joda-toda-aws', 'third'];
const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'];
const CIDRS = ['10.3.0.0/16', '10.40.0.0/16', '10.5.0.0/16'];
const GROUPS = ['sg-22222222', 'sg-11111111'];

/** A subset of a list, small enough to keep a synth fast. */
const some = <T>(list: T[], minLength = 1, maxLength = 2) =>
  fc.subarray(list, { minLength, maxLength: Math.min(maxLength, list.length) });

const server = (name: string, sentinels: boolean): ServerProps => {
  const i = SERVERS.indexOf(name);
  return {
    name,
    address: `10.0.4.${10 + i}`,
    port: 6379,
    listenerPort: 6379 + i,
    ...(sentinels && { sentinel: { port: 26379, listenerPort: 26379 + i } }),
  };
};

const subnets = (zones: string[]) => zones.map((zoneId) => ({ name: `private-${zoneId}`, zoneId }));

const consumer = (name: string, zones: string[]): fc.Arbitrary<ConsumerProps> =>
  fc
    .record({
      account: fc.constantFrom(...ACCOUNTS),
      zones: some(zones),
      endpoints: fc.constantFrom('per-zone' as const, 'one' as const),
      vpcCidrs: some(CIDRS),
      clients: fc.option(
        fc.oneof(
          fc.record({ cidrs: some(CIDRS), securityGroupIds: some(GROUPS) }, { requiredKeys: ['cidrs'] }),
          fc.record({ securityGroupIds: some(GROUPS) }),
        ),
        { nil: undefined },
      ),
    })
    .map(({ account, zones, endpoints, vpcCidrs, clients }) => ({
      name,
      account,
      vpc: { name: `vpc-${name}`, cidrs: vpcCidrs },
      subnets: subnets(zones),
      endpoints,
      // A consumer that names further VPCs must let in networks of theirs.
      ...(clients && {
        clients: { ...clients, cidrs: [...('cidrs' in clients ? clients.cidrs : []), '10.99.0.0/16'] },
      }),
      dns: {
        zoneName: `redis.${name}.internal`,
        ...(clients && { additionalVpcIds: ['vpc-22222222', 'vpc-11111111'] }),
      },
    }));

const ROUTE_TABLES: [string, Locator][] = [
  ['private-10', { name: 'private-b' }],
  ['private-2', { name: 'private-a' }],
  ['other', { id: 'rtb-01234567' }],
];

/** Valid environments of a few servers, consumers, zones, accounts, route tables and networks. */
export const environments: fc.Arbitrary<EnvironmentProps> = fc
  .record({
    servers: some(SERVERS, 2, 3),
    sentinels: fc.boolean(),
    zones: some(ZONES),
    acceptance: fc.constantFrom('automatic' as const, 'manual' as const, 'formerly-manual' as const),
    routeTables: some(ROUTE_TABLES),
    onPremises: some(['10.0.0.0/16', '10.0.128.0/17', '172.16.0.0/12'], 0),
    consumers: some(CONSUMERS, 2),
  })
  .chain(({ consumers, zones, ...rest }) =>
    fc.tuple(...consumers.map((name) => consumer(name, zones))).map((consumers) => ({ ...rest, zones, consumers })),
  )
  .map(({ servers, sentinels, zones, acceptance, routeTables, onPremises, consumers }) =>
    propsWith({
      'accounts.third': { id: '333333333333' },
      tags: { Team: 'data', CostCentre: '1' },
      'service.vpc.cidrs': ['10.9.0.0/16', '10.8.0.0/16'],
      'service.subnets': subnets(zones),
      'service.servers': servers.map((name) => server(name, sentinels)),
      'service.redis': sentinels ? { mode: 'sentinel', masterName: 'mymaster' } : { mode: 'cluster' },
      'service.acceptance': acceptance,
      'service.routeTables': Object.fromEntries(routeTables),
      'service.onPremisesCidrs': ['10.0.4.0/24', ...onPremises],
      consumers,
    }),
  );

/** The same value with every list and every record's keys reordered. */
export function reordered<T>(value: T, turn: number): T {
  if (Array.isArray(value)) return turned(value, turn).map((item) => reordered(item, turn)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = turned(Object.entries(value), turn);
  return Object.fromEntries(entries.map(([key, item]) => [key, reordered(item, turn)])) as T;
}

/** Rotated by half of `turn`, and reversed if `turn` is odd: covers every order of three items. */
function turned<T>(list: readonly T[], turn: number): T[] {
  const by = (turn >> 1) % Math.max(list.length, 1);
  const moved = [...list.slice(by), ...list.slice(0, by)];
  return turn % 2 === 0 ? moved : moved.reverse();
}
