import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { ACCEPTED_FINDING, acceptFinding } from '../../../src/constructs/accepted-finding';
import { stackWith } from '../../support/synth';

describe('an accepted finding', () => {
  test('is recorded beside its resource, and changes nothing that is synthesised', () => {
    // GIVEN
    const bucket: S3Bucket[] = [];
    const build = (accept: boolean) =>
      stackWith((stack) => {
        bucket[0] = new S3Bucket(stack, 'bucket', { bucket: 'a' });
        if (accept) acceptFinding(bucket[0], 'CKV_AWS_18', 'a reason');
      }).json;
    // WHEN
    const without = build(false);
    const accepted = build(true);
    // THEN
    expect(accepted).toBe(without);
    expect(bucket[0]?.node.metadata).toContainEqual(
      expect.objectContaining({ type: ACCEPTED_FINDING, data: { check: 'CKV_AWS_18', reason: 'a reason' } }),
    );
  });
});
