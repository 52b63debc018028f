import type { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Fn, TerraformLocal } from 'cdktf';
import { Construct } from 'constructs';
import { ALL_ZONES } from '../config/names';
import {
  type EndpointAttributes,
  type InterfaceEndpointsProps,
  interfaceEndpoint,
  serviceZones,
} from './interface-endpoint';

/** One interface endpoint, with a network interface in each zone. */
export class SharedEndpoint extends Construct {
  readonly endpoint: VpcEndpoint;
  /**
   * References to the endpoint's ID and names: the regional one by `all`, the zonal ones by zone ID. Of an endpoint in
   * another Region than the service, the regional name by both.
   */
  readonly attributes: Readonly<Record<string, EndpointAttributes>>;

  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    // A zone is added and removed in place, which leaves the interfaces in the others alone.
    this.endpoint = interfaceEndpoint(this, 'Resource', {
      ...props,
      zoneIds: [...props.subnetIds.keys()],
      serviceZones: serviceZones(this, props),
      lifecycle: { createBeforeDestroy: true },
    });
    this.attributes = this.references(props);
  }

  private references({ zoneNames, serviceRegion }: InterfaceEndpointsProps): Record<string, EndpointAttributes> {
    const { id, dnsEntry } = this.endpoint;
    // AWS lists the regional name first.
    const regional = attributesOf(id, Fn.element(dnsEntry, 0));
    const zonal = [...zoneNames].map(([zoneId, zoneName]): [string, EndpointAttributes] => [
      zoneId,
      // Across Regions, no zonal names can be relied on: AWS documents them for the service's own Region only.
      serviceRegion ? regional : attributesOf(id, this.zonalEntry(zoneId, zoneName)),
    ]);
    return { [ALL_ZONES]: regional, ...Object.fromEntries(zonal) };
  }

  /**
   * The entry with a zone's name: `vpce-…-us-east-1a.vpce-svc-….vpce.amazonaws.com`. The order of zonal entries is not
   * documented.
   * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-dns-hostnames
   */
  private zonalEntry(zoneId: string, zoneName: string): Record<string, string> {
    const entries = `${this.endpoint.fqn}.dns_entry`;
    // Not "-${zoneName}.": cdktf leaves out the braces of a reference that is inside an expression.
    const label = Fn.join('', ['-', zoneName, '.']);
    return new TerraformLocal(
      this,
      `dns-${zoneId}`,
      `\${one([for e in ${entries} : e if strcontains(e.dns_name, ${label})])}`,
    ).asStringMap;
  }
}

function attributesOf(id: string, dnsEntry: Record<string, string>): EndpointAttributes {
  return { id, dnsName: Fn.lookup(dnsEntry, 'dns_name'), hostedZoneId: Fn.lookup(dnsEntry, 'hosted_zone_id') };
}
