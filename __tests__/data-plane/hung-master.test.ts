import { setTimeout as sleep } from 'node:timers/promises';
import { startDataPlane } from '../../src/data-plane/data-plane';
import { Client } from './support/clients';
import { deployed, deployedConfiguration } from './support/deployed';
import { report } from './support/outage';
import { keysOn, settledMaster } from './support/sentinels';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** Long enough for a failover. */
const HANGS_MILLISECONDS = 9000;
/** Long enough for the Sentinels to demote the old master. */
const DEMOTED_MILLISECONDS = 14_000;

/** The generated configuration as it is, and with Redis's default instead of its setting. */
const GENERATED: readonly string[] = [];
const REDIS_DEFAULT = ['min-replicas-to-write 0'];

/** A master that comes back from hanging does not know its successor yet, and goes on acknowledging writes. */
onDataPlane(
  'A master that hangs, and comes back after a failover',
  () => {
    test('loses writes of clients without timeouts; min-replicas-to-write or the generated timeouts prevent it', async () => {
      const [patient, guarded, generated] = await Promise.all([
        writesLost({ patient: true, redisConfiguration: REDIS_DEFAULT }),
        writesLost({ patient: true, redisConfiguration: GENERATED }),
        writesLost({ patient: false, redisConfiguration: REDIS_DEFAULT }),
      ]);
      report('Writes lost after the master hung and came back', [
        ['client', 'servers', 'acknowledged', 'of which lost'],
        ['without timeouts', 'Redis default', ...patient.map(String)],
        ['without timeouts', 'as generated', ...guarded.map(String)],
        ['as generated', 'Redis default', ...generated.map(String)],
      ]);
      expect(patient[1]).toBeGreaterThan(10);
      // The master may still accept the commands that were in its sockets when it hung.
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
