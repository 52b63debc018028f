import { CLIENTS } from '../../src/client-code';
import type { ClientConfiguration } from '../../src/client-configuration/document';
import { dnsNames } from '../../src/config/dns-names';
import type { Consumer } from '../../src/config/schema';
import { missing } from '../support/compiled/toolchains';
import { Client, COMPILED_NAMES, type LibraryName } from './support/clients';
import { endpointLimit, failoverLimit } from './support/limits';
import { inSeconds, report } from './support/outage';
import { onDataPlane } from './support/suite';
import { type Result, runTrial, type Trial } from './support/trials';
import { CONSUMER, startWay, type Way } from './support/ways';

/** Clients wait for one MOVED or ASK only, which takes milliseconds. */
const MOVED_WITHIN_SECONDS = 1;
/** A second between attempts to reconnect. Jedis repeats a command for some 4 s before it fails. Lettuce's default: 24 s. */
const RECONNECTED_WITHIN_SECONDS = 8;
/** How long the JVM keeps a DNS answer, with the flag that the printed code asks for. */
const DNS_SECONDS = 5;
/** Redisson identifies a server by the first address of its name. The printed code says that it does not survive this. */
const LEAVE_ENDPOINTS: LibraryName[] = ['go-redis', 'jedis', 'lettuce', 'spring-boot'];

const REFUSAL = /certificate is valid for redis-2\S*, not redis-1|No subject alternative DNS name matching redis-1/;

/** A slice of `npm run clients:matrix`: what would break first. */
onDataPlane(
  'The clients that are compiled, with the generated code,',
  () => {
    const reason = missing('go') ?? missing('java');
    if (reason !== undefined && process.env.CI) throw new Error(reason);
    if (reason !== undefined) {
      process.stderr.write(`\nSKIPPED: clients that are compiled\n${reason}\n`);
      test.skip(reason, () => {});
      return;
    }

    let way: Way;
    afterEach(() => way?.dataPlane.stop());

    test('Cluster by announced names: lose nothing when a slot moves and when a master is killed', async () => {
      // GIVEN
      way = await startWay('cluster by names');
      // WHEN
      const moved = await tried('slot moves');
      const killed = await tried('killed');
      // THEN
      for (const { seconds, errors, lost } of moved) {
        expect(seconds).toBeLessThan(MOVED_WITHIN_SECONDS);
        expect({ errors, lost }).toEqual({ errors: 0, lost: 0 });
      }
      expect(
        tooSlow(killed, ({ library, failover = 0 }) => failoverLimit(library, way.configuration, failover)),
      ).toEqual([]);
      for (const { lost } of killed) expect(lost).toBe(0);
    });

    test('Cluster by addresses: use a server again that was down for 40 s, and redis-cli finds the server that has a key', async () => {
      // GIVEN
      way = await startWay('cluster by addresses');
      // WHEN
      const found = await tried('server down for 40 s');
      // THEN
      expect(tooSlow(found, () => RECONNECTED_WITHIN_SECONDS)).toEqual([]);
      // AND
      const commands = CLIENTS['redis-cli'].generate(way.configuration);
      const said = await way.dataPlane.network.run(CONSUMER, 'sh', ['-c', commands]);
      expect(said.trim().split('\n').slice(-2)).toEqual(['OK', 'hello']);
    });

    test('leave an endpoint that drops all packets, even if it was the only one in a DNS answer', async () => {
      // GIVEN
      way = await startWay('standalone');
      // WHEN
      const found = await tried('endpoint dead in use', LEAVE_ENDPOINTS);
      // THEN
      expect(tooSlow(found, ({ library }) => endpointLimit(library, way.configuration) + DNS_SECONDS)).toEqual([]);
      // Every client was affected.
      for (const { seconds } of found) expect(seconds).toBeGreaterThan(0.5);
    });

    test.each(['lettuce', 'redisson'] as const)(
      '%s leaves no thread behind when it is closed, and when it cannot connect',
      async (library) => {
        // GIVEN
        way = await startWay('standalone');
        const { dataPlane, configuration } = way;
        const unreachable = {
          ...configuration,
          servers: { ...configuration.servers, '10.0.4.99:6379': { host: '10.3.255.254', port: 6379 } },
        };
        for (const given of [configuration, unreachable]) {
          const client = await Client.start({ dataPlane, consumer: CONSUMER, library, configuration: given });
          const before = await threads(client);
          // WHEN
          const outcome = await client.connect().then(
            () => 'connected',
            () => 'failed',
          );
          // THEN
          expect(outcome).toBe(given === configuration ? 'connected' : 'failed');
          if (outcome === 'connected') {
            expect((await threads(client)).length).toBeGreaterThan(before.length);
            await client.close();
          }
          const left = (await threads(client)).filter(
            (name) => /lettuce|redisson|netty|epoll|nio/i.test(name) && !before.includes(name),
          );
          expect(left).toEqual([]);
          client.end();
        }
      },
    );

    test('reject a server with a certificate for another name, with the reason', async () => {
      // GIVEN the name of Redis-1 with the port of Redis-2
      way = await startWay('sentinel by addresses, TLS');
      const { dataPlane, env } = way;
      const wrong = { host: dnsNames(way.environment.consumers[0] as Consumer).server('redis-1'), port: 6380 };
      const configuration: ClientConfiguration = {
        ...way.configuration,
        mode: 'standalone',
        masterName: undefined,
        servers: { '10.0.4.11:6379': wrong },
        sentinels: {},
      };
      const clients = await Promise.all(
        COMPILED_NAMES.map((library) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration, env })),
      );
      // WHEN
      const outcomes = await Promise.all(
        clients.map((client) =>
          client
            .connect()
            .then(() => client.call('redis-1', 'set', `wrong-${client.library}`, 'written'))
            .then(
              () => 'written',
              (error: Error) => error.message,
            ),
        ),
      );
      // THEN the caller or the log gets the reason
      for (const [i, client] of clients.entries()) {
        expect(outcomes[i]).not.toBe('written');
        expect(outcomes[i] + client.log()).toMatch(REFUSAL);
        expect(await dataPlane.redis.get('redis-2').command('EXISTS', `wrong-${client.library}`)).toBe('0');
        client.end();
      }
    });

    const threads = async (client: Client) => (await client.threads()) as string[];

    async function tried(trial: Trial, libraries: readonly LibraryName[] = COMPILED_NAMES): Promise<Result[]> {
      const found = await runTrial(way, trial, libraries);
      report(`${way.name}: ${trial}`, [
        ['client', 'seconds', 'errors', 'acknowledged', 'of which lost', 'first error'],
        ...found.map(({ library, seconds, errors, acknowledged, lost, firstError = '-' }) => [
          library,
          seconds === null ? 'never' : inSeconds(seconds),
          ...[errors, acknowledged, lost].map(String),
          firstError.slice(0, 80),
        ]),
      ]);
      return found;
    }
  },
  900,
);

/** The clients that took longer than they may, each with its limit. */
function tooSlow(found: readonly Result[], limitOf: (result: Result) => number) {
  return found
    .map((result) => ({ library: result.library, seconds: result.seconds, limit: limitOf(result) }))
    .filter(({ seconds, limit }) => seconds === null || seconds > limit);
}
