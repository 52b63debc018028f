import { TerraformOutput } from 'cdktf';
import { ExistingVpc, type ExistingVpcProps } from '../../../src/constructs/existing-vpc';
import { type Block, counts, type StackJson, stackWith } from '../../support/synth';

const BY_NAME: ExistingVpcProps = {
  vpc: { name: 'prod', cidrs: ['10.8.0.0/16', '10.9.0.0/16'] },
  subnets: [
    { name: 'private-1', zoneId: 'use1-az1' },
    { name: 'private-2', zoneId: 'use1-az2' },
  ],
  routeTables: { a: { name: 'private-a' }, b: { name: 'private-b' } },
};
const BY_ID: ExistingVpcProps = {
  vpc: { id: 'vpc-01234567', cidrs: ['10.8.0.0/16'] },
  subnets: [
    { id: 'subnet-01234567', zoneId: 'use1-az1' },
    { id: 'subnet-76543210', zoneId: 'use1-az2' },
  ],
  routeTables: { a: { id: 'rtb-01234567' }, b: { id: 'rtb-76543210' } },
};

const build = (props: ExistingVpcProps) =>
  stackWith((stack) => {
    const { subnetIds, routeTableIds } = new ExistingVpc(stack, 'existing_vpc', props);
    new TerraformOutput(stack, 'subnets', { value: Object.fromEntries(subnetIds) });
    new TerraformOutput(stack, 'route_tables', { value: Object.fromEntries(routeTableIds) });
  });

const found = ({ data }: StackJson, type: string): Block[] => Object.values(data[type] ?? {});
const nameFilter = (name: string) => [{ name: 'tag:Name', values: [name] }];
const conditions = (block: Block) =>
  (block.lifecycle as { postcondition: { condition: string; error_message: string }[] }).postcondition;

describe('ExistingVpc', () => {
  test('has data sources and no resources', () => {
    expect(counts(build(BY_NAME))).toEqual({ 'data.aws_vpc': 1, 'data.aws_subnet': 2, 'data.aws_route_table': 2 });
    expect(build(BY_NAME).resource).toEqual({});
  });

  test('looks up names of subnets and route tables in this VPC only, since others may repeat them', () => {
    // WHEN
    const stack = build(BY_NAME);
    // THEN
    const inVpc = { vpc_id: `\${data.aws_vpc.existing_vpc.id}` };
    expect(found(stack, 'aws_vpc')).toMatchObject([{ filter: nameFilter('prod') }]);
    expect(found(stack, 'aws_subnet')).toMatchObject([
      { filter: nameFilter('private-1'), ...inVpc },
      { filter: nameFilter('private-2'), ...inVpc },
    ]);
    expect(found(stack, 'aws_route_table')).toMatchObject([
      { filter: nameFilter('private-a'), ...inVpc },
      { filter: nameFilter('private-b'), ...inVpc },
    ]);
  });

  test('looks up IDs anywhere, and leaves checking the VPC to postconditions', () => {
    // WHEN
    const stack = build(BY_ID);
    // THEN
    expect(found(stack, 'aws_vpc')).toMatchObject([{ id: 'vpc-01234567' }]);
    expect(found(stack, 'aws_subnet').map(({ id }) => id)).toEqual(['subnet-01234567', 'subnet-76543210']);
    expect(found(stack, 'aws_route_table').map((table) => table.route_table_id)).toEqual([
      'rtb-01234567',
      'rtb-76543210',
    ]);
    const all = ['aws_vpc', 'aws_subnet', 'aws_route_table'].flatMap((type) => found(stack, type));
    expect(all.filter((block) => 'filter' in block || 'vpc_id' in block)).toEqual([]);
  });

  test('the plan fails if the VPC has other CIDR blocks, not counting disassociated ones', () => {
    const [vpc] = found(build(BY_NAME), 'aws_vpc');
    expect(conditions(vpc as Block)).toEqual([
      {
        condition: `\${toset([for a in self.cidr_block_associations : a.cidr_block if a.state == "associated"]) == toset(["10.8.0.0/16","10.9.0.0/16"])}`,
        error_message: expect.stringMatching(/The VPC prod .*10\.8\.0\.0\/16, 10\.9\.0\.0\/16/),
      },
    ]);
  });

  test('the plan fails if the VPC is to resolve a private hosted zone and cannot', () => {
    const [vpc] = found(build({ ...BY_NAME, resolvesPrivateZone: true }), 'aws_vpc');
    expect(conditions(vpc as Block)).toEqual([
      expect.anything(),
      {
        condition: `\${(self.enable_dns_support && self.enable_dns_hostnames)}`,
        error_message: expect.stringContaining('enableDnsSupport and enableDnsHostnames'),
      },
    ]);
  });

  test.each([
    ['by name', BY_NAME, ['private-1', 'private-2']],
    ['by ID', BY_ID, ['subnet-01234567', 'subnet-76543210']],
  ])('the plan fails if a subnet looked up %s is in another VPC or zone', (_how, props, names) => {
    // WHEN
    const checks = found(build(props), 'aws_subnet').map(conditions);
    // THEN
    expect(checks).toEqual(
      names.map((name, i) => [
        {
          condition: `\${(self.vpc_id == data.aws_vpc.existing_vpc.id)}`,
          error_message: expect.stringContaining(`The subnet ${name} is in \${self.vpc_id}`),
        },
        {
          condition: `\${(self.availability_zone_id == "use1-az${i + 1}")}`,
          error_message: expect.stringContaining(`not in use1-az${i + 1} as the environment states`),
        },
      ]),
    );
  });

  test.each([
    ['by name', BY_NAME, ['private-a', 'private-b']],
    ['by ID', BY_ID, ['rtb-01234567', 'rtb-76543210']],
  ])('the plan fails if a route table looked up %s is in another VPC', (_how, props, names) => {
    expect(found(build(props), 'aws_route_table').map(conditions)).toEqual(
      names.map((name) => [
        {
          condition: `\${(self.vpc_id == data.aws_vpc.existing_vpc.id)}`,
          error_message: expect.stringContaining(`The route table ${name} is in`),
        },
      ]),
    );
  });

  test.each([
    ['Name tag', BY_NAME],
    ['ID', BY_ID],
  ])(
    'looked up by %s, returns subnets by zone ID, and route tables by their names in the environment',
    (_how, props) => {
      const { output } = build(props);
      expect(Object.keys(output.subnets?.value as Block)).toEqual(['use1-az1', 'use1-az2']);
      expect(output.route_tables?.value).toEqual({
        a: `\${data.aws_route_table.existing_vpc_route_table_a.route_table_id}`,
        b: `\${data.aws_route_table.existing_vpc_route_table_b.route_table_id}`,
      });
    },
  );

  test('needs no route tables', () => {
    expect(counts(build({ ...BY_NAME, routeTables: undefined }))).not.toHaveProperty(['data.aws_route_table']);
  });
});
