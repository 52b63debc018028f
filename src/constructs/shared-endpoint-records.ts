import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { VpcEndpointPrivateDns } from '@cdktf/provider-aws/lib/vpc-endpoint-private-dns';
import { Construct } from 'constructs';
import { dnsNames } from '../config/dns-names';
import { ALL_ZONES } from '../config/names';
import { AvailableEndpoint } from './available-endpoint';
import type { EndpointRecordsProps } from './endpoint-records';
import type { EndpointAttributes } from './interface-endpoint';

/** Properties of {@link SharedEndpointRecords}. */
export interface SharedEndpointRecordsProps
  extends Pick<EndpointRecordsProps, 'hostedZoneId' | 'zoneName' | 'dependsOn' | 'otherwise' | 'after'> {
  /** IDs of the Availability Zones that the endpoint is in. */
  readonly zoneIds: readonly string[];
  /** The endpoint's attributes: its regional name by `all`, its zonal names by zone ID. */
  readonly attributes: (key: string) => EndpointAttributes;
  /** Whether the endpoint gets the service's private DNS name, too. */
  readonly hasPrivateDns: boolean;
}

/** The id of the resource that turns the private DNS name on. */
export const PRIVATE_DNS = 'private-dns';

/**
 * Publishes an endpoint that has a network interface in each zone. All records are aliases of names that AWS maintains:
 * the regional one has the addresses of the healthy interfaces.
 */
export class SharedEndpointRecords extends Construct {
  constructor(scope: Construct, id: string, props: SharedEndpointRecordsProps) {
    super(scope, id);
    const names = dnsNames({ dns: props });
    const { hostedZoneId, zoneIds, attributes, after } = props;
    const { precondition } = new AvailableEndpoint(this, 'endpoint', {
      endpointId: attributes(ALL_ZONES).id,
      where: zoneIds.join(', '),
      ...props,
    });
    const publish = (record: string, name: string, { dnsName, hostedZoneId: zoneId }: EndpointAttributes) =>
      new Route53Record(this, record, {
        zoneId: hostedZoneId,
        type: 'A',
        // As in EndpointRecords.
        allowOverwrite: true,
        dependsOn: [after],
        lifecycle: { precondition: [precondition] },
        name,
        // The only record of its name: if Route 53 found the target unhealthy, it would have nothing else to answer with.
        alias: { name: dnsName, zoneId, evaluateTargetHealth: false },
      });
    publish(ALL_ZONES, names.all, attributes(ALL_ZONES));
    for (const zoneId of zoneIds) publish(zoneId, names.zone(zoneId), attributes(zoneId));
    if (props.hasPrivateDns) {
      new VpcEndpointPrivateDns(this, PRIVATE_DNS, {
        vpcEndpointId: attributes(ALL_ZONES).id,
        privateDnsEnabled: true,
        // AWS refuses it while the endpoint is pending.
        lifecycle: { precondition: [precondition] },
      });
    }
  }
}
