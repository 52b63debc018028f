/** The other accounts that store states in the bucket, and their permissions. */
export interface StateGuests {
  /** Root ARNs of the accounts. */
  readonly accountArns: readonly string[];
  /**
   * Patterns of `aws:PrincipalArn`, such as `arn:aws:iam::*:role/deploy`. Principals must match one of them.
   * @default - any principal of the accounts
   */
  readonly principalArns?: readonly string[];
  /**
   * ID of the organization whose accounts are allowed, instead of a list of accounts.
   * @default - only the accounts listed
   */
  readonly organizationId?: string;
  /** Prefix of all keys. In the keys of an account's own states, the account's ID follows. */
  readonly prefix: string;
  /** Key of the state that all of them read. */
  readonly readsKey: string;
  /** ID of the bucket's account, whose permissions the policy leaves alone. */
  readonly ownerId: string;
}

/** The account that sends a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const OWN_ACCOUNT = `\${aws:PrincipalAccount}`;

/**
 * The state bucket's policy: TLS only, and each account has access to the states under its own ID. Principals are
 * accounts rather than roles, since S3 refuses a role that does not exist and turns a deleted one into an unusable ID. A
 * condition restricts the roles.
 *
 * AWS allows 20 KB. So the number of statements is fixed: two list the accounts, and two that list no accounts deny
 * what those allow too broadly.
 *
 * The bucket's own account needs no statement. Permissions follow
 * https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
export function bucketPolicy(bucketArn: string, guests: StateGuests): object {
  const { accountArns, organizationId } = guests;
  const shared = accountArns.length > 0 || organizationId !== undefined;
  const statements = shared ? [...allowGuests(bucketArn, guests), ...restrictGuests(bucketArn, guests)] : [];
  return { Version: '2012-10-17', Statement: [denyPlainHttp(bucketArn), ...statements] };
}

function denyPlainHttp(bucketArn: string) {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

function allowGuests(bucketArn: string, guests: StateGuests) {
  const { accountArns, organizationId, principalArns, prefix, readsKey } = guests;
  const own = `${prefix}/${OWN_ACCOUNT}`;
  const allowed = {
    Effect: 'Allow',
    // "*" with an organization as a condition does not count as public:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
    Principal: organizationId ? '*' : { AWS: accountArns },
  };
  const condition = {
    ...(principalArns && { ArnLike: { 'aws:PrincipalArn': principalArns } }),
    ...(organizationId && { StringEquals: { 'aws:PrincipalOrgID': organizationId } }),
  };
  return [
    {
      Sid: 'ListOwnStates',
      ...allowed,
      Action: 's3:ListBucket',
      Resource: bucketArn,
      // Terraform lists workspaces at init. Of other accounts, guests see only their names.
      Condition: { ...condition, StringLike: { 's3:prefix': ['env:/*', `${own}/*`, readsKey] } },
    },
    {
      Sid: 'UseOwnStatesAndReadTheServices',
      ...allowed,
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: [`${bucketArn}/${own}/*.tfstate`, `${bucketArn}/${own}/*.tflock`, `${bucketArn}/${readsKey}`],
      ...(Object.keys(condition).length > 0 && { Condition: condition }),
    },
  ];
}

function restrictGuests(bucketArn: string, { prefix, readsKey, ownerId }: StateGuests) {
  const deny = (Sid: string, Action: string, Resource: string) => ({
    Sid,
    Effect: 'Deny',
    Principal: '*',
    Action,
    Resource,
    Condition: { StringNotEquals: { 'aws:PrincipalAccount': ownerId } },
  });
  return [
    deny('GuestsDeleteOnlyLocks', 's3:DeleteObject', `${bucketArn}/${prefix}/*.tfstate`),
    deny('GuestsOnlyReadTheServices', 's3:PutObject', `${bucketArn}/${readsKey}`),
  ];
}
