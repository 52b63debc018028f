import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfiguration, type HostAndPort } from '../../src/client-configuration/document';
import { dnsNames } from '../../src/config/dns-names';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { until } from '../../src/process/until';
import { environmentWith } from '../support/environments';
import { Client, type LibraryName, librariesFor } from './support/clients';
import { nodesOf } from './support/clusters';
import { deployed } from './support/deployed';
import { ENVIRONMENTS } from './support/environments';
import { inSeconds, outcomes, promotion, replicasAmong, tooSlow } from './support/outage';
import { serveParameters } from './support/parameters';
import { settledMaster } from './support/sentinels';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const USER = 'application';
const PARAMETERS = { password: '/redis/password', authority: '/redis/authority' };
/** After the promotion, and longer than any limit. */
const WATCH_MILLISECONDS = 11_000;
const REFUSED_WITHIN_MILLISECONDS = 20_000;
/** GLIDE does not say why it goes on trying. That it connects to the right name shows that the name is the reason. */
const refusalOf = (library: LibraryName) =>
  library.startsWith('GLIDE') ? /timed out/ : /does not match certificate's altnames|Hostname mismatch/;

/** TLS does not change the topology: the deployed state is that of Sentinel without TLS. */
const environment = environmentWith({
  ...ENVIRONMENTS.sentinel,
  'service.redis': { mode: 'sentinel', masterName: 'mymaster', tls: true },
  'consumers[0].credentials': { username: USER, passwordParameterName: PARAMETERS.password },
  'consumers[0].caCertificateParameterName': PARAMETERS.authority,
});

onDataPlane(
  'TLS and a user with a password, on Redis servers and Sentinels',
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

    test('every client finds the master, writes and reads, and follows a failover', async () => {
      // GIVEN
      const master = await settledMaster(dataPlane, environment);
      for (const library of librariesFor('sentinel')) clients.push(await start(library, configuration));
      await Promise.all(clients.map((client) => client.connect()));
      for (const client of clients) {
        await client.call('writer', 'set', client.library, 'written');
        expect(await master.command('GET', client.library)).toBe('written');
        await master.command('WAIT', '2', '5000');
        expect(await client.call('reader', 'get', client.library)).toBe('written');
      }
      // WHEN
      const replicas = await replicasAmong(nodesOf(dataPlane, environment));
      await Promise.all(clients.map((client) => client.load(`${client.library}-`)));
      const fault = Date.now();
      await master.kill();
      const failover = await promotion(replicas, fault);
      await sleep(WATCH_MILLISECONDS);
      const loads = await Promise.all(clients.map((client) => client.stopLoad(`${client.library}-`)));
      await master.start();
      // THEN
      const end = Date.now();
      const owner = await settledMaster(dataPlane, environment);
      const title = `Seconds without writes when the master is killed, with TLS (failover ${inSeconds(failover)})`;
      const found = await outcomes(title, clients, loads, { fault, end, owner });
      expect(tooSlow(found, configuration, failover)).toEqual([]);
    });

    test.each(librariesFor('standalone'))(
      '%s rejects a server with a certificate for another name',
      async (library) => {
        // GIVEN the name of Redis-1 with the port of Redis-2
        const standalone = { ...configuration, mode: 'standalone', masterName: undefined, sentinels: {} } as const;
        const wrong = { host: names.server('redis-1'), port: 6380 };
        const client = await start(library, { ...standalone, servers: { '10.0.4.11:6379': wrong } });
        clients.push(client);
        // AND a client of the master by its own name: GLIDE refuses a replica
        const master = await settledMaster(dataPlane, environment);
        const right = configuration.servers[`${master.address}:${master.port}`] as HostAndPort;
        const other = await start(library, { ...standalone, servers: { '10.0.4.1:6379': right } });
        clients.push(other);
        await other.connect();
        expect(await other.call(master.name, 'get', 'none')).toBeNull();
        // WHEN
        let outcome = '';
        client
          .connect()
          .then(() => client.call('redis-1', 'set', `wrong-${library}`, 'written'))
          .then(
            () => (outcome = 'written'),
            (error: Error) => (outcome = error.message),
          );
        // THEN the caller or the log gets the reason
        await until(() => outcome + client.log(), {
          describe: `${library} to reject the certificate`,
          within: REFUSED_WITHIN_MILLISECONDS,
          holds: (said) => refusalOf(library).test(said),
        });
        expect(outcome).not.toBe('written');
        expect(await dataPlane.redis.get('redis-2').command('EXISTS', `wrong-${library}`)).toBe('0');
      },
    );

    test('Redis servers and Sentinels reject clients without the password', async () => {
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
        expect(await dataPlane.network.run(CONSUMER, 'redis-cli', args)).toContain('NOAUTH');
      }
    });

    const start = (library: Client['library'], configuration: Parameters<typeof Client.start>[0]['configuration']) =>
      Client.start({ dataPlane, consumer: CONSUMER, library, configuration, env });
  },
  120,
);
