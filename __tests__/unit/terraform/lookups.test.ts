import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookedFor } from '../../../src/terraform/lookups';

const DATA = {
  aws_vpc: { existing_vpc: { provider: 'aws.prod', filter: [{ name: 'tag:Name', values: ['dev'] }] } },
  aws_ec2_transit_gateway: { on_premises: { tags: { Name: 'hub' } } },
  aws_subnet: { by_id: { id: 'subnet-01234567' } },
};

const failure = (address: string) => `
│ Error: no matching EC2 VPC found
│
│   with ${address},
│   on cdk.tf.json line 12, in data.aws_vpc:`;

describe('lookedFor', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lookups-'));
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ data: DATA }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['data.aws_vpc.existing_vpc', 'tag:Name = dev'],
    ['data.aws_ec2_transit_gateway.on_premises', 'tag:Name = hub'],
    ['data.aws_subnet.by_id', 'id = subnet-01234567'],
  ])('%s: reports that it looked for %s', (address, criteria) => {
    expect(lookedFor(failure(address), folder)).toEqual([`${address} looked for ${criteria}`]);
  });

  test('reports each data source once', () => {
    const twice = failure('data.aws_vpc.existing_vpc').repeat(2);
    expect(lookedFor(twice, folder)).toHaveLength(1);
  });

  test('reports nothing for other errors', () => {
    expect(lookedFor(failure('aws_vpc.own'), folder)).toEqual([]);
    expect(lookedFor('Error: no valid credential sources', folder)).toEqual([]);
  });
});
