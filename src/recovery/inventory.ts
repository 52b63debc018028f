import { DescribeTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';

/** An object in AWS that carries the project's tags. */
export interface TaggedObject {
  /** The ID or ARN that Terraform imports it by. */
  readonly id: string;
  /** Terraform's type of resource. */
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Terraform's type by EC2's. Inbound and outbound rules have one type in EC2, and two in Terraform. */
const EC2_TYPES: Readonly<Record<string, string>> = {
  'security-group': 'aws_security_group',
  'security-group-rule': 'aws_vpc_security_group_rule',
  'vpc-endpoint': 'aws_vpc_endpoint',
  'vpc-endpoint-service': 'aws_vpc_endpoint_service',
  'transit-gateway-attachment': 'aws_ec2_transit_gateway_vpc_attachment',
};

/** ARNs of the other services, with Terraform's type, and the part of the ARN that it imports by. */
const ARNS: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^(arn:[^:]+:elasticloadbalancing:.*:loadbalancer\/net\/.+)$/, 'aws_lb'],
  [/^(arn:[^:]+:elasticloadbalancing:.*:targetgroup\/.+)$/, 'aws_lb_target_group'],
  [/^(arn:[^:]+:elasticloadbalancing:.*:listener\/net\/.+)$/, 'aws_lb_listener'],
  [/^arn:[^:]+:cloudwatch:.*:alarm:(.+)$/, 'aws_cloudwatch_metric_alarm'],
  [/^arn:[^:]+:ssm:.*:parameter(\/.+)$/, 'aws_ssm_parameter'],
  [/^arn:[^:]+:route53:::hostedzone\/(.+)$/, 'aws_route53_zone'],
  [/^arn:[^:]+:route53:::healthcheck\/(.+)$/, 'aws_route53_health_check'],
];

/**
 * Every object of an account that carries the tags, of the types that this project makes. EC2 answers for itself, since
 * the Resource Groups Tagging API does not cover all of its types; the tagging API answers for the rest.
 *
 * Needs ec2:DescribeTags and tag:GetResources.
 *
 * @param tagging a client for each Region: Route 53 is global, and its tags are listed in us-east-1 only
 */
export async function taggedObjects(
  ec2: EC2Client,
  tagging: readonly ResourceGroupsTaggingAPIClient[],
  tags: Readonly<Record<string, string>>,
): Promise<TaggedObject[]> {
  const found = await Promise.all([
    objectsInEc2(ec2, tags),
    ...tagging.map((client) => objectsElsewhere(client, tags)),
  ]);
  const byId = new Map(found.flat().map((object) => [`${object.type} ${object.id}`, object]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function objectsInEc2(ec2: EC2Client, tags: Readonly<Record<string, string>>): Promise<TaggedObject[]> {
  const objects = new Map<string, TaggedObject & { tags: Record<string, string> }>();
  let NextToken: string | undefined;
  do {
    const Filters = [{ Name: 'resource-type', Values: Object.keys(EC2_TYPES) }];
    const page = await ec2.send(new DescribeTagsCommand({ Filters, NextToken }));
    for (const { ResourceId: id = '', ResourceType = '', Key = '', Value = '' } of page.Tags ?? []) {
      const object = objects.get(id) ?? { id, type: EC2_TYPES[ResourceType] ?? ResourceType, tags: {} };
      object.tags[Key] = Value;
      objects.set(id, object);
    }
    NextToken = page.NextToken || undefined;
  } while (NextToken);
  return [...objects.values()].filter((object) =>
    Object.entries(tags).every(([key, value]) => object.tags[key] === value),
  );
}

async function objectsElsewhere(
  tagging: ResourceGroupsTaggingAPIClient,
  tags: Readonly<Record<string, string>>,
): Promise<TaggedObject[]> {
  const TagFilters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
  const ResourceTypeFilters = ['elasticloadbalancing', 'cloudwatch:alarm', 'ssm:parameter', 'route53'];
  const objects: TaggedObject[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await tagging.send(new GetResourcesCommand({ TagFilters, ResourceTypeFilters, PaginationToken }));
    for (const { ResourceARN = '', Tags = [] } of page.ResourceTagMappingList ?? []) {
      const known = ARNS.map(([pattern, type]) => [pattern.exec(ResourceARN)?.[1], type] as const).find(([id]) => id);
      if (!known?.[0]) continue;
      const own = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
      objects.push({ id: known[0], type: known[1], tags: own });
    }
    PaginationToken = page.PaginationToken || undefined;
  } while (PaginationToken);
  return objects;
}
