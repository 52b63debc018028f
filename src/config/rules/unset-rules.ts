import type { Mistake, Path } from '../mistakes';

/**
 * Optional fields whose default is less strict, and what that default is. Written down as `undefined`, as an unset
 * variable leaves them, they would fall back to it in silence. `*` stands for every entry of an object or list.
 */
const FALLBACKS: readonly (readonly [path: string, effect: string])[] = [
  ['accounts.*.profile', 'Terraform would act with the ambient credentials'],
  ['accounts.*.roleArn', 'Terraform would act as the credentials themselves'],
  ['accounts.*.stateRoleArn', 'the state would be read and written as roleArn'],
  ['accounts.*.externalId', 'roles would be assumed without it'],
  ['accounts.*.endpointPrincipalArn', 'everybody in the account could create endpoints'],
  ['accounts.*.planRoleArn', "the state bucket's policy would refuse the role that plans"],
  ['state.kmsKeyArn', 'the state would be encrypted without this key'],
  ['state.accessLogs', 'requests to the state would not be logged'],
  ['state.replication', 'the state would have no copy'],
  ['tags', 'the resources would lack these tags'],
  ['service.transitGateway', 'no route to the premises would be made'],
  ['service.routeTables', 'no route to the premises would be made'],
  ['service.connectionNotificationTopicArn', 'nobody would be told of connections'],
  ['service.privateDns', 'the service would have no private DNS name'],
  ['service.redis.tls', 'clients would connect without TLS'],
  ['consumers.*.region', "the consumer would be in the environment's Region"],
  ['consumers.*.clients', 'the whole VPC would be let in'],
  ['consumers.*.clients.cidrs', 'other networks would be let in than meant, the whole VPC at worst'],
  ['consumers.*.clients.securityGroupIds', 'other clients would be let in than meant, the whole VPC at worst'],
  ['consumers.*.credentials', 'clients would connect without a password'],
  ['consumers.*.credentials.username', 'clients would authenticate as the user "default"'],
  ['consumers.*.caCertificateParameterName', 'clients would trust every authority that their system trusts'],
];

/**
 * Fields that were left unset by mistake.
 *
 * @param given the environment as it was given: fields that are not sound look unset in what is left of it
 */
export function* unsetRules(given: unknown): Iterable<Mistake> {
  for (const [pattern, effect] of FALLBACKS) {
    const keys = pattern.split('.');
    const last = keys.pop() as string;
    for (const [path, parent] of matches(given, keys, [])) {
      if (!Object.hasOwn(parent, last) || (parent as Record<string, unknown>)[last] !== undefined) continue;
      yield {
        path: [...path, last],
        given: undefined,
        allowed: 'a value, or no such field at all',
        why: `it is undefined, as an unset variable leaves it, and ${effect}`,
      };
    }
  }
  for (const [path, clients] of matches(given, ['consumers', '*', 'clients'], [])) {
    if (Array.isArray(clients) || Object.keys(clients).length > 0) continue;
    yield {
      path,
      given: clients,
      allowed: 'at least one of cidrs and securityGroupIds, or no field "clients" at all',
      why: 'nobody is named in it, and without the field the whole VPC is let in',
    };
  }
}

/** The objects at the paths that match a pattern. */
function matches(value: unknown, [key, ...rest]: readonly string[], path: Path): [Path, object][] {
  if (typeof value !== 'object' || value === null) return [];
  if (key === undefined) return [[path, value]];
  const entries: [PropertyKey, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries
    .filter(([name]) => key === '*' || key === name)
    .flatMap(([name, item]) => matches(item, rest, [...path, name]));
}
