import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfiguration } from '../../src/client-configuration/document';
import { dnsNames } from '../../src/config/dns-names';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { environmentWith } from '../support/environments';
import { Client, LIBRARY_NAMES } from './support/clients';
import { deployed } from './support/deployed';
import { ENVIRONMENTS } from './support/environments';
import { inSeconds, outage, report } from './support/outage';
import { serveParameters } from './support/parameters';
import { settledMaster } from './support/sentinels';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const USER = 'application';
const PARAMETERS = { password: '/redis/password', authority: '/redis/authority' };
const WATCH_MILLISECONDS = 14_000;
/** Handshakes included. What it takes without TLS is measured by the tests of Sentinel. */
const LIMIT_SECONDS = 10;
const REFUSED_WITHIN_MILLISECONDS = 20_000;
const REFUSAL = /does not match certificate's altnames|Hostname mismatch/;

/** Where packets go does not depend on what is in them: the deployed state is that of Sentinel without TLS. */
const environment = environmentWith({
  ...ENVIRONMENTS.sentinel,
  'service.redis': { mode: 'sentinel', masterName: 'mymaster', tls: true },
  'consumers[0].credentials': { username: USER, passwordParameterName: PARAMETERS.password },
  'consumers[0].caCertificateParameterName': PARAMETERS.authority,
});

onDataPlane(
  'TLS and a user with a password, on Redis and Sentinel alike',
  () => {
    const { state } = deployed('sentinel');
    const consumer = environment.consumers[0] as Consumer;
    const names = dnsNames(consumer);
    const configuration = clientConfiguration({ environment, consumer });
    const password = randomBytes(16).toString('hex');
    let dataPlane: DataPlane;
    let env: Record<string, string>;
    const clients: Client[] = [];

    beforeAll(async () => {
      dataPlane = await startDataPlane({ environment, state, user: { name: USER, password } });
      const authority = dataPlane.authority?.pem as string;
      const values = { [PARAMETERS.password]: password, [PARAMETERS.authority]: authority };
      env = await serveParameters(dataPlane, CONSUMER, values);
    });
    afterEach(() => {
      for (const client of clients.splice(0)) client.end();
    });
    afterAll(() => dataPlane?.stop());

    test('every client finds the master, writes and reads, and goes on with the next one', async () => {
      // GIVEN
      const master = await settledMaster(dataPlane, environment);
      for (const library of LIBRARY_NAMES) clients.push(await start(library, configuration));
      await Promise.all(clients.map((client) => client.connect()));
      for (const client of clients) {
        await client.call('writer', 'set', client.library, 'written');
        expect(await master.command('GET', client.library)).toBe('written');
        await master.command('WAIT', '2', '5000');
        expect(await client.call('reader', 'get', client.library)).toBe('written');
      }
      // WHEN
      await Promise.all(clients.map((client) => client.load(`${client.library}-`)));
      const fault = Date.now();
      await master.kill();
      await sleep(WATCH_MILLISECONDS);
      const loads = await Promise.all(clients.map((client) => client.stopLoad(`${client.library}-`)));
      await master.start();
      // THEN
      const end = Date.now();
      const seconds = loads.map((load) => outage(load, fault, end));
      report('Seconds without writes when the master is killed, with TLS', [
        ['client', 'seconds'],
        ...clients.map(({ library }, i) => [library, inSeconds(seconds[i] as number)]),
      ]);
      for (const one of seconds) expect(one).toBeLessThan(LIMIT_SECONDS);
    });

    test.each(LIBRARY_NAMES)('%s talks to no server that has a certificate for another name', async (library) => {
      // GIVEN the port of Redis-2 by the name of Redis-1
      const wrong = { host: names.server('redis-1'), port: 6380 };
      const client = await start(library, {
        ...configuration,
        mode: 'standalone',
        masterName: undefined,
        servers: { '10.0.4.11:6379': wrong },
        sentinels: {},
      });
      clients.push(client);
      // WHEN
      let outcome = '';
      client
        .connect()
        .then(() => client.call('redis-1', 'set', `wrong-${library}`, 'written'))
        .then(
          () => (outcome = 'written'),
          (error: Error) => (outcome = error.message),
        );
      // THEN it says why, to the caller or for the log
      const said = () => outcome + client.log();
      for (const deadline = Date.now() + REFUSED_WITHIN_MILLISECONDS; !REFUSAL.test(said()); await sleep(100)) {
        if (outcome === 'written' || Date.now() > deadline) break;
      }
      expect(said()).toMatch(REFUSAL);
      expect(await dataPlane.redis.get('redis-2').command('EXISTS', `wrong-${library}`)).toBe('0');
    });

    test('nobody gets in without the password, on Redis or Sentinel', async () => {
      for (const port of [6379, 26379]) {
        const args = [
          '-h',
          names.server('redis-1'),
          '-p',
          String(port),
          '--tls',
          '--cacert',
          dataPlane.authority?.file as string,
          'PING',
        ];
        expect(await dataPlane.run(CONSUMER, 'redis-cli', args)).toContain('NOAUTH');
      }
    });

    const start = (library: Client['library'], configuration: Parameters<typeof Client.start>[0]['configuration']) =>
      Client.start({ dataPlane, consumer: CONSUMER, library, configuration, env });
  },
  120,
);
