import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { dnsNames } from '../config/dns-names';
import { acceptFinding } from './accepted-finding';
import { AvailableEndpoint, type AvailableEndpointProps } from './available-endpoint';
import type { EndpointAttributes } from './interface-endpoint';

/** Properties of {@link EndpointRecords}. */
export interface EndpointRecordsProps extends Pick<AvailableEndpointProps, 'dependsOn' | 'otherwise'> {
  /** ID of the private hosted zone. */
  readonly hostedZoneId: string;
  /** Domain name of the private hosted zone. */
  readonly zoneName: string;
  /** ID of the Availability Zone that the endpoint is in. */
  readonly zoneId: string;
  /** The endpoint's attributes, or references to them. */
  readonly endpoint: EndpointAttributes;
  /**
   * ID of the health check that decides whether DNS answers include the address.
   * @default - they always do
   */
  readonly healthCheckId?: string;
  /** Created before the records, and destroyed after them. */
  readonly after: ITerraformDependable;
}

/** TTL of the records: how long resolvers may go on answering with a failed endpoint. */
const ENDPOINT_TTL_SECONDS = 10;

/** Publishes the endpoint of one zone, under the name for all endpoints and the name for its zone. */
export class EndpointRecords extends Construct {
  constructor(scope: Construct, id: string, props: EndpointRecordsProps) {
    super(scope, id);
    const names = dnsNames({ dns: props });
    const { hostedZoneId, zoneId, endpoint, healthCheckId, after } = props;
    const available = new AvailableEndpoint(this, 'endpoint', { endpointId: endpoint.id, where: zoneId, ...props });
    const shared = {
      zoneId: hostedZoneId,
      type: 'A',
      // The project owns the hosted zone, so an existing record is its own: left by an interrupted deployment, or
      // published by the other stack before `service.acceptance` changed.
      allowOverwrite: true,
      dependsOn: [after],
      lifecycle: { precondition: [available.precondition] },
    };
    // One multivalue answer record per endpoint: answers contain every healthy address, so a client can try the next
    // one at once. Alias records can't be multivalue, so this one holds the address itself.
    const all = new Route53Record(this, 'all', {
      ...shared,
      name: names.all,
      ttl: ENDPOINT_TTL_SECONDS,
      records: [available.orNull(endpoint.address as string)],
      setIdentifier: zoneId,
      multivalueAnswerRoutingPolicy: true,
      healthCheckId,
    });
    if (!props.dependsOn) {
      acceptFinding(
        all,
        'CKV2_AWS_23',
        'The address is that of an endpoint in another stack. checkov looks for it in this one.',
      );
    }
    new Route53Record(this, 'zone', {
      ...shared,
      name: names.zone(zoneId),
      alias: {
        name: endpoint.dnsName,
        zoneId: endpoint.hostedZoneId,
        // A client that asks for this zone wants no other, so there is nothing to fail over to.
        evaluateTargetHealth: false,
      },
    });
  }
}
