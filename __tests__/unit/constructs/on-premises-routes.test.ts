import { ExistingVpc } from '../../../src/constructs/existing-vpc';
import { OnPremisesRoutes } from '../../../src/constructs/on-premises-routes';
import { resources, stackWith, theOnly } from '../../support/synth';

const build = (transitGateway: { id?: string; name?: string; attachVpc?: boolean }) =>
  stackWith((stack) => {
    const network = new ExistingVpc(stack, 'existing_vpc', {
      vpc: { name: 'prod', cidrs: ['10.8.0.0/16'] },
      subnets: [
        { name: 'private-1', zoneId: 'use1-az1' },
        { name: 'private-2', zoneId: 'use1-az2' },
      ],
      routeTables: { a: { name: 'private-a' }, b: { id: 'rtb-01234567' } },
    });
    new OnPremisesRoutes(stack, 'on_premises', {
      network,
      transitGateway,
      cidrs: ['10.0.4.0/24', '10.0.5.0/24'],
    });
  });

describe('OnPremisesRoutes', () => {
  test('adds a route to each network through the Transit Gateway to each route table', () => {
    // WHEN
    const routes = resources(build({ name: 'on-premises' }), 'aws_route');
    // THEN
    const ofTable = (table: string) => `\${data.aws_route_table.existing_vpc_route_table_${table}.route_table_id}`;
    expect(routes.map((route) => [route.route_table_id, route.destination_cidr_block])).toEqual([
      [ofTable('a'), '10.0.4.0/24'],
      [ofTable('a'), '10.0.5.0/24'],
      [ofTable('b'), '10.0.4.0/24'],
      [ofTable('b'), '10.0.5.0/24'],
    ]);
    expect(new Set(routes.map((route) => route.transit_gateway_id)).size).toBe(1);
    expect(routes[0]?.transit_gateway_id).toMatch(/^\$\{data\.aws_ec2_transit_gateway\./);
  });

  test.each([
    [{ name: 'on-premises' }, { filter: [{ name: 'tag:Name', values: ['on-premises'] }] }],
    [{ id: 'tgw-01234567' }, { id: 'tgw-01234567' }],
  ])('finds the Transit Gateway by %j', (transitGateway, arguments_) => {
    expect(Object.values(build(transitGateway).data.aws_ec2_transit_gateway ?? {})).toEqual([
      { ...arguments_, provider: 'aws.prod' },
    ]);
  });

  test.each([{ name: 'on-premises' }, { name: 'on-premises', attachVpc: false }])(
    'assumes that the VPC is attached, and adds no dependency: %j',
    (transitGateway) => {
      const stack = build(transitGateway);
      expect(resources(stack, 'aws_ec2_transit_gateway_vpc_attachment')).toEqual([]);
      expect(resources(stack, 'aws_route').filter((route) => 'depends_on' in route)).toEqual([]);
    },
  );

  test('attaches the VPC in every subnet before it creates routes, if requested', () => {
    // WHEN
    const stack = build({ name: 'on-premises', attachVpc: true });
    // THEN
    expect(theOnly(stack, 'aws_ec2_transit_gateway_vpc_attachment').subnet_ids).toHaveLength(2);
    const routes = resources(stack, 'aws_route');
    expect(routes).toHaveLength(4);
    for (const route of routes) {
      expect(route.depends_on).toEqual([expect.stringMatching(/^aws_ec2_transit_gateway_vpc_attachment\./)]);
    }
  });
});
