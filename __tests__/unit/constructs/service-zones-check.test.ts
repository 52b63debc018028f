import { ServiceZonesCheck } from '../../../src/constructs/service-zones-check';
import { counts, stackWith } from '../../support/synth';

const stack = stackWith((stack) => {
  new ServiceZonesCheck(stack, 'endpoint_service_zones', {
    serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
    loadBalancer: { fqn: 'aws_lb.load_balancer' },
    zoneNames: ['us-east-1a', 'us-east-1b'],
  });
});

describe('ServiceZonesCheck', () => {
  test("compares the service's zones with the load balancer's, after changes to the latter", () => {
    expect(stack.data.aws_vpc_endpoint_service?.endpoint_service_zones_service).toMatchObject({
      service_name: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      depends_on: ['aws_lb.load_balancer'],
    });
    expect(counts(stack)).toEqual({ 'data.aws_vpc_endpoint_service': 1 });
  });

  test('warns about missing zones, and names the command that adds them', () => {
    const zones = 'tolist(data.aws_vpc_endpoint_service.endpoint_service_zones_service.availability_zones)';
    const missing = `setsubtract(["us-east-1a", "us-east-1b"], ${zones})`;
    expect(JSON.parse(stack.json).check).toEqual({
      endpoint_service_zones: {
        assert: [
          {
            condition: `\${(length(${missing}) < 1)}`,
            error_message: expect.stringContaining(`\${join(", ", ${missing})}`),
          },
        ],
      },
    });
    expect(stack.json).toContain('npm run refresh-zones');
  });
});
