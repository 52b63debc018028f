import { type Changes, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { counts, type StackJson, theOnly } from '../../support/synth';

const NAMED = {
  'service.privateDns': { name: 'redis.example.com', publicZoneName: 'example.com' },
  'consumers[0].endpoints': 'one',
};
const build = (changes: Changes = {}) => synthesised(environmentWith({ ...NAMED, ...changes }));
const stacks = build();
const stack = stacks['redis-private-dns'] as StackJson;
const asked = 'element(data.terraform_remote_state.redis_service.outputs.private_dns_verification, 0)';

describe("the stack that verifies the service's private DNS name", () => {
  test('writes the TXT record that AWS asks for into the public zone', () => {
    expect(theOnly({ ...stack, resource: stack.data }, 'aws_route53_zone')).toMatchObject({
      name: 'example.com',
      private_zone: false,
    });
    expect(theOnly(stack, 'aws_route53_record')).toMatchObject({
      zone_id: `\${data.aws_route53_zone.verification_public_zone.zone_id}`,
      type: 'TXT',
      name: `\${${asked}.name}.redis.example.com`,
      records: [`\${${asked}.value}`],
    });
  });

  test('then asks AWS to verify it, and again whenever that record changes', () => {
    expect(theOnly(stack, 'aws_vpc_endpoint_service_private_dns_verification')).toMatchObject({
      service_id: `\${data.terraform_remote_state.redis_service.outputs.endpoint_service_id}`,
      wait_for_verification: true,
      depends_on: ['aws_route53_record.verification_record'],
      lifecycle: { replace_triggered_by: ['aws_route53_record.verification_record.id'] },
    });
  });

  test("is in the service's account, which has the name and says what AWS asks for", () => {
    expect(stack.provider.aws).toMatchObject([{ alias: 'prod' }]);
    const service = stacks['redis-service'] as StackJson;
    expect(theOnly(service, 'aws_vpc_endpoint_service').private_dns_name).toBe('redis.example.com');
    expect(service.output.private_dns_verification?.value).toBe(
      `\${[for record in aws_vpc_endpoint_service.endpoint_service.private_dns_name_configuration : { name = record.name, value = record.value }]}`,
    );
  });

  test('is not there without a private DNS name, and neither is anything for it', () => {
    for (const [name, { json }] of Object.entries(synthesised(environmentWith()))) {
      expect([name, json]).toEqual([
        expect.not.stringContaining('private-dns'),
        expect.not.stringContaining('private_dns_name'),
      ]);
    }
  });
});

describe('an endpoint gets the private DNS name', () => {
  const turnedOn = { private_dns_enabled: true, lifecycle: { precondition: [expect.anything()] } };

  test('once the name is verified and the endpoint is available, with automatic acceptance', () => {
    const consumer = stacks['redis-consumer-joda-toda-aws'] as StackJson;
    expect(theOnly(consumer, 'aws_vpc_endpoint_private_dns')).toMatchObject({
      ...turnedOn,
      vpc_endpoint_id: `\${aws_vpc_endpoint.endpoint.id}`,
    });
    expect(consumer.dependencies).toEqual(expect.arrayContaining(['redis-private-dns']));
    expect(theOnly(consumer, 'aws_vpc_endpoint')).toMatchObject({
      private_dns_enabled: false,
      lifecycle: { ignore_changes: ['private_dns_enabled'] },
    });
  });

  test('after the acceptance, if that is manual', () => {
    const manual = build({ 'service.acceptance': 'manual' });
    const publication = manual['redis-publication-joda-toda-aws'] as StackJson;
    expect(theOnly(publication, 'aws_vpc_endpoint_private_dns')).toMatchObject(turnedOn);
    const consumer = manual['redis-consumer-joda-toda-aws'] as StackJson;
    expect(counts(consumer)).not.toHaveProperty('aws_vpc_endpoint_private_dns');
    const forgotten = { from: 'aws_vpc_endpoint_private_dns.published_private_dns', lifecycle: { destroy: false } };
    expect(JSON.parse(consumer.json).removed).toContainEqual(forgotten);
    const formerly = build({ 'service.acceptance': 'formerly-manual' })['redis-publication-joda-toda-aws'];
    expect(JSON.parse((formerly as StackJson).json).removed).toContainEqual(forgotten);
  });

  test('and without one Terraform keeps it turned off', () => {
    const { lifecycle } = theOnly(
      synthesised(environmentWith({ 'consumers[0].endpoints': 'one' }))['redis-consumer-joda-toda-aws'] as StackJson,
      'aws_vpc_endpoint',
    );
    expect(lifecycle).not.toHaveProperty('ignore_changes');
  });
});
