import { DataAwsNetworkInterface } from '@cdktf/provider-aws/lib/data-aws-network-interface';
import { Route53Record, type Route53RecordConfig } from '@cdktf/provider-aws/lib/route53-record';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone';
import type { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { dnsNames } from '../config/dns-names';
import type { Consumer, Server } from '../config/schema';
import { EndpointHealth } from './endpoint-health';

/** Properties of {@link PrivateDns}. */
export interface PrivateDnsProps {
  readonly consumer: Consumer;
  readonly region: string;
  readonly vpcId: string;
  /** Begins the names of the alarms. */
  readonly name: string;
  readonly serviceName: string;
  readonly servers: readonly Server[];
  /** Endpoints by zone ID. */
  readonly endpoints: ReadonlyMap<string, VpcEndpoint>;
}

/** Seconds that a resolver may hand out an endpoint that has left the answer. */
const ENDPOINT_TTL_SECONDS = 10;
/** Seconds for what changes only with a deployment. */
const STATIC_TTL_SECONDS = 60;

/** A private hosted zone with a name over all endpoints, one a zone and one a server, and the servers' ports. */
export class PrivateDns extends Construct {
  private readonly zoneId: string;
  private readonly names: ReturnType<typeof dnsNames>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PrivateDnsProps,
  ) {
    super(scope, id);
    this.names = dnsNames(props.consumer);
    this.zoneId = this.createZone();
    for (const [zoneId, endpoint] of props.endpoints) {
      this.nameEndpoint(zoneId, endpoint);
      this.nameZone(zoneId, endpoint);
    }
    for (const server of props.servers) this.nameServer(server);
  }

  private createZone(): string {
    const { consumer, vpcId, region } = this.props;
    const vpcIds = [vpcId, ...(consumer.dns.additionalVpcIds ?? [])];
    return new Route53Zone(this, 'Resource', {
      name: this.names.all,
      comment: 'Redis on premises, by interface endpoints',
      vpc: vpcIds.map((id) => ({ vpcId: id, vpcRegion: region })),
    }).zoneId;
  }

  /**
   * The name over all endpoints: one multivalue answer record each, so that every answer has every healthy address and
   * a client can try the next one at once. Alias records can't be multivalue, so these hold the endpoints' addresses.
   */
  private nameEndpoint(zoneId: string, endpoint: VpcEndpoint): void {
    const { name, region, serviceName, vpcId } = this.props;
    const { healthCheckId } = new EndpointHealth(this, `health-${zoneId}`, {
      alarmName: `${name}-endpoint-${zoneId}-drops-packets`,
      region,
      endpointId: endpoint.id,
      serviceName,
      vpcId,
    });
    const networkInterface = new DataAwsNetworkInterface(this, `interface-${zoneId}`, {
      // One subnet, so one interface.
      id: Fn.one(endpoint.networkInterfaceIds),
    });
    this.record(`all-${zoneId}`, {
      name: this.names.all,
      type: 'A',
      ttl: ENDPOINT_TTL_SECONDS,
      records: [networkInterface.privateIp],
      setIdentifier: zoneId,
      multivalueAnswerRoutingPolicy: true,
      healthCheckId,
    });
  }

  /** One zone's endpoint and, by a wildcard, every server by that endpoint. */
  private nameZone(zoneId: string, endpoint: VpcEndpoint): void {
    const dnsEntry = Fn.element(endpoint.dnsEntry, 0);
    this.record(`zone-${zoneId}`, {
      name: this.names.zone(zoneId),
      type: 'A',
      alias: {
        name: Fn.lookup(dnsEntry, 'dns_name'),
        zoneId: Fn.lookup(dnsEntry, 'hosted_zone_id'),
        // Who asks for this zone wants this zone: there is no other record that could answer.
        evaluateTargetHealth: false,
      },
    });
    this.record(`servers-${zoneId}`, {
      name: this.names.serverInZone('*', zoneId),
      type: 'CNAME',
      ttl: STATIC_TTL_SECONDS,
      records: [this.names.zone(zoneId)],
    });
  }

  private nameServer({ name, listenerPort, sentinel }: Server): void {
    // Prefixed like all the others: a server may be named like one of these records, such as redis-srv-1.
    this.record(`server-${name}`, {
      name: this.names.server(name),
      type: 'CNAME',
      ttl: STATIC_TTL_SECONDS,
      records: [this.names.all],
    });
    this.advertise('redis', name, listenerPort);
    if (sentinel) this.advertise('redis-sentinel', name, sentinel.listenerPort);
  }

  /** The target has addresses of its own, as RFC 2782 wants it: the server's name is only another name for it. */
  private advertise(service: 'redis' | 'redis-sentinel', server: string, port: number): void {
    this.record(`${service}-srv-${server}`, {
      name: this.names.service(service, server),
      type: 'SRV',
      ttl: STATIC_TTL_SECONDS,
      records: [`0 0 ${port} ${this.names.all}.`],
    });
  }

  private record(id: string, config: Omit<Route53RecordConfig, 'zoneId'>): void {
    new Route53Record(this, id, { zoneId: this.zoneId, ...config });
  }
}
