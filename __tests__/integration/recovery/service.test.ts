import { Interrupted, MINUTES, SERVICE } from './harness';

describe('the service, when Terraform was killed,', () => {
  const interrupted = new Interrupted(['state']);

  test.each([
    'CreateSecurityGroup',
    'AuthorizeSecurityGroupEgress',
    'CreateLoadBalancer',
    'CreateListener',
    'RegisterTargets',
    'CreateRoute',
    'CreateVpcEndpointServiceConfiguration',
  ])(
    'at %s, is finished by the next deployment after a recovery',
    async (action) => {
      // GIVEN
      await interrupted.killDuring(SERVICE, action);
      // WHEN
      const { mended, superfluous } = await interrupted.recover(SERVICE);
      await interrupted.deployment.deploy([SERVICE]);
      // THEN
      expect(mended).toContain('lock');
      expect(superfluous).toEqual([]);
      await interrupted.expectEmptyPlan(SERVICE);
      await interrupted.expectNothingLeft(SERVICE);
      expect(await interrupted.counts()).toMatchObject({ loadBalancers: 1, targetGroups: 3 });
    },
    10 * MINUTES,
  );
});
