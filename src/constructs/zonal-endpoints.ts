import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

/** Properties of {@link ZonalEndpoints}. */
export interface ZonalEndpointsProps {
  /** Begins the endpoints' `Name` tags. */
  readonly name: string;
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  readonly vpcId: string;
  /** Subnet IDs by zone ID. */
  readonly subnetIds: ReadonlyMap<string, string>;
  readonly securityGroupId: string;
  /** Whether Terraform refuses to destroy or replace an endpoint: every connection through it would end. */
  readonly deletionProtection: boolean;
}

/** An interface endpoint a zone, all onto the same service. */
export class ZonalEndpoints extends Construct {
  /** Endpoints by zone ID. */
  readonly endpoints: ReadonlyMap<string, VpcEndpoint>;

  constructor(scope: Construct, id: string, props: ZonalEndpointsProps) {
    super(scope, id);
    this.endpoints = new Map(
      [...props.subnetIds].map(([zoneId, subnetId]) => [zoneId, this.createEndpoint(zoneId, subnetId, props)]),
    );
  }

  /** Endpoint IDs by zone ID. */
  get ids(): Record<string, string> {
    return this.byZone((endpoint) => endpoint.id);
  }

  /** The endpoints' own DNS names by zone ID. */
  get dnsNames(): Record<string, string> {
    // AWS lists the regional name first; a name that is built rather than read is wrong where AWS adds to it.
    return this.byZone((endpoint) => Fn.lookup(Fn.element(endpoint.dnsEntry, 0), 'dns_name'));
  }

  private byZone(value: (endpoint: VpcEndpoint) => string): Record<string, string> {
    return Object.fromEntries([...this.endpoints].map(([zoneId, endpoint]) => [zoneId, value(endpoint)]));
  }

  private createEndpoint(zoneId: string, subnetId: string, props: ZonalEndpointsProps): VpcEndpoint {
    return new VpcEndpoint(this, zoneId, {
      vpcEndpointType: 'Interface',
      serviceName: props.serviceName,
      vpcId: props.vpcId,
      subnetIds: [subnetId],
      securityGroupIds: [props.securityGroupId],
      ipAddressType: 'ipv4',
      // The service has no private DNS name: one name could not stand for three endpoints.
      privateDnsEnabled: false,
      tags: { Name: `${props.name}-${zoneId}` },
      lifecycle: { preventDestroy: props.deletionProtection },
    });
  }
}
