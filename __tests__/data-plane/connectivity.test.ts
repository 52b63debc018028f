import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { attemptConnection } from './support/connection-attempt';
import { deployed } from './support/deployed';
import { HeldConnection } from './support/held-connection';
import { without } from './support/state';
import { onDataPlane } from './support/suite';
import { untilHealth } from './support/target-health';

const CONSUMER = 'joda-toda-aws';
/** Health checks every second instead of every five. */
const TIME_SCALE = 0.2;
const HEALTHY_WITHIN_MILLISECONDS = 10_000;
const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'];
/** The listener ports of the example, each with the server that it is declared for. */
const LISTENERS = [
  [6379, 'redis-1'],
  [6380, 'redis-2'],
  [6381, 'redis-3'],
] as const;

/** The run ID tells which Redis server answers. */
onDataPlane('Connectivity', () => {
  const { environment, state } = deployed('example');
  let dataPlane: DataPlane;
  let client: string;

  beforeAll(async () => {
    dataPlane = await startDataPlane({ environment, state, timeScale: TIME_SCALE });
    client = dataPlane.network.clientOf(CONSUMER);
  });
  afterEach(async () => {
    await dataPlane.apply(state);
    // Targets that were removed are new ones, which get no traffic before their first health check.
    for (const [, server] of LISTENERS) await untilHealth(dataPlane, server, 'healthy', HEALTHY_WITHIN_MILLISECONDS);
    await dataPlane.network.settled();
  });
  afterAll(() => dataPlane?.stop());

  describe('the port selects the server, at every endpoint', () => {
    test.each(ZONES.flatMap((zone) => LISTENERS.map(([port, server]) => ({ zone, port, server }))))(
      'port $port of the endpoint in $zone leads to $server',
      async ({ zone, port, server }) => {
        expect(await serverAt(address(zone), port)).toBe(server);
      },
    );

    test('6379 leads to Redis-1 at all three endpoints, not to a different server at each, as the design note says', async () => {
      expect(await Promise.all(ZONES.map((zone) => serverAt(address(zone), 6379)))).toEqual([
        'redis-1',
        'redis-1',
        'redis-1',
      ]);
    });

    test.each(LISTENERS)('port %d of the name over all endpoints leads to %s', async (port, server) => {
      expect(await serverAt('redis.joda-toda.internal', port)).toBe(server);
    });

    test('targets see the addresses of the load balancer', async () => {
      // WHEN a client asks a server how it sees it
      const seen = await dataPlane.namespaces.execute(client, 'sh', [
        '-c',
        `printf 'CLIENT SETNAME seen\\r\\nCLIENT INFO\\r\\n' | redis-cli -h ${address('use1-az1')} -p 6379`,
      ]);
      // THEN
      expect(seen).toMatch(/ addr=10\.8\.0\.\d+:\d+ .*name=seen/);
    });
  });

  describe('whatever is not deployed is unreachable', () => {
    test.each(['10.0.4.10', '10.0.4.11', '10.0.4.12'])(
      'the address %s that Redis announces: packets are lost, not refused',
      async (server) => {
        expect(await attemptConnection(dataPlane, client, server, 6379)).toBe('lost');
      },
    );

    test('the load balancer itself', async () => {
      expect(await attemptConnection(dataPlane, client, '10.8.0.4', 6379)).toBe('lost');
    });

    test('a port without a listener', async () => {
      expect(await attemptConnection(dataPlane, client, address('use1-az1'), 6382)).toBe('lost');
    });

    test('everything, for a client outside the allowed networks', async () => {
      const stranger = await dataPlane.network.addClient(CONSUMER, '10.99.0.9');
      expect(await attemptConnection(dataPlane, stranger, address('use1-az1'), 6379)).toBe('lost');
    });

    test.each([
      [
        "an outbound rule of the load balancer's security group",
        'service',
        'aws_vpc_security_group_egress_rule',
        'redis_2',
      ],
      ['a listener', 'service', 'aws_lb_listener', 'listener_6380'],
      ['a target', 'service', 'aws_lb_target_group_attachment', 'redis_2'],
    ] as const)('without %s its server, and no other', async (_, stack, type, name) => {
      await dataPlane.apply(without(state, stack, ({ type: its, address }) => its === type && address.includes(name)));
      expect(await attemptConnection(dataPlane, client, address('use1-az1'), 6380)).toBe('lost');
      expect(await serverAt(address('use1-az1'), 6379)).toBe('redis-1');
      expect(await serverAt(address('use1-az1'), 6381)).toBe('redis-3');
    });

    // A rule opens a run of ports: here those of all servers.
    test.each([
      ["the endpoints' security group", 'consumer'],
      ["the load balancer's security group", 'service'],
    ] as const)('every server, without the inbound rule of %s', async (_, stack) => {
      const isRule = ({ type, address }: { type: string; address: string }) =>
        type === 'aws_vpc_security_group_ingress_rule' && address.endsWith('_6379_6381');
      await dataPlane.apply(without(state, stack, isRule));
      const tries = LISTENERS.map(([port]) => attemptConnection(dataPlane, client, address('use1-az1'), port));
      expect(await Promise.all(tries)).toEqual(['lost', 'lost', 'lost']);
    });

    test('every server, without the route to the premises', async () => {
      await dataPlane.apply(without(state, 'service', ({ type }) => type === 'aws_route'));
      const tries = LISTENERS.map(([port]) => attemptConnection(dataPlane, client, address('use1-az1'), port));
      expect(await Promise.all(tries)).toEqual(['lost', 'lost', 'lost']);
    });

    test('the servers by a zone without its endpoint, but not by the others', async () => {
      const gone = address('use1-az2');
      await dataPlane.apply(without(state, 'consumer', ({ address }) => address.endsWith('endpoint_use1_az2')));
      expect(await attemptConnection(dataPlane, client, gone, 6379)).toBe('lost');
      expect(await serverAt(address('use1-az4'), 6379)).toBe('redis-1');
    });
  });

  describe('a dead Redis', () => {
    test('resets its connections and refuses new ones, does not affect the others, and works again when it is back', async () => {
      // GIVEN a connection to each server
      const open = (port: number) => HeldConnection.open(dataPlane, client, address('use1-az4'), port);
      const held = await Promise.all(LISTENERS.map(([port]) => open(port)));
      const say = (command: string) => Promise.all(held.map((connection) => connection.send(command)));
      expect(await say('PING')).toEqual(['+PONG', '+PONG', '+PONG']);
      // WHEN
      await dataPlane.redis.get('redis-2').kill();
      // THEN
      const [first, second, third] = await say('PING');
      expect([first, third]).toEqual(['+PONG', '+PONG']);
      expect(['reset', 'closed']).toContain(second);
      for (const zone of ZONES) expect(await attemptConnection(dataPlane, client, address(zone), 6380)).toBe('refused');
      // WHEN
      await dataPlane.redis.get('redis-2').start();
      // THEN
      expect(await serverAt(address('use1-az1'), 6380)).toBe('redis-2');
      expect(await held[0]?.send('PING')).toBe('+PONG');
      for (const connection of held) connection.close();
    });
  });

  function address(zone: string): string {
    return dataPlane.network.endpoints(CONSUMER).get(zone)?.address as string;
  }

  /** The name of the server that answers. */
  async function serverAt(host: string, port: number): Promise<string | undefined> {
    const names = environment.service.servers.map(({ name }) => name);
    const ids = await Promise.all(
      names.map((name) =>
        dataPlane.redis
          .get(name)
          .info('run_id')
          .catch(() => ''),
      ),
    );
    const answer = await dataPlane.namespaces.execute(client, 'redis-cli', [
      ...['-h', host, '-p', String(port)],
      ...['INFO', 'server'],
    ]);
    return names[ids.indexOf(/^run_id:(\w+)/m.exec(answer)?.[1] ?? '')];
  }
});
