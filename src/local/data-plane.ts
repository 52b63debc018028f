import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { dnsNames } from '../config/dns-names';
import { accountOf } from '../config/names';
import type { Consumer, Environment, Server } from '../config/schema';
import { type DataPlane, startDataPlane } from '../data-plane/data-plane';
import { deployedState } from '../data-plane/deployed-state';
import type { AlarmState } from '../data-plane/resolver';
import { emulatorAwsConfig } from '../emulator/aws';
import type { Deployment } from '../emulator/deployment';
import { accountConfig } from '../terraform/aws';

/** Starts the data plane of a deployment, with the emulator's alarms behind the Route 53 health checks. */
export async function startDataPlaneOf(
  deployment: Deployment,
  environment: Environment,
  endpoint: string,
  onProgress: (message: string) => void,
): Promise<DataPlane> {
  return startDataPlane({
    environment,
    state: await deployedState(environment, (stack) => deployment.showState(stack)),
    alarmStates: (names) => alarmStates(environment, endpoint, names),
    onProgress,
  });
}

type Running = Pick<DataPlane, 'shellCommand' | 'authority'>;

/** The commands to try the data plane with: each server by its name, and each endpoint by its zone. */
export function dataPlaneText(environment: Environment, dataPlane: Running): string {
  return [
    'The data plane runs until Ctrl-C. In another terminal:',
    ...environment.consumers.flatMap((consumer) => ['', ...shellText(environment, consumer, dataPlane)]),
  ].join('\n');
}

function shellText({ service }: Environment, consumer: Consumer, dataPlane: Running): string[] {
  const names = dnsNames(consumer);
  const [first] = service.servers;
  const tls = dataPlane.authority ? ` --tls --cacert ${dataPlane.authority.file}` : '';
  const ping = (host: string, port: number) => `  redis-cli -h ${host} -p ${port}${tls} PING`;
  return [
    `  ${dataPlane.shellCommand(consumer.name)}   # a shell in the VPC of ${consumer.name}`,
    ...service.servers.map(({ name, listenerPort }) => ping(names.server(name), listenerPort)),
    ...consumer.subnets.map(({ zoneId }) => {
      const { name, listenerPort } = first as Server;
      return `${ping(names.serverInZone(name, zoneId), listenerPort)}   # by the endpoint in ${zoneId}`;
    }),
  ];
}

/** Only endpoints in the service's Region have health checks. */
async function alarmStates(environment: Environment, endpoint: string, names: readonly string[]) {
  const states: Record<string, AlarmState> = {};
  for (const account of new Set(environment.consumers.map((consumer) => consumer.account))) {
    const access = accountOf(environment, account);
    const cloudWatch = new CloudWatchClient(accountConfig(emulatorAwsConfig(endpoint, environment.region), access));
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
    for (const { AlarmName, StateValue } of MetricAlarms) states[AlarmName as string] = StateValue as AlarmState;
    cloudWatch.destroy();
  }
  return states;
}
