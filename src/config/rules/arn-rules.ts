import type { Mistake, Path } from '../mistakes';
import { partition } from '../regions';
import { soundEntries } from '../sound';
import type { SoundEnvironment } from './rule';

/** ARNs of another partition, Region or account than the one that they are used in. */
export function* arnRules(environment: SoundEnvironment): Iterable<Mistake> {
  // One mistake an ARN: of another partition it is of another account as well.
  const reported = new Set<string>();
  for (const mistake of [...partitionRules(environment), ...placeRules(environment), ...ownerRules(environment)]) {
    const key = mistake.path.join(' ');
    if (!reported.has(key)) yield mistake;
    reported.add(key);
  }
}

interface Arn {
  readonly path: Path;
  readonly given: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
}

const REPLICA_KEY: Path = ['state', 'replication', 'kmsKeyArn'];

/** Every ARN of the environment, taken apart. */
function arns({ accounts, state, service, consumers }: SoundEnvironment): Arn[] {
  const fields: [Path, string | undefined][] = [
    ...Object.entries(accounts ?? {}).flatMap(([name, account]) =>
      (['roleArn', 'stateRoleArn', 'endpointPrincipalArn', 'planRoleArn'] as const).map(
        (key): [Path, string | undefined] => [['accounts', name, key], account?.[key]],
      ),
    ),
    [['state', 'kmsKeyArn'], state?.kmsKeyArn],
    [['state', 'replication', 'roleArn'], state?.replication?.roleArn],
    [REPLICA_KEY, state?.replication?.kmsKeyArn],
    [['service', 'connectionNotificationTopicArn'], service?.connectionNotificationTopicArn],
    ...soundEntries(service?.externalConsumers).map(([i, { principalArn }]): [Path, string | undefined] => [
      ['service', 'externalConsumers', i, 'principalArn'],
      principalArn,
    ]),
    ...soundEntries(consumers).flatMap(
      ([i, { credentials, caCertificateParameterName }]): [Path, string | undefined][] => [
        [['consumers', i, 'credentials', 'passwordSecretName'], credentials?.passwordSecretName],
        [['consumers', i, 'credentials', 'passwordParameterName'], credentials?.passwordParameterName],
        [['consumers', i, 'caCertificateParameterName'], caCertificateParameterName],
      ],
    ),
  ];
  return fields.flatMap(([path, given]) => {
    if (!given?.startsWith('arn:')) return [];
    const [, partition = '', service = '', region = '', account = ''] = given.split(':');
    return [{ path, given, partition, service, region, account }];
  });
}

function* partitionRules(environment: SoundEnvironment): Iterable<Mistake> {
  const { region } = environment;
  if (region === undefined) return;
  const expected = partition(region);
  for (const { path, given, partition } of arns(environment)) {
    if (partition === expected) continue;
    yield {
      path,
      given,
      allowed: `an ARN that begins with arn:${expected}:`,
      why: `the Region ${region} is in the partition ${expected}, and nothing in it can use the accounts or keys of another`,
    };
  }
}

/** Why an ARN must be of a Region, by its service. */
const PLACES: Readonly<Record<string, string>> = {
  kms: "S3 encrypts with keys of the bucket's own Region",
  sns: 'an endpoint service notifies topics of its own Region',
  ssm: 'clients look it up in the Region of the endpoints',
  secretsmanager: 'clients look it up in the Region of the endpoints',
};

/** Keys, topics, parameters and secrets of another Region. IAM has none, and replicas can be in any. */
function* placeRules(environment: SoundEnvironment): Iterable<Mistake> {
  for (const { path, given, service, region } of arns(environment)) {
    const why = path === REPLICA_KEY ? undefined : PLACES[service];
    const consumer = path[0] === 'consumers' ? environment.consumers?.[path[1] as number] : undefined;
    const expected = consumer?.region ?? environment.region;
    if (why === undefined || expected === undefined || region === expected) continue;
    yield { path, given, allowed: `an ARN of the Region ${expected}`, why };
  }
}

function* ownerRules({ accounts = {}, service, state }: SoundEnvironment): Iterable<Mistake> {
  const owner = service?.account === undefined ? undefined : accounts[service.account]?.id;
  for (const [name, account] of Object.entries(accounts)) {
    if (!account?.id) continue;
    const { id, roleArn, stateRoleArn, endpointPrincipalArn, planRoleArn } = account;
    for (const [key, given] of Object.entries({ roleArn, endpointPrincipalArn, planRoleArn })) {
      if (given === undefined || accountOf(given) === id) continue;
      yield {
        path: ['accounts', name, key],
        given,
        allowed: `an ARN of account ${id}`,
        why: OWN_ACCOUNT[key as keyof typeof OWN_ACCOUNT],
      };
    }
    if (stateRoleArn && owner && ![id, owner].includes(accountOf(stateRoleArn))) {
      yield {
        path: ['accounts', name, 'stateRoleArn'],
        given: stateRoleArn,
        allowed:
          id === owner ? `an ARN of account ${id}` : `an ARN of account ${id}, or of ${owner}, which owns the bucket`,
        why: "a role of any other account could write this account's state, and the bucket's policy is not made for it",
      };
    }
    if (
      roleArn &&
      endpointPrincipalArn &&
      !endpointPrincipalArn.endsWith(':root') &&
      endpointPrincipalArn !== roleArn
    ) {
      yield {
        path: ['accounts', name, 'endpointPrincipalArn'],
        given: endpointPrincipalArn,
        allowed: `${roleArn}, or arn:${endpointPrincipalArn.split(':')[1]}:iam::${id}:root`,
        why: `Terraform creates the endpoints as accounts.${name}.roleArn, and the endpoint service would not let it`,
      };
    }
  }
  const topic = service?.connectionNotificationTopicArn;
  if (topic && owner && accountOf(topic) !== owner) {
    yield {
      path: ['service', 'connectionNotificationTopicArn'],
      given: topic,
      allowed: `a topic of account ${owner}, which the service is in`,
      why: 'AWS documents no notification of a topic of another account',
    };
  }
  const ids = Object.values(accounts).flatMap((account) => account?.id ?? []);
  const complete = ids.length === Object.keys(accounts).length;
  if (state?.kmsKeyArn && complete && !ids.includes(accountOf(state.kmsKeyArn))) {
    yield {
      path: ['state', 'kmsKeyArn'],
      given: state.kmsKeyArn,
      allowed: `a key of one of the accounts ${ids.join(', ')}`,
      why: 'it belongs to an account that "accounts" does not name',
    };
  }
}

/** Why an ARN must be of its own account. */
const OWN_ACCOUNT = {
  roleArn: 'Terraform deploys into this account',
  endpointPrincipalArn: 'the endpoints are created in this account',
  planRoleArn: 'Terraform plans in this account',
};

const accountOf = (arn: string) => arn.split(':')[4] as string;
