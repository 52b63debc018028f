import {
  CreateVpcEndpointServiceConfigurationCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import { CreateLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Account, CONSUMER, network, there } from './harness';

export const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'] as const;

let count = 0;

/** An internal Network Load Balancer in its own VPC. */
export async function loadBalancer(prod: Account, zones: readonly string[] = ZONES) {
  const { vpcId, subnetIds } = await network(prod, '10.1.0.0/16', zones);
  count += 1;
  const command = { Name: `nlb-${count}`, Type: 'network', Scheme: 'internal', Subnets: subnetIds } as const;
  const made = await prod.elb.send(new CreateLoadBalancerCommand(command));
  return { arn: there(made.LoadBalancers?.[0]?.LoadBalancerArn), vpcId, subnetIds };
}

/** An endpoint service that allows the consumer account, or other principals. */
export async function endpointService(
  prod: Account,
  { acceptance = false, zones = ZONES as readonly string[], principals = [`arn:aws:iam::${CONSUMER}:root`] } = {},
) {
  const { arn } = await loadBalancer(prod, zones);
  const made = await prod.ec2.send(
    new CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [arn],
      AcceptanceRequired: acceptance,
    }),
  );
  const id = there(made.ServiceConfiguration?.ServiceId);
  const name = there(made.ServiceConfiguration?.ServiceName);
  await prod.ec2.send(
    new ModifyVpcEndpointServicePermissionsCommand({ ServiceId: id, AddAllowedPrincipals: [...principals] }),
  );
  return { id, name, loadBalancerArn: arn };
}
