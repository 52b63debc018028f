import { DataAwsVpcEndpointService } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { TerraformData } from './terraform-data';

/** Properties of {@link ZonalEndpoints}. */
export interface ZonalEndpointsProps {
  /** Begins the endpoints' `Name` tags. */
  readonly name: string;
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  readonly vpcId: string;
  /** Subnet IDs by zone ID. */
  readonly subnetIds: ReadonlyMap<string, string>;
  /** Names that the account has for the zones, by zone ID. */
  readonly zoneNames: ReadonlyMap<string, string>;
  /**
   * IPv4 addresses of the endpoints, by zone ID.
   * @default - AWS picks them
   */
  readonly addresses?: ReadonlyMap<string, string>;
  readonly securityGroupId: string;
  /** Whether Terraform refuses to destroy or replace an endpoint: every connection through it would end. */
  readonly deletionProtection: boolean;
}

/** What clients and other stacks need to know of an endpoint. */
export interface EndpointAttributes {
  readonly id: string;
  /** The IPv4 address of its network interface. */
  readonly address: string;
  /** AWS's own name for it. */
  readonly dnsName: string;
  /** ID of the hosted zone that `dnsName` is in, for alias records. */
  readonly hostedZoneId: string;
}

/** An interface endpoint in each zone, all to the same service. */
export class ZonalEndpoints extends Construct {
  /** Endpoints by zone ID. */
  readonly endpoints: ReadonlyMap<string, VpcEndpoint>;

  constructor(scope: Construct, id: string, props: ZonalEndpointsProps) {
    super(scope, id);
    const { availabilityZones } = new DataAwsVpcEndpointService(this, 'service', { serviceName: props.serviceName });
    this.endpoints = new Map(
      [...props.subnetIds].map(([zoneId, subnetId]) => [
        zoneId,
        this.createEndpoint(zoneId, subnetId, props, availabilityZones),
      ]),
    );
  }

  /** References to each endpoint's attributes, by zone ID. */
  get attributes(): Record<string, EndpointAttributes> {
    return Object.fromEntries([...this.endpoints].map(([zoneId, endpoint]) => [zoneId, attributesOf(endpoint)]));
  }

  private createEndpoint(
    zoneId: string,
    subnetId: string,
    props: ZonalEndpointsProps,
    serviceZones: readonly string[],
  ): VpcEndpoint {
    const address = props.addresses?.get(zoneId);
    const subnet = new TerraformData(this, `subnet-${zoneId}`, { triggersReplace: { subnet: subnetId } });
    return new VpcEndpoint(this, zoneId, {
      vpcEndpointType: 'Interface',
      serviceName: props.serviceName,
      vpcId: props.vpcId,
      subnetIds: [subnetId],
      subnetConfiguration: address ? [{ subnetId, ipv4: address }] : undefined,
      securityGroupIds: [props.securityGroupId],
      ipAddressType: 'ipv4',
      // The service has no private DNS name: one name could not be shared by three endpoints.
      privateDnsEnabled: false,
      tags: { Name: `${props.name}-${zoneId}` },
      lifecycle: {
        // Another subnet brings another network interface, which ends every connection in any case. In place, providers
        // before the fix of terraform-provider-aws #44824 go on publishing the old address; a new endpoint is published
        // before the old one goes, and protection applies.
        replaceTriggeredBy: [`terraform_data.${subnet.friendlyUniqueId}`],
        createBeforeDestroy: true,
        preventDestroy: props.deletionProtection,
        // AWS refuses such an endpoint. A plan that says so, and what to do, comes before anything is created.
        precondition: [
          {
            condition: Fn.contains([...serviceZones], props.zoneNames.get(zoneId)),
            errorMessage: `The endpoint service is not in ${zoneId} yet, although its load balancer is: AWS takes over a new zone only when the service is modified. Run "npm run refresh-zones" with access to the service's account, then plan again.`,
          },
        ],
      },
    });
  }
}

function attributesOf(endpoint: VpcEndpoint): EndpointAttributes {
  // AWS lists the regional name first; a name that is built rather than read is wrong where AWS adds to it.
  const dnsEntry = Fn.element(endpoint.dnsEntry, 0);
  return {
    id: endpoint.id,
    // Not by a data source on the interface: a rejected endpoint may have none, and the lookup would fail every plan,
    // that of its destruction too. One subnet, so one address.
    address: Fn.one(endpoint.interpolationForAttribute('subnet_configuration[*].ipv4')),
    dnsName: Fn.lookup(dnsEntry, 'dns_name'),
    hostedZoneId: Fn.lookup(dnsEntry, 'hosted_zone_id'),
  };
}
