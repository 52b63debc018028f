import { DataAwsVpcEndpoint } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { conditional, type ITerraformDependable, Op, Token } from 'cdktf';
import { Construct } from 'constructs';
import { dnsNames } from '../config/dns-names';
import type { EndpointAttributes } from './zonal-endpoints';

/** Properties of {@link EndpointRecords}. */
export interface EndpointRecordsProps {
  /** ID of the private hosted zone. */
  readonly hostedZoneId: string;
  /** Domain name of the private hosted zone. */
  readonly zoneName: string;
  /** ID of the Availability Zone that the endpoint is in. */
  readonly zoneId: string;
  /** The endpoint's attributes, or references to them. */
  readonly endpoint: EndpointAttributes;
  /**
   * The resource that creates the endpoint. The endpoint is looked up after pending changes to it.
   * @default - another stack creates it
   */
  readonly dependsOn?: ITerraformDependable;
  /**
   * ID of the health check that decides whether DNS answers include the address.
   * @default - they always do
   */
  readonly healthCheckId?: string;
  /** Advice for the error about an endpoint that is not available. */
  readonly otherwise: string;
}

/** TTL of the records: how long resolvers may go on answering with a failed endpoint. */
const ENDPOINT_TTL_SECONDS = 10;

/** Publishes one endpoint, under the name for all endpoints and the name for its zone. */
export class EndpointRecords extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EndpointRecordsProps,
  ) {
    super(scope, id);
    const names = dnsNames({ dns: props });
    const { hostedZoneId, zoneId, endpoint, healthCheckId } = props;
    const state = this.lookUpState();
    const shared = {
      zoneId: hostedZoneId,
      type: 'A',
      // The project owns the hosted zone, so an existing record is its own: left by an interrupted deployment, or
      // published by the other stack before `service.acceptance` changed.
      allowOverwrite: true,
      lifecycle: { precondition: [this.mustBeAvailable(state)] },
    };
    // One multivalue answer record per endpoint: answers contain every healthy address, so a client can try the next
    // one at once. Alias records can't be multivalue, so this one holds the address itself.
    new Route53Record(this, 'all', {
      ...shared,
      name: names.all,
      ttl: ENDPOINT_TTL_SECONDS,
      // Unless it is available, an endpoint may have no address. Null lets the precondition report that.
      records: [Token.asString(conditional(Op.eq(state, AVAILABLE), endpoint.address, Token.nullValue()))],
      setIdentifier: zoneId,
      multivalueAnswerRoutingPolicy: true,
      healthCheckId,
    });
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

  private lookUpState(): string {
    const { endpoint, dependsOn } = this.props;
    return new DataAwsVpcEndpoint(this, 'endpoint', { id: endpoint.id, dependsOn: dependsOn && [dependsOn] }).state;
  }

  private mustBeAvailable(state: string) {
    const { zoneId, otherwise } = this.props;
    return {
      condition: Op.eq(state, AVAILABLE),
      errorMessage: `The endpoint in ${zoneId} is ${state}, so its address is not published. ${otherwise}`,
    };
  }
}

const AVAILABLE = 'available';
