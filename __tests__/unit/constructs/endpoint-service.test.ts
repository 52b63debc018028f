import { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { VpcEndpointServiceAllowedPrincipal } from '@cdktf/provider-aws/lib/vpc-endpoint-service-allowed-principal';
import { EndpointService, type EndpointServiceProps } from '../../../src/constructs/endpoint-service';
import { resources, stackWith, theOnly } from '../../support/synth';

const build = (props: Partial<EndpointServiceProps> = {}) =>
  stackWith((stack) => {
    new EndpointService(stack, 'endpoint_service', {
      name: 'redis',
      loadBalancerArn: 'arn:lb',
      acceptance: 'automatic',
      supportedRegions: ['us-east-1'],
      deletionProtection: true,
      allowedPrincipals: new Map([
        ['dev', 'arn:aws:iam::222222222222:root'],
        ['test', 'arn:aws:iam::333333333333:role/app'],
      ]),
      ...props,
    });
  });

describe('EndpointService', () => {
  test('shares the load balancer over IPv4', () => {
    expect(build().json).toHaveResourceWithProperties(VpcEndpointService, {
      network_load_balancer_arns: ['arn:lb'],
      supported_ip_address_types: ['ipv4'],
      tags: { Name: 'redis', DeletionProtection: 'true' },
    });
  });

  test.each(['arn:aws:iam::222222222222:root', 'arn:aws:iam::333333333333:role/app'])('allows %s', (principal) => {
    expect(build().json).toHaveResourceWithProperties(VpcEndpointServiceAllowedPrincipal, {
      principal_arn: principal,
      vpc_endpoint_service_id: expect.stringContaining('aws_vpc_endpoint_service.'),
    });
  });

  test('allows no other principal, neither by another resource nor inline', () => {
    expect(resources(build(), 'aws_vpc_endpoint_service_allowed_principal')).toHaveLength(2);
    expect(theOnly(build(), 'aws_vpc_endpoint_service')).not.toHaveProperty('allowed_principals');
  });

  test.each([
    ['automatic', false],
    ['manual', true],
    ['formerly-manual', false],
  ] as const)('accepts endpoints as told, %s: acceptance is required: %p', (acceptance, required) => {
    expect(theOnly(build({ acceptance }), 'aws_vpc_endpoint_service').acceptance_required).toBe(required);
  });

  test('refuses to go from manual to automatic acceptance at once, since the accepters would be orphaned', () => {
    const guard = (acceptance: EndpointServiceProps['acceptance'], deletionProtection = true) =>
      theOnly(build({ acceptance, deletionProtection }), 'terraform_data');
    const triggers = (acceptance: EndpointServiceProps['acceptance']) => guard(acceptance).triggers_replace;
    const prevents = (...args: Parameters<typeof guard>) => guard(...args).lifecycle;
    expect(triggers('manual')).not.toEqual(triggers('automatic'));
    expect(triggers('formerly-manual')).toEqual(triggers('automatic'));
    expect(prevents('automatic')).toEqual({ prevent_destroy: true });
    expect(prevents('formerly-manual')).toEqual({ prevent_destroy: false });
    expect(prevents('manual')).toEqual({ prevent_destroy: false });
    expect(prevents('automatic', false)).toEqual({ prevent_destroy: false });
  });

  test('states the Regions of its endpoints, even where it is only its own', () => {
    const regions = (supportedRegions: string[]) =>
      theOnly(build({ supportedRegions }), 'aws_vpc_endpoint_service').supported_regions;
    expect(regions(['us-east-1'])).toEqual(['us-east-1']);
    expect(regions(['eu-west-1', 'us-east-1'])).toEqual(['eu-west-1', 'us-east-1']);
  });

  test('tells a topic of everything that happens to connections, if there is one', () => {
    const notificationTopicArn = 'arn:aws:sns:us-east-1:111111111111:connections';
    const notified = theOnly(build({ notificationTopicArn }), 'aws_vpc_endpoint_connection_notification');
    expect(notified).toMatchObject({
      vpc_endpoint_service_id: `\${aws_vpc_endpoint_service.endpoint_service.id}`,
      connection_notification_arn: notificationTopicArn,
      connection_events: ['Accept', 'Connect', 'Delete', 'Reject'],
    });
    expect(resources(build(), 'aws_vpc_endpoint_connection_notification')).toEqual([]);
  });

  test.each([true, false])('is protected against destruction: %p', (deletionProtection) => {
    const { lifecycle, tags } = theOnly(build({ deletionProtection }), 'aws_vpc_endpoint_service');
    expect(lifecycle).toEqual({ prevent_destroy: deletionProtection });
    expect(tags).toEqual({ Name: 'redis', ...(deletionProtection && { DeletionProtection: 'true' }) });
  });

  test.each([true, false])('protects its principals like itself: %p', (deletionProtection) => {
    const principals = resources(build({ deletionProtection }), 'aws_vpc_endpoint_service_allowed_principal');
    expect(principals.map(({ lifecycle }) => lifecycle)).toEqual(
      Array(2).fill({ prevent_destroy: deletionProtection }),
    );
  });

  test('has no private DNS name: several endpoints could not share it', () => {
    expect(theOnly(build(), 'aws_vpc_endpoint_service')).not.toHaveProperty('private_dns_name');
  });
});
