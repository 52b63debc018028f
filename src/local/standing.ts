import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { dnsNames } from '../config/dns-names';
import type { Account, Consumer, Environment } from '../config/schema';
import { emulatorAwsConfig, inRole } from '../terraform/aws';
import { type DataPlane, startDataPlane } from './data-plane/data-plane';
import type { AlarmState } from './data-plane/resolver';
import { deployedState } from './deployed-state';
import type { Deployment } from './deployment';

/** Lays out the data plane of what has been deployed, with the emulator's alarms for Route 53's health checks. */
export async function standDataPlane(
  environment: Environment,
  deployment: Deployment,
  endpoint: string,
  onProgress: (what: string) => void,
): Promise<DataPlane> {
  return startDataPlane({
    environment,
    state: await deployedState(environment, deployment),
    alarmStates: (names) => alarmStates(environment, endpoint, names),
    onProgress,
  });
}

/** Says what to type. */
export function standingText(environment: Environment, dataPlane: DataPlane): string {
  return [
    'The data plane stands until Ctrl-C. In another terminal:',
    ...environment.consumers.flatMap((consumer) => ['', ...shellText(environment, consumer, dataPlane)]),
  ].join('\n');
}

function shellText({ service }: Environment, consumer: Consumer, dataPlane: DataPlane): string[] {
  const names = dnsNames(consumer);
  return [
    `  ${dataPlane.shellCommand(consumer.name)}   # a shell in the VPC of ${consumer.name}`,
    ...service.servers.map(({ name, listenerPort }) => `  redis-cli -h ${names.server(name)} -p ${listenerPort} PING`),
  ];
}

async function alarmStates(environment: Environment, endpoint: string, names: readonly string[]) {
  const states: Record<string, AlarmState> = {};
  for (const account of new Set(environment.consumers.map((consumer) => consumer.account))) {
    const { roleArn } = environment.accounts[account] as Account;
    const cloudWatch = new CloudWatchClient(inRole(emulatorAwsConfig(endpoint, environment.region), roleArn));
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
    for (const { AlarmName, StateValue } of MetricAlarms) states[AlarmName as string] = StateValue as AlarmState;
    cloudWatch.destroy();
  }
  return states;
}
