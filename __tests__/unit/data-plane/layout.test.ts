import { freeClientAddress, type LayoutProps, layOut, resolverAddress } from '../../../src/data-plane/layout';
import { chain, endpoint, LOAD_BALANCER, TOPOLOGY, VPC } from './samples';

const ENDPOINTS = ['vpce-1', 'vpce-2', 'vpce-3'];

function layout(changes: Partial<LayoutProps> = {}) {
  const { namespaces, links } = layOut({
    topology: TOPOLOGY,
    hosts: ['10.0.4.10', '10.0.4.11', '10.0.4.99'],
    clients: [
      { vpcId: 'vpc-1', address: '10.3.1.14' },
      { vpcId: 'vpc-1', address: '10.99.0.9' },
    ],
    hostNames: new Map([['redis-1.example', '10.0.4.10']]),
    linkIndexOf: (id) => ENDPOINTS.indexOf(id),
    timeScale: 1,
    healthOf: () => 'healthy',
    drainingOf: () => [],
    ...changes,
  });
  const of = (name: string) => namespaces.get(name) ?? fail(name);
  return { names: [...namespaces.keys()], of, links };
}

function fail(name: string): never {
  throw new Error(`There is no namespace ${name}.`);
}

describe('layOut', () => {
  test('has a namespace for each VPC, endpoint, client and host, the load balancer and the premises', () => {
    expect(layout().names).toEqual([
      'premises',
      'load-balancer',
      'host-10.0.4.10',
      'host-10.0.4.11',
      'host-10.0.4.99',
      'vpc-1',
      'vpce-1',
      'vpce-2',
      'client-10.3.1.14-vpc-1',
      'client-10.99.0.9-vpc-1',
    ]);
  });

  test('links every namespace to its neighbour, with its address', () => {
    const ends = layout().links.map(({ from, to }) =>
      [from, to].map(({ namespace, device, address }) => [namespace, device, address ?? '-'].join(' ')),
    );
    expect(ends).toEqual([
      ['load-balancer premises -', 'premises load-balancer -'],
      ['host-10.0.4.10 eth0 10.0.4.10', 'premises 10.0.4.10 -'],
      ['host-10.0.4.11 eth0 10.0.4.11', 'premises 10.0.4.11 -'],
      ['host-10.0.4.99 eth0 10.0.4.99', 'premises 10.0.4.99 -'],
      ['client-10.3.1.14-vpc-1 eth0 10.3.1.14', 'vpc-1 10.3.1.14 -'],
      ['client-10.99.0.9-vpc-1 eth0 10.99.0.9', 'vpc-1 10.99.0.9 -'],
      ['vpce-1 vpc 10.3.1.4', 'vpc-1 10.3.1.4 -'],
      ['vpce-2 vpc 10.3.2.4', 'vpc-1 10.3.2.4 -'],
      ['vpce-1 privatelink 198.18.0.1', 'load-balancer 198.18.0.1 198.18.0.0'],
      ['vpce-2 privatelink 198.18.0.3', 'load-balancer 198.18.0.3 198.18.0.2'],
    ]);
  });

  test('uses device names that Linux accepts', () => {
    const hosts = ['100.100.100.100'];
    const devices = layout({ hosts }).links.flatMap(({ from, to }) => [from.device, to.device]);
    for (const device of devices) expect(device.length).toBeLessThanOrEqual(15);
  });

  test('keeps the link of an endpoint when an earlier endpoint goes', () => {
    // GIVEN
    const vpcs = [{ ...VPC, endpoints: [endpoint(2)] }];
    // WHEN
    const after = layout({ topology: { ...TOPOLOGY, vpcs } });
    // THEN
    const linksOf = ({ links }: ReturnType<typeof layout>) => links.filter(({ from }) => from.namespace === 'vpce-2');
    expect(linksOf(after)).toHaveLength(2);
    expect(linksOf(after)).toEqual(linksOf(layout()));
  });

  test('delivers packets in a VPC to its interfaces only: not to the load balancer, not to the premises', () => {
    expect(layout().of('vpc-1').routes).toEqual([
      '10.3.1.4 dev 10.3.1.4',
      '10.3.2.4 dev 10.3.2.4',
      '10.3.1.14 dev 10.3.1.14',
      '10.99.0.9 dev 10.99.0.9',
      'blackhole default',
    ]);
  });

  test("lets clients resolve names by their VPC's resolver", () => {
    const { of } = layout();
    expect(of('vpc-1').addresses).toContain('10.3.0.2');
    expect(of('client-10.3.1.14-vpc-1').files?.['resolv.conf']).toBe(
      'nameserver 10.3.0.2\noptions timeout:1 attempts:3\n',
    );
  });

  test('lets hosts on premises resolve the announced names, without DNS', () => {
    const { files } = layout().of('host-10.0.4.11');
    expect(files?.hosts).toContain('10.0.4.10 redis-1.example\n');
    expect(files?.['resolv.conf']).toBe('');
  });

  test("routes each node's traffic by its own subnet's route table", () => {
    const { routes, rules } = layout().of('load-balancer');
    expect(routes).toEqual([
      '198.18.0.1 dev 198.18.0.1',
      '198.18.0.3 dev 198.18.0.3',
      '10.0.4.0/24 via 169.254.1.1 dev premises onlink table 1',
      'blackhole default table 1',
      '10.0.4.0/24 via 169.254.1.1 dev premises onlink table 2',
      '10.0.5.0/24 via 169.254.1.1 dev premises onlink table 2',
      'blackhole default table 2',
    ]);
    // By mark for the clients' packets, by address for health checks.
    expect(rules).toEqual([
      'fwmark 1 lookup 1',
      'from 10.8.0.4 lookup 1',
      'fwmark 2 lookup 2',
      'from 10.8.1.4 lookup 2',
    ]);
  });

  test("marks an endpoint's traffic with the node in its zone, and not at all without one", () => {
    // GIVEN an endpoint in a zone without a node
    const vpcs = [{ ...VPC, endpoints: [endpoint(2), endpoint(3)] }];
    // WHEN
    const script = layout({ topology: { ...TOPOLOGY, vpcs } }).of('load-balancer').nft as string;
    // THEN
    const marks = chain(script, 'classify').filter((line) => line.includes('meta mark set'));
    expect(marks).toEqual(['iifname "198.18.0.3" meta mark set 2']);
  });

  test('has the load balancer keep the connections to draining targets', () => {
    const { of } = layout({
      drainingOf: ({ arn }) => (arn === 'arn-6380' ? [{ address: '10.0.4.30', port: 7000 }] : []),
    });
    const kept = chain(of('load-balancer').nft as string, 'forward').filter((line) => line.includes('10.0.4.30'));
    expect(kept).toEqual([expect.stringMatching(/proto-dst 6380 .* saddr 10\.0\.4\.30 .* 7000 accept$/)]);
  });

  test("applies both security groups, and the targets' health", () => {
    const { of } = layout({ healthOf: ({ arn }) => (arn === 'arn-6380' ? 'initial' : 'healthy') });
    expect(chain(of('vpce-1').nft as string, 'endpoint_group')).toEqual([
      'ip saddr 10.3.0.0/16 tcp dport 6379 jump load_balancer_group',
    ]);
    expect(chain(of('vpce-1').nft as string, 'load_balancer_group')).toEqual([
      'ip saddr 10.3.0.0/16 tcp dport 6379-6380 accept',
    ]);
    expect(chain(of('load-balancer').nft as string, 'to_target').join('\n')).not.toContain('10.0.4.11');
  });

  test.each([
    [1, 350],
    [0.02, 7],
  ])("scales the endpoints' fixed idle timeout by %d", (timeScale, seconds) => {
    const { sysctl } = layout({ timeScale }).of('vpce-1');
    expect(sysctl?.['net.netfilter.nf_conntrack_tcp_timeout_established']).toBe(seconds);
  });

  test('forwards packets where it has to, and tracks connections strictly where they expire', () => {
    const { of, names } = layout();
    const forwarding = names.filter((name) => of(name).sysctl?.['net.ipv4.ip_forward'] === 1);
    expect(forwarding).toEqual(['premises', 'load-balancer', 'vpc-1', 'vpce-1', 'vpce-2']);
    const strict = names.filter((name) => of(name).sysctl?.['net.netfilter.nf_conntrack_tcp_loose'] === 0);
    expect(strict).toEqual(['load-balancer', 'vpce-1', 'vpce-2']);
  });

  test('routes on premises to the hosts and back to the nodes', () => {
    expect(layout().of('premises').routes).toEqual([
      '10.0.4.10 dev 10.0.4.10',
      '10.0.4.11 dev 10.0.4.11',
      '10.0.4.99 dev 10.0.4.99',
      '10.8.0.4 dev load-balancer',
      '10.8.1.4 dev load-balancer',
      'blackhole default',
    ]);
  });

  test('gives the load balancer the addresses of its nodes', () => {
    expect(layout().of('load-balancer').addresses).toEqual(LOAD_BALANCER.nodes.map(({ address }) => address));
  });

  test('separates VPCs that use the same addresses', () => {
    // GIVEN
    const other = {
      ...VPC,
      id: 'vpc-2',
      endpoints: [endpoint(3, { address: '10.3.1.4', zoneId: 'use1-az1', nodeZoneId: 'use1-az1' })],
    };
    const clients = ['vpc-1', 'vpc-2'].map((vpcId) => ({ vpcId, address: '10.3.1.14' }));
    // WHEN
    const { names, of, links } = layout({ topology: { ...TOPOLOGY, vpcs: [VPC, other] }, clients });
    // THEN
    expect(names).toEqual(expect.arrayContaining(['client-10.3.1.14-vpc-1', 'client-10.3.1.14-vpc-2']));
    expect(links.filter(({ from }) => from.namespace.startsWith('client-'))).toHaveLength(2);
    expect(of('vpce-3').nft).toContain('snat to 198.18.0.5');
    expect(chain(of('load-balancer').nft as string, 'classify')).toContain('iifname "198.18.0.5" meta mark set 1');
  });
});

test('the resolver has the second address of the first CIDR block', () => {
  expect(resolverAddress({ ...VPC, cidrs: ['10.3.128.0/17', '10.4.0.0/16'] })).toBe('10.3.128.2');
});

test.each([
  ['the last address before the broadcast address', [], '10.3.1.14'],
  ['one that no endpoint has', ['10.3.1.14', '10.3.1.13'], '10.3.1.12'],
])('a client gets %s', (_, taken, expected) => {
  const endpoints = taken.map((address, i) => endpoint(i, { address }));
  expect(freeClientAddress({ ...VPC, endpoints })).toBe(expected);
});
