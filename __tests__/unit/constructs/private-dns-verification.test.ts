import { PrivateDnsVerification } from '../../../src/constructs/private-dns-verification';
import { stackWith, theOnly } from '../../support/synth';

describe('the proof that a private DNS name is ours', () => {
  const stack = stackWith((stack) => {
    new PrivateDnsVerification(stack, 'verification', {
      serviceId: 'vpce-svc-1',
      privateDnsName: 'redis.example.com',
      publicZoneName: 'example.com',
      record: { name: '_abc', value: 'vpce:xyz' },
    });
  });

  test('is a TXT record in the public zone', () => {
    expect(stack.data.aws_route53_zone?.verification_public_zone).toMatchObject({
      name: 'example.com',
      private_zone: false,
    });
    expect(theOnly(stack, 'aws_route53_record')).toMatchObject({
      zone_id: `\${data.aws_route53_zone.verification_public_zone.zone_id}`,
      name: '_abc.redis.example.com',
      type: 'TXT',
      ttl: 300,
      records: ['vpce:xyz'],
    });
  });

  test('is verified once the record is there, and again when the record changes', () => {
    expect(stack.resource.aws_vpc_endpoint_service_private_dns_verification?.verification).toMatchObject({
      service_id: 'vpce-svc-1',
      wait_for_verification: true,
      depends_on: ['aws_route53_record.verification_record'],
      lifecycle: { replace_triggered_by: ['aws_route53_record.verification_record.id'] },
    });
  });
});
