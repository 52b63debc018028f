import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { endpointAlarmName } from '../../src/config/names';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { AlarmState } from '../../src/data-plane/resolver';
import { emulatorAwsConfig } from '../../src/emulator/aws';
import { type Emulator, startEmulator } from '../../src/emulator/emulator';
import { pythonEnvironment } from '../../src/emulator/python';
import { dataPlaneText } from '../../src/local/data-plane';
import { deployedStandalone } from './support/deployed';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const ZONE_NAME = 'redis.joda-toda.internal';

/** The deployed hosted zone as programs in the VPC see it, by the resolver in /etc/resolv.conf. */
onDataPlane('Names in the VPC', () => {
  const { environment, state } = deployedStandalone('example');
  let dataPlane: DataPlane;
  let emulator: Emulator;
  let cloudWatch: CloudWatchClient;

  beforeAll(async () => {
    emulator = await startEmulator({
      python: await pythonEnvironment(),
      accountId: '222222222222',
      logFile: '/dev/null',
    });
    cloudWatch = new CloudWatchClient(emulatorAwsConfig(emulator.endpoint, environment.region));
    dataPlane = await startDataPlane({ environment, state, alarmStates });
  });
  afterAll(async () => {
    cloudWatch?.destroy();
    await Promise.all([dataPlane?.stop(), emulator?.stop()]);
  });

  test('the name over all endpoints has the address of each, in changing order', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(ZONE_NAME)));
    for (const answer of answers) expect([...(answer as string[])].sort()).toEqual(addresses());
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBeGreaterThan(1);
  });

  test("a server's name has the same addresses, in capitals too", async () => {
    expect([...((await ask(`Redis-1.${ZONE_NAME.toUpperCase()}`)) as string[])].sort()).toEqual(addresses());
  });

  test("a zone's name and a server's name in that zone have the address of the zone's endpoint", async () => {
    const [own] = addressesOf('use1-az2');
    expect(await ask(`use1-az2.${ZONE_NAME}`)).toEqual([own]);
    expect(await ask(`redis-3.use1-az2.${ZONE_NAME}`)).toEqual([own]);
  });

  test("AWS's names of an endpoint have its address", async () => {
    for (const { dnsNames, address } of dataPlane.network.endpoints(CONSUMER).values()) {
      for (const name of dnsNames) expect(await ask(name)).toEqual([address]);
    }
  });

  test('SRV records have the ports', async () => {
    // Node 24 adds the type.
    expect(await ask(`_redis._tcp.redis-2.${ZONE_NAME}`, 'SRV')).toEqual([
      expect.objectContaining({ name: ZONE_NAME, port: 6380, priority: 0, weight: 0 }),
    ]);
  });

  test('names that do not exist are not found', async () => {
    expect(await ask(`redis-9.${ZONE_NAME}`)).toBe('ENOTFOUND');
    expect(await ask('example.com')).toBe('ENOTFOUND');
  });

  test('names have no IPv6 addresses, and a query for them is no error', async () => {
    expect(await ask(ZONE_NAME, 'AAAA')).toBe('ENODATA');
  });

  test('an endpoint in alarm is left out, unless all are in alarm', async () => {
    // GIVEN the alarms behind the health checks, in an emulator
    const zones = ['use1-az1', 'use1-az2', 'use1-az4'];
    for (const zone of zones) await setAlarm(zone, 'OK');
    // WHEN
    await setAlarm('use1-az1', 'ALARM');
    await dataPlane.readAlarms();
    // THEN
    expect([...((await ask(ZONE_NAME)) as string[])].sort()).toEqual(
      [...addressesOf('use1-az2'), ...addressesOf('use1-az4')].sort(),
    );
    // WHEN
    for (const zone of zones) await setAlarm(zone, 'ALARM');
    await dataPlane.readAlarms();
    // THEN
    expect([...((await ask(ZONE_NAME)) as string[])].sort()).toEqual(addresses());
  });

  test('every command that users are told to type in the VPC works: one for each server and each endpoint', async () => {
    // GIVEN
    const commands = dataPlaneText(environment, dataPlane).match(/^ {2}redis-cli .*/gm) ?? [];
    // THEN
    expect(commands).toHaveLength(3 + 3);
    for (const command of commands) {
      expect([command, await dataPlane.network.run(CONSUMER, 'sh', ['-c', command])]).toEqual([command, 'PONG']);
    }
  });

  /** The resolver's answer, or the error code. */
  async function ask(name: string, type = 'A'): Promise<unknown> {
    const program = `
      require('node:dns').promises.resolve(${JSON.stringify(name)}, ${JSON.stringify(type)})
        .then((answer) => answer, (error) => error.code)
        .then((answer) => console.log(JSON.stringify(answer)));`;
    return JSON.parse(await dataPlane.network.run(CONSUMER, process.execPath, ['-e', program]));
  }

  const addresses = () => [...dataPlane.network.endpoints(CONSUMER).values()].map(({ address }) => address).sort();
  const addressesOf = (zone: string) => [dataPlane.network.endpoints(CONSUMER).get(zone)?.address as string];

  async function setAlarm(zone: string, StateValue: AlarmState): Promise<void> {
    const AlarmName = endpointAlarmName(environment, { name: CONSUMER }, zone);
    await cloudWatch.send(
      new PutMetricAlarmCommand({ AlarmName, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 }),
    );
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));
  }

  async function alarmStates(AlarmNames: readonly string[]) {
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [...AlarmNames] }));
    return Object.fromEntries(MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue as AlarmState]));
  }
});
