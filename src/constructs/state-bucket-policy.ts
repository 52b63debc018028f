/** The accounts other than the bucket's own that keep states in it, and what they get to. */
export interface StateGuests {
  /** ARNs of the accounts' roots. */
  readonly accountArns: readonly string[];
  /**
   * Patterns of `aws:PrincipalArn`, one of which a principal must match: `arn:aws:iam::*:role/deploy`.
   * @default - any principal of the accounts
   */
  readonly principalArns?: readonly string[];
  /**
   * ID of the organization whose accounts are let in, instead of a list of them.
   * @default - only the accounts listed
   */
  readonly organizationId?: string;
  /** The prefix of the keys of all states: an account's own have its ID behind it. */
  readonly prefix: string;
  /** Key of the one state that all of them read. */
  readonly readsKey: string;
  /** ID of the bucket's account, whose own rights the policy leaves alone. */
  readonly ownerId: string;
}

/** The account that sends a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const OWN_ACCOUNT = `\${aws:PrincipalAccount}`;

/**
 * The state bucket's policy: TLS only, and each account gets to the states under its own ID. It names accounts rather
 * than roles, since S3 refuses a role that does not exist and keeps an unusable ID of one that was deleted; which role of
 * an account may come is a condition.
 *
 * AWS takes 20 KB. So the number of statements is fixed, two of them list the accounts, and what those two allow too
 * widely is denied by two that list nobody.
 *
 * The bucket's own account needs no statement. Permissions as in
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
  const who = {
    Effect: 'Allow',
    // With an organization as a condition "*" is not public:
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
      ...who,
      Action: 's3:ListBucket',
      Resource: bucketArn,
      // Terraform looks for workspaces at init. Their names are all that a guest sees of the others.
      Condition: { ...condition, StringLike: { 's3:prefix': ['env:/*', `${own}/*`, readsKey] } },
    },
    {
      Sid: 'UseOwnStatesAndReadTheServices',
      ...who,
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
