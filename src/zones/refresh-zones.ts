import {
  DescribeVpcEndpointServiceConfigurationsCommand,
  EC2Client,
  ModifyVpcEndpointServiceConfigurationCommand,
  type ServiceConfiguration,
} from '@aws-sdk/client-ec2';
import { accountOf } from '../config/names';
import type { Environment } from '../config/schema';
import { type AwsConfig, accountConfig, requireCredentials } from '../terraform/aws';

/** The zones of an endpoint service, by their names in the service's account. */
export interface RefreshedZones {
  /** `vpce-svc-…` */
  readonly serviceId: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Adds new zones of the load balancer to an environment's endpoint service.
 *
 * AWS copies the zones of the load balancer when the service is created or modified. Terraform modifies it only if one
 * of its attributes changes, and zones are none of them (terraform-provider-aws #40809). So this associates the same
 * load balancer again, which changes nothing else and affects no connection:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#associate-load-balancers
 *
 * Needs ec2:DescribeVpcEndpointServiceConfigurations and ec2:ModifyVpcEndpointServiceConfiguration in the service's
 * account, in the role that Terraform deploys with.
 *
 * @throws Error if the environment's service is not deployed, or not unique
 */
export async function refreshZones(environment: Environment, aws: AwsConfig): Promise<RefreshedZones> {
  const account = accountOf(environment, environment.service.account);
  const ec2 = new EC2Client(accountConfig(aws, account));
  try {
    await requireCredentials(() => ec2.config.credentials(), account);
    const service = await findService(ec2, environment);
    await ec2.send(
      new ModifyVpcEndpointServiceConfigurationCommand({
        ServiceId: service.ServiceId,
        AddNetworkLoadBalancerArns: service.NetworkLoadBalancerArns,
      }),
    );
    const refreshed = await findService(ec2, environment);
    return { serviceId: service.ServiceId ?? '', before: zonesOf(service), after: zonesOf(refreshed) };
  } finally {
    ec2.destroy();
  }
}

/** Finds the service by the project's tags, without access to the state. */
async function findService(ec2: EC2Client, environment: Environment): Promise<ServiceConfiguration> {
  const wanted = { Project: 'redis-privatelink', Environment: environment.stateName, Name: environment.service.name };
  const found: ServiceConfiguration[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(new DescribeVpcEndpointServiceConfigurationsCommand({ NextToken }));
    found.push(...(page.ServiceConfigurations ?? []));
    NextToken = page.NextToken || undefined;
  } while (NextToken);
  const [service, ...others] = found.filter(({ Tags = [] }) =>
    Object.entries(wanted).every(([key, value]) => Tags.some(({ Key, Value }) => Key === key && Value === value)),
  );
  if (service && others.length === 0) return service;
  const tags = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  throw new Error(
    `The account "${environment.service.account}" has ${others.length + (service ? 1 : 0)} endpoint services in ` +
      `${environment.region} with the tags ${tags.join(', ')}; expected one. Is the stack redis-service deployed?`,
  );
}

const zonesOf = ({ AvailabilityZones = [] }: ServiceConfiguration) => [...AvailabilityZones].sort();
