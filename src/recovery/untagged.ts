import { DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import {
  type HealthCheck,
  type HostedZone,
  ListHostedZonesByNameCommand,
  paginateListHealthChecks,
} from '@aws-sdk/client-route-53';
import { z } from 'zod';
import type { IdentityClients } from './identity';
import type { Import, Planned } from './orphans';

type Find = (planned: Planned, clients: IdentityClients) => Promise<string | undefined>;

/**
 * Kinds of objects that may be there without tags: routes carry none, and Route 53 gets tags by a second call, which an
 * interruption can come before. AWS refuses a second route or hosted zone of the same name, and would keep a second
 * health check for ever.
 */
const FIND: Readonly<Record<string, Find>> = {
  aws_route: findRoute,
  aws_route53_zone: findZone,
  aws_route53_health_check: findHealthCheck,
};

/** Finds objects without tags that a plan would make again. */
export async function untagged(planned: readonly Planned[], clients: IdentityClients): Promise<Import[]> {
  const imports: Import[] = [];
  for (const resource of planned) {
    const id = await FIND[resource.type]?.(resource, clients);
    if (id !== undefined) imports.push({ to: resource.address, id });
  }
  return imports;
}

const routeSchema = z.object({ route_table_id: z.string(), destination_cidr_block: z.string() });

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route#import */
async function findRoute({ values }: Planned, { ec2 }: IdentityClients): Promise<string | undefined> {
  const { success, data } = routeSchema.safeParse(values);
  if (!success) return undefined;
  const { route_table_id: table, destination_cidr_block: cidr } = data;
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [table] }));
  const exists = RouteTables.some(({ Routes = [] }) => Routes.some((route) => route.DestinationCidrBlock === cidr));
  return exists ? `${table}_${cidr}` : undefined;
}

/** A private hosted zone of this name that has the project's comment. */
async function findZone({ values }: Planned, { route53 }: IdentityClients): Promise<string | undefined> {
  const name = `${values.name}.`;
  const { HostedZones = [] } = await route53.send(new ListHostedZonesByNameCommand({ DNSName: name }));
  const isOurs = ({ Name, Config }: HostedZone) =>
    Name === name && Config?.PrivateZone === true && Config.Comment === values.comment;
  return HostedZones.find(isOurs)?.Id?.replace('/hostedzone/', '');
}

/** A health check on the alarm, whose name is this project's. */
async function findHealthCheck({ values }: Planned, { route53 }: IdentityClients): Promise<string | undefined> {
  const isOurs = ({ HealthCheckConfig }: HealthCheck) =>
    HealthCheckConfig?.AlarmIdentifier?.Name === values.cloudwatch_alarm_name;
  for await (const { HealthChecks = [] } of paginateListHealthChecks({ client: route53 }, {})) {
    const found = HealthChecks.find(isOurs);
    if (found) return found.Id;
  }
  return undefined;
}
