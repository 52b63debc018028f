import { bucketPolicy } from '../../../src/constructs/state-bucket-policy';

const BUCKET = 'arn:aws:s3:::state';
const DEV = { principalArn: 'arn:aws:iam::222222222222:role/dev', writes: ['e/dev.tfstate', 'e/dev-2.tfstate'] };
const TEST = { principalArn: 'arn:aws:iam::333333333333:root', writes: ['e/test.tfstate'] };
const GUESTS = [DEV, TEST].map((guest) => ({ ...guest, reads: ['e/redis-service.tfstate'] }));

interface Statement {
  readonly Effect: string;
  readonly Principal: { AWS: string } | '*';
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: object;
}

const { Statement: statements } = bucketPolicy(BUCKET, GUESTS) as { Statement: Statement[] };

/** What the policy lets a principal do, as `action object`. */
function allowed(principalArn: string): string[] {
  return statements
    .filter(({ Effect, Principal }) => Effect === 'Allow' && Principal !== '*' && Principal.AWS === principalArn)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
    )
    .sort();
}

describe("the state bucket's policy", () => {
  test('refuses whatever does not come by TLS, of anybody, to the bucket and everything in it', () => {
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  test('lets a guest read and write its states, lock them, read the others, and no more', () => {
    expect(allowed(DEV.principalArn)).toEqual([
      's3:DeleteObject arn:aws:s3:::state/e/dev-2.tfstate.tflock',
      's3:DeleteObject arn:aws:s3:::state/e/dev.tfstate.tflock',
      's3:GetObject arn:aws:s3:::state/e/dev-2.tfstate',
      's3:GetObject arn:aws:s3:::state/e/dev-2.tfstate.tflock',
      's3:GetObject arn:aws:s3:::state/e/dev.tfstate',
      's3:GetObject arn:aws:s3:::state/e/dev.tfstate.tflock',
      's3:GetObject arn:aws:s3:::state/e/redis-service.tfstate',
      's3:ListBucket arn:aws:s3:::state',
      's3:PutObject arn:aws:s3:::state/e/dev-2.tfstate',
      's3:PutObject arn:aws:s3:::state/e/dev-2.tfstate.tflock',
      's3:PutObject arn:aws:s3:::state/e/dev.tfstate',
      's3:PutObject arn:aws:s3:::state/e/dev.tfstate.tflock',
    ]);
  });

  test("lets no guest near another's state, and none overwrite what it only reads", () => {
    // WHEN
    const ofTest = allowed(TEST.principalArn);
    // THEN
    expect(ofTest.filter((right) => right.includes('/e/dev'))).toEqual([]);
    expect(ofTest.filter((right) => right.includes('redis-service'))).toEqual([
      's3:GetObject arn:aws:s3:::state/e/redis-service.tfstate',
    ]);
  });

  test('a guest lists only its own keys, and the workspaces that Terraform looks for', () => {
    const listing = statements.filter(({ Action }) => Action === 's3:ListBucket');
    expect(listing.map(({ Condition }) => Condition)).toEqual([
      { StringLike: { 's3:prefix': ['env:/*', ...DEV.writes, 'e/redis-service.tfstate'] } },
      { StringLike: { 's3:prefix': ['env:/*', ...TEST.writes, 'e/redis-service.tfstate'] } },
    ]);
  });

  test('without guests it is TLS only', () => {
    expect((bucketPolicy(BUCKET, []) as { Statement: Statement[] }).Statement).toHaveLength(1);
  });
});
