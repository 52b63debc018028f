import { bucketPolicy, type StateGuests } from '../../../src/constructs/state-bucket-policy';

const BUCKET = 'arn:aws:s3:::state';
const OWN = `${BUCKET}/test/\${aws:PrincipalAccount}`;
const root = (id: string) => `arn:aws:iam::${id}:root`;
const GUESTS: StateGuests = {
  accountArns: [root('222222222222'), root('333333333333')],
  principalArns: ['arn:aws:iam::*:role/deploy'],
  prefix: 'test',
  readsKey: 'test/111111111111/redis-service.tfstate',
  ownerId: '111111111111',
};

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: { AWS: string[] } | '*';
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, object>;
}

const statements = (guests: Partial<StateGuests> = {}) =>
  (bucketPolicy(BUCKET, { ...GUESTS, ...guests }) as { Statement: Statement[] }).Statement;
const ofEffect = (effect: string, guests?: Partial<StateGuests>) =>
  statements(guests).filter(({ Effect }) => Effect === effect);

describe("the state bucket's policy", () => {
  test('has the version that supports variables', () => {
    expect(bucketPolicy(BUCKET, GUESTS)).toMatchObject({ Version: '2012-10-17' });
  });

  test('denies requests without TLS, to anyone, on the bucket and its objects', () => {
    expect(statements()[0]).toEqual({
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [BUCKET, `${BUCKET}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test("allows an account to use the states under its own ID, to read the service's, and to list their keys", () => {
    const ArnLike = { 'aws:PrincipalArn': ['arn:aws:iam::*:role/deploy'] };
    expect(ofEffect('Allow')).toEqual([
      {
        Sid: 'ListOwnStates',
        Effect: 'Allow',
        Principal: { AWS: GUESTS.accountArns },
        Action: 's3:ListBucket',
        Resource: BUCKET,
        Condition: {
          ArnLike,
          StringLike: { 's3:prefix': ['env:/*', `test/\${aws:PrincipalAccount}/*`, GUESTS.readsKey] },
        },
      },
      {
        Sid: 'UseOwnStatesAndReadTheServices',
        Effect: 'Allow',
        Principal: { AWS: GUESTS.accountArns },
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: [`${OWN}/*.tfstate`, `${OWN}/*.tflock`, `${BUCKET}/${GUESTS.readsKey}`],
        Condition: { ArnLike },
      },
    ]);
  });

  test("denies other accounts deleting states and overwriting the service's", () => {
    const Condition = { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } };
    const denied = { Effect: 'Deny', Principal: '*', Condition };
    expect(ofEffect('Deny').slice(1)).toEqual([
      { ...denied, Sid: 'GuestsDeleteOnlyLocks', Action: 's3:DeleteObject', Resource: `${BUCKET}/test/*.tfstate` },
      { ...denied, Sid: 'GuestsOnlyReadTheServices', Action: 's3:PutObject', Resource: `${BUCKET}/${GUESTS.readsKey}` },
    ]);
  });

  test('allows every principal of an account without a role', () => {
    for (const { Condition } of ofEffect('Allow', { principalArns: undefined })) {
      expect(Condition ?? {}).not.toHaveProperty('ArnLike');
    }
  });

  test('names an organization instead of its accounts, never the public', () => {
    for (const { Principal, Condition } of ofEffect('Allow', { accountArns: [], organizationId: 'o-1234567890' })) {
      expect(Principal).toBe('*');
      expect(Condition).toMatchObject({ StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } });
    }
    expect(ofEffect('Allow', { accountArns: [], organizationId: 'o-1234567890' })).toHaveLength(2);
  });

  test('has the same number of statements for any number of accounts', () => {
    const many = Array.from({ length: 50 }, (_, i) => root(String(400_000_000_000 + i)));
    expect(statements({ accountArns: many })).toHaveLength(statements().length);
  });

  test('only requires TLS without guests', () => {
    expect(statements({ accountArns: [] }).map(({ Sid }) => Sid)).toEqual(['TlsOnly']);
  });
});
