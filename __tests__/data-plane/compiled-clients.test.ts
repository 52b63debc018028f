import { CLIENTS } from '../../src/client-code';
import { missing } from '../support/compiled/toolchains';
import { Client, COMPILED_NAMES, type LibraryName } from './support/clients';
import { endpointLimit, failoverLimit } from './support/limits';
import { inSeconds, report } from './support/outage';
import { onDataPlane } from './support/suite';
import { type Result, runTrial, type Trial } from './support/trials';
import { CONSUMER, startWay, type Way } from './support/ways';

/** Clients wait for one MOVED or ASK only, which takes milliseconds. */
const MOVED_WITHIN_SECONDS = 1;
/** A second between attempts to reconnect, and one attempt. */
const RECONNECTED_WITHIN_SECONDS = 4;
/** How long the JVM keeps a DNS answer, with the flag that the printed code asks for. */
const DNS_SECONDS = 5;
/** Redisson identifies a server by the first address of its name. The printed code says that it does not survive this. */
const LEAVE_ENDPOINTS: LibraryName[] = ['go-redis', 'jedis', 'lettuce', 'spring-boot'];

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
      way = await started('cluster by names');
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
      way = await started('cluster by addresses');
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
      way = await started('standalone');
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
        way = await started('standalone');
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

    const threads = async (client: Client) => (await client.threads()) as string[];

    async function started(name: Parameters<typeof startWay>[0]): Promise<Way> {
      const running = await startWay(name);

      return running;
    }

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
