import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfiguration, needsAddressMap } from '../../src/client-configuration/document';
import { dnsNames } from '../../src/config/dns-names';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { namespaceOf } from '../../src/data-plane/layout';
import type { RedisInstance } from '../../src/data-plane/redis-instance';
import { until } from '../../src/process/until';
import { environmentWith } from '../support/environments';
import { Client, LIBRARIES, librariesFor } from './support/clients';
import { testClusterClients } from './support/cluster-tests';
import { nodesOf, settled, tagOn } from './support/clusters';
import { deployed } from './support/deployed';
import { CLIENT_PORTS, REPLICAS } from './support/environments';
import { outcomes } from './support/outage';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** A slot and its keys move at once: clients wait for one MOVED, which takes milliseconds, or more on a busy machine. */
const MOVED_WITHIN_SECONDS = 2;
const MIGRATED_WITHIN_MILLISECONDS = 10_000;
/** Nodes tell each other several times a second. */
const HEARD_WITHIN_MILLISECONDS = 10_000;

/** What servers announce does not change the topology: the deployed state is that of `grown`. */
const environment = environmentWith(CLIENT_PORTS);

/** Every server stays on 6379 (a replica on 6479), and announces its listener's port to clients only. */
onDataPlane(
  'Ports for clients only, on Valkey',
  () => {
    const { state } = deployed('grown');
    const consumer = environment.consumers[0] as Consumer;
    const names = dnsNames(consumer);
    const configuration = clientConfiguration({ environment, consumer });
    let dataPlane: DataPlane;
    let nodes: RedisInstance[];
    let clients: Client[];

    beforeAll(async () => {
      // Each master has one replica, so a promoted one has none: with the generated setting it would refuse all writes.
      const redisConfiguration = ['min-replicas-to-write 0'];
      dataPlane = await startDataPlane({ environment, state, replicas: REPLICAS, redisConfiguration });
      nodes = nodesOf(dataPlane, environment);
      clients = await Promise.all(
        librariesFor('cluster').map((library) =>
          Client.start({ dataPlane, consumer: CONSUMER, library, configuration }),
        ),
      );
      await Promise.all(clients.map((client) => client.connect()));
      await settled(nodes);
    });
    afterAll(() => dataPlane?.stop());

    test('the servers are Valkey 9, and no client has an address map', async () => {
      expect(await dataPlane.redis.get('redis-1').info('valkey_version')).toMatch(/^9\./);
      expect(needsAddressMap(configuration)).toBe(false);
      for (const { library } of clients) expect(LIBRARIES[library].generate(configuration)).not.toMatch(/ADDRESS_MAP/);
    });

    test('clients are told names and listener ports; replicas follow addresses and the ports that servers listen on', async () => {
      // GIVEN
      const first = dataPlane.redis.get('redis-1');
      const third = dataPlane.redis.get('redis-3');
      const { tag } = await tagOn(third, nodes);
      // THEN
      const slots = await askFromVpc('redis-1', 'CLUSTER', 'SLOTS');
      for (const { name, listenerPort } of environment.service.servers) {
        if (name !== 'redis-4') expect(slots).toContain(`\n${names.server(name)}\n${listenerPort}\n`);
      }
      expect(await askFromVpc('redis-1', 'SET', `${tag}key`, 'value')).toMatch(/^MOVED \d+ redis-3\.\S+:6381$/m);
      // AND
      const replica = dataPlane.redis.get('redis-2-replica');
      expect([await replica.info('master_host'), await replica.info('master_port')]).toEqual([first.address, '6379']);
      expect(await replica.info('master_link_status')).toBe('up');
    });

    test('clients lose no write when a slot moves at once, by the addresses of the servers', async () => {
      // GIVEN
      const [from, to] = [dataPlane.redis.get('redis-2'), dataPlane.redis.get('redis-3')];
      const { tag, slot } = await tagOn(from, nodes);
      const prefix = (client: Client) => `${tag}at-once-${client.library}-`;
      const fault = Date.now();
      await Promise.all(clients.map((client) => client.load(prefix(client))));
      await sleep(1000);
      // WHEN
      await migrate(slot, from, to);
      await sleep(1000);
      await migrate(slot, to, from);
      await sleep(1000);
      // THEN
      const loads = await Promise.all(clients.map((client) => client.stopLoad(prefix(client))));
      const title = 'Seconds without writes to a slot that moves at once, there and back';
      const found = await outcomes(title, clients, loads, { fault, end: Date.now(), owner: from });
      for (const { seconds, errors, lost } of found) {
        expect(seconds).toBeLessThan(MOVED_WITHIN_SECONDS);
        expect({ errors, lost }).toEqual({ errors: [], lost: 0 });
      }
    });

    test('clients on premises are told the same, and find nothing there', async () => {
      // GIVEN
      const [asked, owner] = [dataPlane.redis.get('redis-1'), dataPlane.redis.get('redis-3')];
      const { tag } = await tagOn(owner, nodes);
      const onHost = (...args: string[]) =>
        dataPlane.namespaces.execute(namespaceOf.host(asked.address), 'redis-cli', args).catch(String);
      // THEN a client follows the name, which resolves there, and finds no server on the port
      expect(await onHost('-c', '-h', asked.address, 'GET', tag)).toContain(
        `Could not connect to Redis at ${names.server('redis-3')}:6381: Connection refused`,
      );
      // AND the tool sees the node that it asks, and those whose listener has the same port
      const checked = await onHost('--cluster', 'check', `${asked.address}:6379`);
      expect(checked).toContain(`Could not connect to Redis at ${owner.address}:6381: Connection refused`);
      expect(checked).toContain('Not all 16384 slots are covered by nodes');
    });

    testClusterClients(() => ({ dataPlane, nodes, clients, configuration }), ', with ports for clients only');

    test('a port for TLS clients leaves others the port that the server listens on', async () => {
      // WHEN
      const TLS_PORT = '7379';
      for (const node of nodes) {
        await node.command('CONFIG', 'SET', 'cluster-announce-client-port', '0');
        await node.command('CONFIG', 'SET', 'cluster-announce-client-tls-port', TLS_PORT);
      }
      // THEN clients without TLS are told the servers' own ports
      const told = async () =>
        [...(await dataPlane.redis.get('redis-1').command('CLUSTER', 'NODES')).matchAll(/:(\d+)@/g)].map(
          ([, port]) => port,
        );
      await until(told, {
        describe: "all nodes to announce the servers' own ports",
        within: HEARD_WITHIN_MILLISECONDS,
        every: 200,
        holds: (ports) => ports.every((port) => port === '6379' || port === '6479'),
      });
      expect(await dataPlane.redis.get('redis-1').command('CLUSTER', 'SLOTS')).not.toContain(TLS_PORT);
    });

    /** Asks a server through an endpoint. Returns the reply as redis-cli prints it. */
    async function askFromVpc(server: string, ...command: readonly string[]): Promise<string> {
      const { host, port } = configuration.servers[`${names.server(server)}:${6378 + Number(server.at(-1))}`] ?? {};
      return dataPlane.network.run(CONSUMER, 'redis-cli', ['-h', String(host), '-p', String(port), ...command]);
    }

    /** Moves a slot by replicating it to the new owner. Valkey 9 or later. */
    async function migrate(slot: number, from: RedisInstance, to: RedisInstance): Promise<void> {
      const id = await to.command('CLUSTER', 'MYID');
      await from.command('CLUSTER', 'MIGRATESLOTS', 'SLOTSRANGE', String(slot), String(slot), 'NODE', id);
      await until(() => from.command('CLUSTER', 'GETSLOTMIGRATIONS'), {
        describe: `slot ${slot} to move to ${to.name}`,
        within: MIGRATED_WITHIN_MILLISECONDS,
        every: 50,
        holds: (migrations) => !migrations.includes('\n') || /\nstate\nsuccess\n/.test(migrations),
      });
    }
  },
  150,
  'Valkey',
);
