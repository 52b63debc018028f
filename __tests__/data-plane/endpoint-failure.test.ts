import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfiguration } from '../../src/client-configuration/document';
import { endpointAlarmName } from '../../src/config/names';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { AlarmState } from '../../src/data-plane/resolver';
import { Client, type LibraryName, librariesFor } from './support/clients';
import { deployedStandalone } from './support/deployed';
import { blackholeEndpoint, restoreEndpoint } from './support/faults';
import { endpointLimit } from './support/limits';
import { inSeconds, outage, report } from './support/outage';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const DEAD = 'use1-az1';
/** Longer than any limit. */
const WATCH_MILLISECONDS = 18_000;

onDataPlane('An endpoint that drops all packets', () => {
  const { environment, state } = deployedStandalone('example');
  const consumer = environment.consumers[0] as Consumer;
  const configuration = clientConfiguration({ environment, consumer });
  let dataPlane: DataPlane;
  let alarms: Record<string, AlarmState> = {};
  let clients: Client[] = [];

  beforeAll(async () => {
    const alarmStates = async () => alarms;
    dataPlane = await startDataPlane({ environment, state, alarmStates });
  });
  afterEach(async () => {
    for (const client of clients) client.end();
    await restoreEndpoint(dataPlane.namespaces, endpointId(DEAD));
    await answerWith('use1-az1', 'use1-az2', 'use1-az4');
  });
  afterAll(() => dataPlane?.stop());

  test('is abandoned by clients that use it', async () => {
    // GIVEN clients that are all connected by the same endpoint, since DNS answered with its address only
    await answerWith(DEAD);
    clients = await Promise.all(librariesFor('standalone').map(started));
    await Promise.all(clients.map((client) => client.connect()));
    // Some connect with their first command.
    await Promise.all(clients.map((client) => client.call('redis-1', 'set', 'connected', 'yes')));
    await Promise.all(clients.map((client) => client.load(`${client.library}-`, 'redis-1')));
    await answerWith('use1-az1', 'use1-az2', 'use1-az4');
    await sleep(1000);
    // WHEN
    const fault = Date.now();
    await blackholeEndpoint(dataPlane.namespaces, endpointId(DEAD));
    await sleep(WATCH_MILLISECONDS);
    // THEN
    const loads = await Promise.all(clients.map((client) => client.stopLoad(`${client.library}-`)));
    const end = Date.now();
    const seconds = loads.map((load) => outage(load, fault, end));
    report('Seconds without service when the endpoint in use drops all packets', [
      ['client', 'seconds', 'errors', 'of which'],
      ...clients.map(({ library }, i) => [
        library,
        inSeconds(seconds[i] as number),
        String(loads[i]?.errors.length),
        loads[i]?.errors[0]?.[0].slice(0, 60) ?? '-',
      ]),
    ]);
    // Every client was affected.
    for (const one of seconds) expect(one).toBeGreaterThan(0.5);
    const tooSlow = clients.flatMap(({ library }, i) => {
      const limit = endpointLimit(library, configuration);
      return (seconds[i] as number) > limit ? [{ library, seconds: seconds[i], limit }] : [];
    });
    expect(tooSlow).toEqual([]);
  });

  test('does not prevent new connections by the other endpoints', async () => {
    // GIVEN a dead address in every DNS answer
    clients = await Promise.all(librariesFor('standalone').map(started));
    await blackholeEndpoint(dataPlane.namespaces, endpointId(DEAD));
    // WHEN
    const begin = Date.now();
    const seconds = await Promise.all(
      clients.map(async (client) => {
        await client.connect();
        await client.call('redis-1', 'set', `new-${client.library}`, 'written');
        return (Date.now() - begin) / 1000;
      }),
    );
    // THEN
    report(
      'Seconds to connect and write when one of three endpoints drops all packets, start of the process included',
      [['client', 'seconds'], ...clients.map(({ library }, i) => [library, inSeconds(seconds[i] as number)])],
    );
    for (const one of seconds) expect(one).toBeLessThan(10);
    for (const { library } of clients) {
      expect(await dataPlane.redis.get('redis-1').command('GET', `new-${library}`)).toBe('written');
    }
  });

  const started = (library: LibraryName) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration });

  function endpointId(zone: string): string {
    return dataPlane.network.endpoints(CONSUMER).get(zone)?.id as string;
  }

  /** Sets the alarms so that the resolver answers with the addresses of these zones only. */
  async function answerWith(...zones: readonly string[]): Promise<void> {
    const all = [...dataPlane.network.endpoints(CONSUMER).keys()];
    alarms = Object.fromEntries(
      all.map((zone) => [
        endpointAlarmName(environment, { name: CONSUMER }, zone),
        zones.includes(zone) ? 'OK' : 'ALARM',
      ]),
    );
    await dataPlane.readAlarms();
  }
});
