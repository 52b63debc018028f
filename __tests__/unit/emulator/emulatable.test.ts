import { requireEmulatable } from '../../../src/emulator/emulatable';
import { environmentWith } from '../../support/environments';

describe('requireEmulatable', () => {
  test('accepts resources referred to by name', () => {
    expect(() => requireEmulatable(environmentWith())).not.toThrow();
  });

  test('lists every ID and ARN at once: only AWS assigns those', () => {
    // GIVEN
    const environment = environmentWith({
      'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/12345678-1234-4234-8234-123456789012',
      'service.vpc.name': undefined,
      'service.vpc.id': 'vpc-0123456789abcdef0',
      'service.transitGateway': { id: 'tgw-0123456789abcdef0' },
      'consumers[0].clients.securityGroupIds': ['sg-0123456789abcdef0'],
    });
    // WHEN
    const check = () => requireEmulatable(environment);
    // THEN
    for (const line of [
      'state.kmsKeyArn: arn:aws:kms:us-east-1:111111111111:key/12345678-1234-4234-8234-123456789012',
      'service.vpc.id: vpc-0123456789abcdef0',
      'service.transitGateway.id: tgw-0123456789abcdef0',
      'consumers[0].clients.securityGroupIds[0]: sg-0123456789abcdef0',
    ]) {
      expect(check).toThrow(`\n  ${line}\n`);
    }
  });
});
