import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfiguration } from '../../src/client-configuration/document';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { namespaceOf } from '../../src/data-plane/layout';
import type { RedisInstance } from '../../src/data-plane/redis-instance';
import type { Target, TargetGroup } from '../../src/data-plane/topology';
import type { DeployedState } from '../../src/data-plane/topology-from-state';
import { until } from '../../src/process/until';
import { Client, type LibraryName, type Load } from './support/clients';
import { attemptConnection } from './support/connection-attempt';
import { deployedStandalone } from './support/deployed';
import { type Outcome, outcomes } from './support/outage';
import { keysOn } from './support/sentinels';
import { type Resource, withChanged } from './support/state';
import { onDataPlane } from './support/suite';

/** The clients of the table in docs/clients.md. */
const MEASURED: readonly LibraryName[] = ['ioredis', 'node-redis', 'redis-py', 'redis-py asyncio'];
const CONSUMER = 'joda-toda-aws';
const SERVER = 'redis-1';
const OLD: Target = { address: '10.0.4.10', port: 6379 };
const NEW: Target = { address: '10.0.4.20', port: 6379 };

/** The deployed delay is 120 s. It only lengthens the time in which old connections work. */
const DEREGISTRATION_SECONDS = 15;
/** Between the registration of the new target and the deregistration of the old one, two requests of Terraform's. */
const BETWEEN_REQUESTS_MILLISECONDS = 1000;
const HEALTHY_WITHIN_MILLISECONDS = 15_000;
/** A client notices at once that its connection was reset, and connects again. */
const RECONNECTED_WITHIN_SECONDS = 2;

onDataPlane(
  'A server that moves to another address',
  () => {
    const example = deployedStandalone('example');
    const state = withChanged(example.state, 'service', 'aws_lb_target_group', (groups) =>
      groups.map(({ values, ...group }) => ({
        ...group,
        values: { ...values, deregistration_delay: String(DEREGISTRATION_SECONDS) },
      })),
    );
    const { environment } = example;
    const configuration = clientConfiguration({ environment, consumer: environment.consumers[0] as Consumer });
    let dataPlane: DataPlane;
    let clients: Client[];

    beforeEach(async () => {
      dataPlane = await startDataPlane({ environment, state });
      await dataPlane.network.addHost(NEW.address);
      clients = await Promise.all(
        MEASURED.map((library) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration })),
      );
      await Promise.all(clients.map((client) => client.connect()));
    });
    afterEach(() => dataPlane?.stop());

    test('is never out of service if both addresses reach it: alsoAt, then address', async () => {
      // GIVEN
      await forward(dataPlane, NEW, OLD);
      const redis = dataPlane.redis.get(SERVER);
      const writes = await Writes.start(clients);
      // WHEN step 1: alsoAt
      await dataPlane.apply(withTargets(state, [OLD, NEW]));
      expect(statusOf(dataPlane, NEW)).toBe('initial');
      await untilHealthy(dataPlane, NEW);
      // AND step 2: the address, and the connections to the old one are closed
      await dataPlane.apply(withTargets(state, [NEW]));
      await sleep((DEREGISTRATION_SECONDS + 4) * 1000);
      // THEN
      const found = await writes.outcomes('A server moves, alsoAt', redis);
      expect(found.filter(({ seconds }) => seconds > RECONNECTED_WITHIN_SECONDS)).toEqual([]);
      expect(found.map(({ lost }) => lost)).toEqual(found.map(() => 0));
    });

    test('loses no writes if its successor replicates it and takes over', async () => {
      // GIVEN
      const old = dataPlane.redis.get(SERVER);
      const successor = await startSuccessor(dataPlane);
      await successor.command('REPLICAOF', OLD.address, String(OLD.port));
      await until(() => successor.info('master_link_status'), {
        describe: 'the successor to replicate',
        within: HEALTHY_WITHIN_MILLISECONDS,
        holds: (status) => status === 'up',
      });
      const writes = await Writes.start(clients);
      // WHEN the new address is deployed
      const out = await newConnectionsOut(dataPlane, () => replaceTarget(dataPlane, state));
      // AND the new target is healthy: the old server ends once its replica has everything
      await untilHealthy(dataPlane, NEW);
      await old.command('SHUTDOWN', 'NOSAVE').catch(() => {}); // the connection ends with the server
      await successor.command('REPLICAOF', 'NO', 'ONE');
      await sleep(4000);
      // THEN
      const found = await writes.outcomes(
        `A server moves to another Redis, which takes over: no new connections for ${out.toFixed(1)} s`,
        successor,
      );
      expect(found.filter(({ seconds }) => seconds > RECONNECTED_WITHIN_SECONDS)).toEqual([]);
      expect(found.map(({ lost }) => lost)).toEqual(found.map(() => 0));
      expect(out).toBeGreaterThan(1);
    });

    test('loses the writes of connections that last, if another Redis is at the new address', async () => {
      // GIVEN
      const old = dataPlane.redis.get(SERVER);
      const successor = await startSuccessor(dataPlane);
      const writes = await Writes.start(clients);
      // WHEN
      await replaceTarget(dataPlane, state);
      await sleep((DEREGISTRATION_SECONDS + 4) * 1000);
      // THEN clients write to the old server until the load balancer closes their connections
      const found = await writes.outcomes('A server moves to another Redis, without a hand-over', successor);
      const kept = await keysOn(old, '');
      expect(found.filter(({ lost }) => lost < 50)).toEqual([]);
      expect(kept.size).toBe(found.reduce((sum, { lost }) => sum + lost, 0));
    });
  },
  120,
);

/** The writes of all clients through a move. */
class Writes {
  private readonly begin = Date.now();

  private constructor(private readonly clients: readonly Client[]) {}

  static async start(clients: readonly Client[]): Promise<Writes> {
    await Promise.all(clients.map((client) => client.load(`${client.library}-`, SERVER)));
    await sleep(1000);
    return new Writes(clients);
  }

  async outcomes(title: string, owner: RedisInstance): Promise<Outcome[]> {
    const loads: Load[] = await Promise.all(this.clients.map((client) => client.stopLoad(`${client.library}-`)));
    return outcomes(title, this.clients, loads, { fault: this.begin, end: Date.now(), owner });
  }
}

/** What Terraform does when `address` changes: the new target first. */
async function replaceTarget(dataPlane: DataPlane, state: DeployedState): Promise<void> {
  await dataPlane.apply(withTargets(state, [OLD, NEW]));
  await sleep(BETWEEN_REQUESTS_MILLISECONDS);
  await dataPlane.apply(withTargets(state, [NEW]));
}

/** Seconds during which no new connection is answered, from a change on. */
async function newConnectionsOut(dataPlane: DataPlane, change: () => Promise<void>): Promise<number> {
  const [endpoint] = dataPlane.network.endpoints(CONSUMER).values();
  const client = dataPlane.network.clientOf(CONSUMER);
  await change();
  const begin = Date.now();
  while ((await attemptConnection(dataPlane, client, endpoint?.address as string, 6379)) !== 'answered') {
    if (Date.now() - begin > HEALTHY_WITHIN_MILLISECONDS) throw new Error('No new connection was answered.');
  }
  return (Date.now() - begin) / 1000;
}

/** Another Redis at the new address. */
const startSuccessor = (dataPlane: DataPlane) =>
  dataPlane.redis.add({ name: 'successor', ...NEW, listenerPort: OLD.port });

const groupOf = ({ network }: DataPlane) => network.targetGroups.find(({ name }) => name === SERVER) as TargetGroup;

const statusOf = (dataPlane: DataPlane, target: Target) => dataPlane.healthOf(groupOf(dataPlane), target);

async function untilHealthy(dataPlane: DataPlane, target: Target): Promise<void> {
  await until(() => statusOf(dataPlane, target), {
    describe: `${target.address} to be healthy`,
    within: HEALTHY_WITHIN_MILLISECONDS,
    every: 50,
    holds: (status) => status === 'healthy',
  });
  await dataPlane.network.settled();
}

/** The deployed state with these targets in the server's group, each with the rule that admits traffic to it. */
function withTargets(state: DeployedState, targets: readonly Target[]): DeployedState {
  const copies = (resources: Resource[], values: (target: Target) => object) => {
    const isOfServer = ({ address }: Resource) => address.includes('redis_1_');
    const [first] = resources.filter(isOfServer) as [Resource];
    return [
      ...resources.filter((resource) => !isOfServer(resource)),
      ...targets.map((target) => ({ ...first, values: { ...first.values, ...values(target) } })),
    ];
  };
  const attached = withChanged(state, 'service', 'aws_lb_target_group_attachment', (attachments) =>
    copies(attachments, ({ address, port }) => ({ target_id: address, port })),
  );
  return withChanged(attached, 'service', 'aws_vpc_security_group_egress_rule', (rules) =>
    copies(rules, ({ address, port }) => ({ cidr_ipv4: `${address}/32`, from_port: port, to_port: port })),
  );
}

/** Makes one address another one of the Redis at the other, as a second interface or a forwarding host does. */
async function forward({ namespaces }: DataPlane, from: Target, to: Target): Promise<void> {
  const host = namespaceOf.host(from.address);
  await namespaces.sysctl(host, { 'net.ipv4.ip_forward': 1 });
  await namespaces.nft(
    host,
    `table ip forward {
      chain in { type nat hook prerouting priority dstnat; tcp dport ${from.port} dnat to ${to.address}:${to.port}; }
      chain out { type nat hook postrouting priority srcnat; ip daddr ${to.address} snat to ${from.address}; }
    }`,
  );
}
