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
   * What creates the endpoint: nothing about it is taken from the state while it has changes pending.
   * @default - another stack
   */
  readonly dependsOn?: ITerraformDependable;
  /**
   * The health check that decides whether the address is handed out.
   * @default - the address always is
   */
  readonly healthCheckId?: string;
  /** What to do about an endpoint that is not available: it is shown with the error. */
  readonly otherwise: string;
}

/** Seconds that a resolver may go on to hand out an endpoint that has left the answer. */
const ENDPOINT_TTL_SECONDS = 10;

/** Publishes one endpoint: in the name over all endpoints, and in the name of its zone. */
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
      // The hosted zone is this project's own, so a record in the way is one of its own: left behind by an interrupted
      // deployment, or published by the other stack before `service.acceptance` changed.
      allowOverwrite: true,
      lifecycle: { precondition: [this.mustBeAvailable(state)] },
    };
    // One multivalue answer record an endpoint: an answer has every healthy address, and a client can try the next one
    // at once. Alias records can't be multivalue, so this one holds the endpoint's address.
    new Route53Record(this, 'all', {
      ...shared,
      name: names.all,
      ttl: ENDPOINT_TTL_SECONDS,
      // An endpoint that is not available may have no address: the precondition says so, rather than a missing element.
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
        // A client that asks for this zone wants this zone: no other record could answer.
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
