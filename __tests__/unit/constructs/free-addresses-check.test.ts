import { ExistingVpc } from '../../../src/constructs/existing-vpc';
import { FreeAddressesCheck } from '../../../src/constructs/free-addresses-check';
import { ServiceZonesCheck } from '../../../src/constructs/service-zones-check';
import { stackWith } from '../../support/synth';

const SUBNETS = [
  { name: 'private-1', zoneId: 'use1-az1' },
  { id: 'subnet-01234567', zoneId: 'use1-az2' },
];

describe('FreeAddressesCheck', () => {
  const stack = stackWith((stack) => {
    const { subnets } = new ExistingVpc(stack, 'vpc', {
      vpc: { name: 'prod', cidrs: ['10.8.0.0/16'] },
      subnets: SUBNETS,
    });
    new FreeAddressesCheck(stack, 'free_addresses', { subnets: subnets.values() });
    new ServiceZonesCheck(stack, 'zones', {
      serviceName: 'service',
      loadBalancer: { fqn: 'aws_lb.load_balancer' },
      zoneNames: ['us-east-1a'],
    });
  });
  const { check } = JSON.parse(stack.json);

  test.each([
    [0, 'vpc_subnet_use1_az1', 'private-1'],
    [1, 'vpc_subnet_use1_az2', 'subnet-01234567'],
  ])('wants 8 free addresses in subnet %i, as AWS does, and names the subnet and what it has', (i, address, name) => {
    const free = `data.aws_subnet.${address}.available_ip_address_count`;
    expect(check.free_addresses.assert[i]).toEqual({
      condition: `\${(${free} >= 8)}`,
      error_message: expect.stringMatching(
        `^The subnet ${name} has \\$\\{${free.replaceAll('.', '\\.')}\\} free addresses`,
      ),
    });
  });

  test('leaves other checks of the stack alone', () => {
    expect(Object.keys(check)).toEqual(['free_addresses', 'zones']);
  });
});
