import type { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import {
  type EndpointAttributes,
  type InterfaceEndpointsProps,
  interfaceEndpoint,
  serviceZones,
} from './interface-endpoint';
import { TerraformData } from './terraform-data';

/** An interface endpoint in each zone, all to the same service. */
export class ZonalEndpoints extends Construct {
  /** Endpoints by zone ID. */
  readonly endpoints: ReadonlyMap<string, VpcEndpoint>;

  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const zones = serviceZones(this, props);
    this.endpoints = new Map(
      [...props.subnetIds].map(([zoneId, subnetId]) => [zoneId, this.createEndpoint(zoneId, subnetId, props, zones)]),
    );
  }

  /** References to each endpoint's attributes, by zone ID. */
  get attributes(): Record<string, EndpointAttributes> {
    return Object.fromEntries([...this.endpoints].map(([zoneId, endpoint]) => [zoneId, attributesOf(endpoint)]));
  }

  private createEndpoint(
    zoneId: string,
    subnetId: string,
    props: InterfaceEndpointsProps,
    serviceZones: readonly string[] | undefined,
  ): VpcEndpoint {
    const subnet = new TerraformData(this, `subnet-${zoneId}`, { triggersReplace: { subnet: subnetId } });
    return interfaceEndpoint(this, zoneId, {
      ...props,
      name: `${props.name}-${zoneId}`,
      zoneIds: [zoneId],
      serviceZones,
      lifecycle: {
        // Another subnet means another network interface, which ends every connection anyway. After an update in place,
        // providers without the fix of terraform-provider-aws #44824 still report the old address. A replacement is
        // published before the old endpoint is destroyed, and is subject to deletion protection.
        replaceTriggeredBy: [`terraform_data.${subnet.friendlyUniqueId}`],
        createBeforeDestroy: true,
      },
    });
  }
}

function attributesOf(endpoint: VpcEndpoint): EndpointAttributes {
  // AWS lists the regional name first. Reading it is safer than building it, since AWS may add to the format.
  const dnsEntry = Fn.element(endpoint.dnsEntry, 0);
  return {
    id: endpoint.id,
    // No data source for the interface: a rejected endpoint may have none, and the lookup would fail every plan, even
    // of its destruction. One subnet, so one address.
    address: Fn.one(endpoint.interpolationForAttribute('subnet_configuration[*].ipv4')),
    dnsName: Fn.lookup(dnsEntry, 'dns_name'),
    hostedZoneId: Fn.lookup(dnsEntry, 'hosted_zone_id'),
  };
}
