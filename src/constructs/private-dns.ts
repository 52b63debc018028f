import { Route53Record, type Route53RecordConfig } from '@cdktf/provider-aws/lib/route53-record';
import { Route53VpcAssociationAuthorization } from '@cdktf/provider-aws/lib/route53-vpc-association-authorization';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone';
import { Route53ZoneAssociation } from '@cdktf/provider-aws/lib/route53-zone-association';
import { Construct } from 'constructs';
import { dnsNames } from '../config/dns-names';
import type { Server } from '../config/schema';

/** Properties of {@link PrivateDns}. */
export interface PrivateDnsProps {
  /** Domain name of the zone, which resolves to all endpoints. */
  readonly zoneName: string;
  /** AWS Region of all these VPCs. */
  readonly region: string;
  /** The VPC that the endpoints are in. */
  readonly vpcId: string;
  /**
   * IDs of further VPCs of the same account that resolve the zone's names.
   * @default - none
   */
  readonly additionalVpcIds?: readonly string[];
  /**
   * IDs of VPCs of other accounts, which those accounts may associate with the zone.
   * @default - none
   */
  readonly authorizedVpcIds?: readonly string[];
  /** IDs of the Availability Zones that have an endpoint. */
  readonly zoneIds: readonly string[];
  readonly servers: readonly Pick<Server, 'name' | 'formerly' | 'listenerPort' | 'sentinel'>[];
}

/** TTL of records that only a deployment changes. */
const STATIC_TTL_SECONDS = 60;

/**
 * A private hosted zone with the servers' names and ports. These point at the endpoints' names, which `EndpointRecords`
 * adds once an endpoint has been accepted.
 */
export class PrivateDns extends Construct {
  readonly hostedZoneId: string;
  private readonly names: ReturnType<typeof dnsNames>;

  constructor(scope: Construct, id: string, props: PrivateDnsProps) {
    super(scope, id);
    this.names = dnsNames({ dns: props });
    this.hostedZoneId = this.createZone(props);
    this.resolveElsewhere(props);
    for (const zoneId of props.zoneIds) this.nameServersIn(zoneId);
    for (const { formerly, ...server } of props.servers) {
      this.nameServer(server);
      // Clients may still use the name that the server had before.
      if (formerly) this.nameServer({ ...server, name: formerly });
    }
  }

  private createZone({ vpcId, region }: PrivateDnsProps): string {
    return new Route53Zone(this, 'Resource', {
      name: this.names.all,
      comment: 'Redis on premises, by interface endpoints',
      // A private zone must be created with a VPC. All others are separate associations: the inline list is exclusive,
      // and would remove associations made elsewhere, including those by other accounts.
      // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_zone#private-zone
      vpc: [{ vpcId, vpcRegion: region }],
      lifecycle: { ignoreChanges: ['vpc'] },
    }).zoneId;
  }

  private resolveElsewhere({ additionalVpcIds = [], authorizedVpcIds = [], region }: PrivateDnsProps): void {
    const zoneId = this.hostedZoneId;
    for (const vpcId of additionalVpcIds) {
      new Route53ZoneAssociation(this, `association-${vpcId}`, { zoneId, vpcId, vpcRegion: region });
    }
    // The other account creates the association once this account has authorized it:
    // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs-different-accounts.html
    for (const vpcId of authorizedVpcIds) {
      new Route53VpcAssociationAuthorization(this, `authorization-${vpcId}`, { zoneId, vpcId, vpcRegion: region });
    }
  }

  /** A wildcard that leads every server's name in a zone to that zone's endpoint. */
  private nameServersIn(zoneId: string): void {
    this.record(`servers-${zoneId}`, {
      name: this.names.serverInZone('*', zoneId),
      type: 'CNAME',
      records: [this.names.zone(zoneId)],
    });
  }

  private nameServer({ name, listenerPort, sentinel }: Omit<PrivateDnsProps['servers'][number], 'formerly'>): void {
    // Prefixed like all the others, in case a server is named like another record, such as redis-srv-1.
    this.record(`server-${name}`, { name: this.names.server(name), type: 'CNAME', records: [this.names.all] });
    this.advertise('redis', name, listenerPort);
    if (sentinel) this.advertise('redis-sentinel', name, sentinel.listenerPort);
  }

  /** An SRV target must not be a CNAME (RFC 2782), which the server's own name is. */
  private advertise(service: 'redis' | 'redis-sentinel', server: string, port: number): void {
    this.record(`${service}-srv-${server}`, {
      name: this.names.service(service, server),
      type: 'SRV',
      records: [`0 0 ${port} ${this.names.all}.`],
    });
  }

  private record(id: string, config: Pick<Route53RecordConfig, 'name' | 'type' | 'records'>): void {
    // The project owns the zone, so an existing record was left by an interrupted deployment.
    new Route53Record(this, id, {
      zoneId: this.hostedZoneId,
      ttl: STATIC_TTL_SECONDS,
      allowOverwrite: true,
      ...config,
    });
  }
}
