import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { deployed } from './support/deployed';
import { HeldConnection } from './support/held-connection';
import { connection } from './support/probes';
import { without } from './support/state';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'];
/** The listeners of the example and the servers that they are declared to lead to. */
const LISTENERS = [
  [6379, 'redis-1'],
  [6380, 'redis-2'],
  [6381, 'redis-3'],
] as const;

/** Which Redis answers is asked of the Redis: its run ID is its own. */
onDataPlane('What reaches which Redis', () => {
  const { environment, state } = deployed('example');
  let dataPlane: DataPlane;
  let client: string;

  beforeAll(async () => {
    dataPlane = await startDataPlane({ environment, state });
    client = dataPlane.clientOf(CONSUMER);
  });
  afterEach(() => dataPlane.apply(state));
  afterAll(() => dataPlane?.stop());

  describe('a port is a server, whichever endpoint it is asked at', () => {
    test.each(ZONES.flatMap((zone) => LISTENERS.map(([port, server]) => ({ zone, port, server }))))(
      'port $port of the endpoint in $zone is $server',
      async ({ zone, port, server }) => {
        expect(await serverAt(address(zone), port)).toBe(server);
      },
    );

    test('so 6379 on all three endpoints is Redis-1, and not each its own, as the design note has it', async () => {
      expect(await Promise.all(ZONES.map((zone) => serverAt(address(zone), 6379)))).toEqual([
        'redis-1',
        'redis-1',
        'redis-1',
      ]);
    });

    test.each(LISTENERS)('by name too: port %d of the name over all endpoints is %s', async (port, server) => {
      expect(await serverAt('redis.joda-toda.internal', port)).toBe(server);
    });

    test('targets see the addresses of the load balancer, and nobody else', async () => {
      // GIVEN a client that has a name
      const seen = await dataPlane.namespaces.execute(client, 'sh', [
        '-c',
        `printf 'CLIENT SETNAME seen\\r\\nCLIENT INFO\\r\\n' | redis-cli -h ${address('use1-az1')} -p 6379`,
      ]);
      // THEN it comes from the node in the zone of the endpoint
      expect(seen).toMatch(/ addr=10\.8\.0\.\d+:\d+ .*name=seen/);
    });
  });

  describe('what has not been deployed leads nowhere', () => {
    test.each(['10.0.4.10', '10.0.4.11', '10.0.4.12'])(
      '%s, as Redis says it, is not reached from the Dev VPC: packets get lost, nobody refuses them',
      async (server) => {
        expect(await connection(dataPlane, client, server, 6379)).toBe('lost');
      },
    );

    test('nor is the load balancer itself', async () => {
      expect(await connection(dataPlane, client, '10.8.0.4', 6379)).toBe('lost');
    });

    test('a port without a listener', async () => {
      expect(await connection(dataPlane, client, address('use1-az1'), 6382)).toBe('lost');
    });

    test('a client outside the networks that are let in', async () => {
      const stranger = await dataPlane.addClient(CONSUMER, '10.99.0.9');
      expect(await connection(dataPlane, stranger, address('use1-az1'), 6379)).toBe('lost');
    });

    test.each([
      ["a rule of the endpoints' security group", 'consumer', 'aws_vpc_security_group_ingress_rule', 'redis_2'],
      ["a rule of the load balancer's, on what comes in", 'service', 'aws_vpc_security_group_ingress_rule', 'redis_2'],
      ["a rule of the load balancer's, on what goes out", 'service', 'aws_vpc_security_group_egress_rule', 'redis_2'],
      ['a listener', 'service', 'aws_lb_listener', 'redis_2'],
      ['a target', 'service', 'aws_lb_target_group_attachment', 'redis_2'],
    ] as const)('without %s the server behind it is gone, and no other', async (_, stack, type, name) => {
      await dataPlane.apply(without(state, stack, ({ type: its, address }) => its === type && address.includes(name)));
      expect(await connection(dataPlane, client, address('use1-az1'), 6380)).toBe('lost');
      expect(await serverAt(address('use1-az1'), 6379)).toBe('redis-1');
      expect(await serverAt(address('use1-az1'), 6381)).toBe('redis-3');
    });

    test('without the route to the premises every server is gone', async () => {
      await dataPlane.apply(without(state, 'service', ({ type }) => type === 'aws_route'));
      const tries = LISTENERS.map(([port]) => connection(dataPlane, client, address('use1-az1'), port));
      expect(await Promise.all(tries)).toEqual(['lost', 'lost', 'lost']);
    });

    test('without its endpoint a zone has no way, and the others have', async () => {
      const gone = address('use1-az2');
      await dataPlane.apply(without(state, 'consumer', ({ address }) => address.endsWith('endpoint_use1_az2')));
      expect(await connection(dataPlane, client, gone, 6379)).toBe('lost');
      expect(await serverAt(address('use1-az4'), 6379)).toBe('redis-1');
    });
  });

  describe('a dead Redis', () => {
    test('has its connections reset and its listener refuse, leaves the others alone, and comes back by itself', async () => {
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
      for (const zone of ZONES) expect(await connection(dataPlane, client, address(zone), 6380)).toBe('refused');
      // WHEN
      await dataPlane.redis.get('redis-2').start();
      // THEN nothing has to be done for it
      expect(await serverAt(address('use1-az1'), 6380)).toBe('redis-2');
      expect(await held[0]?.send('PING')).toBe('+PONG');
      for (const connection of held) connection.close();
    });
  });

  function address(zone: string): string {
    return dataPlane.endpoints(CONSUMER).get(zone)?.address as string;
  }

  /** The name of the server whose run ID is answered there. */
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
