import { setTimeout as sleep } from 'node:timers/promises';
import { startDataPlane } from '../../src/data-plane/data-plane';
import { Client } from './support/clients';
import { deployed, deployedConfiguration } from './support/deployed';
import { report } from './support/outage';
import { keysOn, settledMaster } from './support/sentinels';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** Long enough for a failover, and then for the old master to be told that it is none. */
const HANGS_MILLISECONDS = 9000;
const DEMOTED_MILLISECONDS = 14_000;

/** What the text that people are given for their servers says, and what Redis does by itself. */
const GIVEN: readonly string[] = [];
const REDIS_DEFAULT = ['min-replicas-to-write 0'];

/** A master that hung and comes back knows nothing of its successor for a while, and goes on acknowledging writes. */
onDataPlane(
  'A master that hangs, and comes back when there is another one',
  () => {
    test('takes the writes with it of clients that waited for it; min-replicas-to-write or the generated timeouts keep them', async () => {
      const [patient, guarded, generated] = await Promise.all([
        writesLost({ patient: true, redisConfiguration: REDIS_DEFAULT }),
        writesLost({ patient: true, redisConfiguration: GIVEN }),
        writesLost({ patient: false, redisConfiguration: REDIS_DEFAULT }),
      ]);
      report('Writes that a master acknowledged which had hung and come back', [
        ['client', 'servers', 'acknowledged', 'of which lost'],
        ['without timeouts', 'as Redis comes', ...patient.map(String)],
        ['without timeouts', 'as generated', ...guarded.map(String)],
        ['as generated', 'as Redis comes', ...generated.map(String)],
      ]);
      expect(patient[1]).toBeGreaterThan(10);
      // What was in the socket when it hung it may still take for its own.
      expect(guarded[1]).toBeLessThanOrEqual(3);
      expect(generated[1]).toBe(0);
    });
  },
  180,
);

async function writesLost(options: {
  readonly patient: boolean;
  readonly redisConfiguration: readonly string[];
}): Promise<[acknowledged: number, lost: number]> {
  const example = deployed('sentinel');
  const { patient, redisConfiguration } = options;
  const dataPlane = await startDataPlane({ ...example, redisConfiguration });
  try {
    const configuration = deployedConfiguration(example, CONSUMER);
    const client = await Client.start({
      dataPlane,
      consumer: CONSUMER,
      library: 'ioredis',
      configuration: patient ? { ...configuration, responseTimeoutMilliseconds: 600_000 } : configuration,
    });
    await client.connect();
    const master = await settledMaster(dataPlane, example.environment);
    await client.load('write-');
    await sleep(1000);
    master.hang();
    await sleep(HANGS_MILLISECONDS);
    master.resume();
    await sleep(DEMOTED_MILLISECONDS);
    const { acknowledged } = await client.stopLoad('write-');
    const successor = await settledMaster(dataPlane, example.environment);
    const kept = await keysOn(successor, 'write-');
    return [acknowledged.length, acknowledged.filter(([key]) => !kept.has(key)).length];
  } finally {
    await dataPlane.stop();
  }
}
