/** A principal of another account, and the state that it needs. */
export interface StateGuest {
  /** ARN of a role or of an account's root. */
  readonly principalArn: string;
  /** Keys of the states that it reads, writes and locks. */
  readonly writes: readonly string[];
  /** Keys of the states that it reads only. */
  readonly reads: readonly string[];
}

/**
 * The state bucket's policy: TLS only, and each guest gets to exactly its keys. The bucket's own account needs no
 * statement. Permissions as in https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
export function bucketPolicy(bucketArn: string, guests: readonly StateGuest[]): object {
  const objects = (keys: readonly string[]) => keys.map((key) => `${bucketArn}/${key}`);
  const lock = (key: string) => `${key}.tflock`;

  const denyPlainHttp = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const allowGuest = ({ principalArn, writes, reads }: StateGuest) => {
    const allow = (Action: string | string[], Resource: string | string[]) => ({
      Effect: 'Allow',
      Principal: { AWS: principalArn },
      Action,
      Resource,
    });
    return [
      {
        ...allow('s3:ListBucket', bucketArn),
        // Terraform looks for workspaces at init. Their names are all that a guest sees of the others.
        Condition: { StringLike: { 's3:prefix': ['env:/*', ...writes, ...reads] } },
      },
      allow('s3:GetObject', objects(reads)),
      allow(['s3:GetObject', 's3:PutObject'], objects(writes)),
      allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], objects(writes.map(lock))),
    ];
  };
  return { Version: '2012-10-17', Statement: [denyPlainHttp, ...guests.flatMap(allowGuest)] };
}
