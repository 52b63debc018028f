import { requireEmulatable } from '../../../src/local/emulatable';
import { networks } from '../../../src/local/seed';
import { environmentWith } from '../../support/environments';

describe('requireEmulatable', () => {
  test('takes what is referred to by name', () => {
    expect(() => requireEmulatable(environmentWith())).not.toThrow();
  });

  test('names everything that only AWS could have named, at once', () => {
    // GIVEN
    const environment = environmentWith({
      'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/12345678-1234-1234-1234-123456789012',
      'service.vpc.name': undefined,
      'service.vpc.id': 'vpc-0123456789abcdef0',
      'service.transitGateway': { id: 'tgw-0123456789abcdef0' },
      'consumers[0].clients.securityGroupIds': ['sg-0123456789abcdef0'],
    });
    // WHEN
    const check = () => requireEmulatable(environment);
    // THEN
    for (const line of [
      'state.kmsKeyArn: arn:aws:kms:us-east-1:111111111111:key/12345678-1234-1234-1234-123456789012',
      'service.vpc.id: vpc-0123456789abcdef0',
      'service.transitGateway.id: tgw-0123456789abcdef0',
      'consumers[0].clients.securityGroupIds[0]: sg-0123456789abcdef0',
    ]) {
      expect(check).toThrow(`\n  ${line}\n`);
    }
  });
});

describe('networks', () => {
  const vpc = (name: string) => ({ name, cidrs: ['10.0.0.0/16'] });
  const subnet = (name: string) => ({ name, zoneId: 'use1-az1' });

  test('has a VPC that several use once, with the subnets of all', () => {
    // GIVEN
    const users = [
      { vpc: vpc('shared'), subnets: [subnet('a'), subnet('b')] },
      { vpc: vpc('other'), subnets: [subnet('a')] },
      { vpc: vpc('shared'), subnets: [subnet('b'), subnet('c')] },
    ];
    // THEN
    expect(networks(users)).toEqual([
      { vpc: vpc('shared'), subnets: [subnet('a'), subnet('b'), subnet('c')] },
      { vpc: vpc('other'), subnets: [subnet('a')] },
    ]);
  });
});
