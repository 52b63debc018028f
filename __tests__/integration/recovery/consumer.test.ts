import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { writeImports } from '../../../src/recovery/import-blocks';
import { initArguments } from '../../../src/terraform/lock-file';
import { CONSUMER, Interrupted, MINUTES, SERVICE } from './harness';

describe('a consumer', () => {
  const interrupted = new Interrupted(['state', SERVICE]);

  test.each(['CreateVpcEndpoint', 'POST /2013-04-01/hostedzone'])(
    'killed at %s is finished by the next deployment after a recovery',
    async (action) => {
      // GIVEN
      await interrupted.killDuring(CONSUMER, action);
      // WHEN
      const { superfluous } = await interrupted.recover(CONSUMER);
      await interrupted.deployment.deploy([CONSUMER]);
      // THEN
      expect(superfluous).toEqual([]);
      await interrupted.expectEmptyPlan(CONSUMER);
      await interrupted.expectNothingLeft(CONSUMER);
      expect(await interrupted.counts()).toEqual({ loadBalancers: 1, targetGroups: 3, endpoints: 3 });
    },
    10 * MINUTES,
  );

  test(
    'with endpoints that were made twice is reported, and loses none of them',
    async () => {
      // GIVEN the lock was released, and the stack deployed without its imports
      await interrupted.killDuring(CONSUMER, 'CreateVpcEndpoint');
      const { stack } = await interrupted.recover(CONSUMER);
      await writeImports(stack, []);
      // Deploying fails on the names that exist already, and makes the endpoints all the same.
      await interrupted.deployment.deploy([CONSUMER]).catch(() => {});
      const { endpoints } = await interrupted.counts();
      expect(endpoints).toBeGreaterThan(3);
      // WHEN
      const { superfluous } = await interrupted.recover(CONSUMER);
      // THEN
      const types = superfluous.map(({ type }) => type);
      expect(types.filter((type) => type === 'aws_vpc_endpoint')).toHaveLength(endpoints - 3);
      expect(await interrupted.counts()).toMatchObject({ endpoints });
    },
    10 * MINUTES,
  );

  test.each(['error', 'throttle'] as const)(
    'is deployed in spite of answers of the kind "%s" for a while',
    async (kind) => {
      for (const action of ['CreateVpcEndpoint', 'PutParameter', 'GET /2013-04-01']) {
        await interrupted.fault({ action, kind, times: 2 });
      }
      await interrupted.deployment.deploy([CONSUMER]);
      await interrupted.expectEmptyPlan(CONSUMER);
      await interrupted.expectNothingLeft(CONSUMER);
    },
    10 * MINUTES,
  );

  test(
    'reads a service whose state was lost, and is restored from the bucket',
    async () => {
      // GIVEN
      const s3 = new S3Client(interrupted.account('prod'));
      const state = { Bucket: interrupted.bucket, Key: 'test/111111111111/redis-service.tfstate' };
      await s3.send(new DeleteObjectCommand(state));
      // WHEN
      const { DeleteMarkers: [marker] = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: state.Bucket, Prefix: state.Key }),
      );
      await s3.send(new DeleteObjectCommand({ ...state, VersionId: marker?.VersionId }));
      // THEN
      interrupted.deployment.synthesize();
      await interrupted.deployment.terraform(SERVICE, initArguments());
      await interrupted.expectEmptyPlan(SERVICE);
      await interrupted.expectNothingLeft(SERVICE);
    },
    5 * MINUTES,
  );
});
