import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { addressOf, endpointKeys } from '../config/names';
import type { Consumer } from '../config/schema';
import { EndpointRecords, type EndpointRecordsProps } from './endpoint-records';
import type { EndpointAttributes } from './interface-endpoint';
import { PRIVATE_DNS, SharedEndpointRecords } from './shared-endpoint-records';
import { TerraformData } from './terraform-data';

/** Properties of {@link PublishedEndpoints}. */
export interface PublishedEndpointsProps
  extends Pick<EndpointRecordsProps, 'hostedZoneId' | 'zoneName' | 'otherwise'>,
    Pick<Consumer, 'endpoints' | 'subnets'> {
  /** The attributes of endpoints, or references to them, by zone ID; of the only endpoint also by `all`. */
  readonly attributes: (key: string) => EndpointAttributes;
  /** The ID of the health check of a zone's endpoint. `undefined`: it has none. */
  readonly healthCheckId: (zoneId: string) => string | undefined;
  /**
   * Whether the only endpoint gets the service's private DNS name, too.
   * @default false
   */
  readonly hasPrivateDns?: boolean;
  /**
   * The resource that creates an endpoint, by the endpoint's key.
   * @default - another stack creates the endpoints
   */
  readonly resource?: (key: string) => ITerraformDependable | undefined;
}

/** The DNS records of a consumer's endpoints. */
export class PublishedEndpoints extends Construct {
  /** Terraform addresses of its resources, for a stack that is to forget them: another stack has them now. */
  static addresses(
    id: string,
    { hasPrivateDns, ...consumer }: Pick<PublishedEndpointsProps, 'endpoints' | 'subnets' | 'hasPrivateDns'>,
  ): string[] {
    const zoneIds = consumer.subnets.map(({ zoneId }) => zoneId);
    const records =
      consumer.endpoints === 'one'
        ? [...endpointKeys(consumer), ...zoneIds].map((key) => [id, key])
        : zoneIds.flatMap((zoneId) => ['all', 'zone'].map((record) => [id, zoneId, record]));
    return [
      ...records.map((path) => `aws_route53_record.${addressOf(path)}`),
      ...(hasPrivateDns ? [`aws_vpc_endpoint_private_dns.${addressOf([id, PRIVATE_DNS])}`] : []),
      `terraform_data.${addressOf([id, ROUTING])}`,
    ];
  }

  constructor(scope: Construct, id: string, props: PublishedEndpointsProps) {
    super(scope, id);
    const { endpoints = 'per-zone', subnets, attributes, healthCheckId, resource, hasPrivateDns = false } = props;
    // Route 53 refuses a simple record beside multivalue ones of its name. When `endpoints` changes, this is replaced,
    // which is after the old records are destroyed and before the new ones are created.
    const after = new TerraformData(this, ROUTING, { triggersReplace: { endpoints } });
    const zoneIds = subnets.map(({ zoneId }) => zoneId);
    if (endpoints === 'one') {
      const dependsOn = resource?.(endpointKeys({ endpoints, subnets })[0] as string);
      new SharedEndpointRecords(this, 'Resource', { ...props, zoneIds, dependsOn, after, hasPrivateDns });
      return;
    }
    for (const zoneId of zoneIds) {
      const healthCheck = healthCheckId(zoneId);
      const endpoint = attributes(zoneId);
      new EndpointRecords(this, zoneId, {
        ...props,
        zoneId,
        endpoint,
        dependsOn: resource?.(zoneId),
        healthCheckId: healthCheck,
        after,
      });
    }
  }
}

const ROUTING = 'routing';
