import type { Block } from './blocks';
import type { Condition, Permission } from './permission';
import type { Use } from './use';

/** How data sources find existing EC2 resources of a type, by the type's name in ARNs. */
const LOOKUPS: Readonly<Record<string, { kind: string; idArgument: string }>> = {
  vpc: { kind: 'data.aws_vpc', idArgument: 'id' },
  subnet: { kind: 'data.aws_subnet', idArgument: 'id' },
  'route-table': { kind: 'data.aws_route_table', idArgument: 'route_table_id' },
  'transit-gateway': { kind: 'data.aws_ec2_transit_gateway', idArgument: 'id' },
};

/**
 * Permission for an action on the existing resources of a type that the stacks refer to: on those with the stated IDs, and
 * on those with the stated `Name` tags.
 *
 * @param type the type in ARNs: `vpc`, `subnet`, `route-table` or `transit-gateway`
 * @param stacks names of the stacks that refer to them
 */
export function onExisting(use: Use, action: string, type: keyof typeof LOOKUPS): Permission[] {
  const stacks = new Set(use.blocks.map(({ stack }) => stack));
  const { kind, idArgument } = LOOKUPS[type] as { kind: string; idArgument: string };
  const lookups = use.others.filter((block) => block.kind === kind && stacks.has(block.stack));
  const ids = unique(lookups.map(({ args }) => args[idArgument]));
  const names = unique(lookups.map(nameTag));
  return [
    // A resource that another account shares has that account's ID in its ARN.
    ...(ids.length > 0 ? [{ action, resources: ids.map((id) => sharedArn(use, type, id)) }] : []),
    ...(names.length > 0 ? [{ action, resources: [use.ec2(type)], condition: named(names) }] : []),
  ];
}

/**
 * The condition that a resource is in one of the VPCs that the stacks refer to. Empty if one of them is known by its name
 * only: the key `ec2:Vpc` holds an ARN.
 */
export function inVpc(use: Use): Condition {
  const stacks = new Set(use.blocks.map(({ stack }) => stack));
  const vpcs = use.others.filter(({ kind, stack }) => kind === 'data.aws_vpc' && stacks.has(stack));
  const ids = unique(vpcs.map(({ args }) => args.id));
  if (vpcs.some(({ args }) => args.id === undefined)) return {};
  return { ArnLike: { 'ec2:Vpc': ids.map((id) => sharedArn(use, 'vpc', id)) } };
}

const sharedArn = (use: Use, type: string, id: string) =>
  `arn:${use.partition}:ec2:${use.place.region}:*:${type}/${id}`;

const named = (names: readonly string[]): Condition => ({
  StringEquals: { 'aws:ResourceTag/Name': names.length === 1 ? (names[0] as string) : names },
});

function nameTag({ args }: Block): unknown {
  const filters = args.filter as readonly { name: string; values: readonly string[] }[] | undefined;
  return filters?.find(({ name }) => name === 'tag:Name')?.values[0];
}

function unique(values: readonly unknown[]): string[] {
  return [...new Set(values.filter((value): value is string => typeof value === 'string'))].sort();
}
