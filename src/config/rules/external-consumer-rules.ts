import type { Mistake, Path } from '../mistakes';
import { endpointPrincipalArn } from '../names';
import type { Account } from '../schema';
import { soundEntries, soundItems } from '../sound';
import { type Located, located, repeated, type SoundEnvironment } from './rule';

/** Principals that are allowed twice, and clients that the load balancer would not let in. */
export function* externalConsumerRules(environment: SoundEnvironment): Iterable<Mistake> {
  const { accounts = {}, service } = environment;
  const path: Path = ['service', 'externalConsumers'];
  const external = soundEntries(service?.externalConsumers);
  yield* repeated(
    [
      ...Object.keys(accounts).map((name) => ({ path: ['accounts', name], given: name })),
      ...external.map(([i, { name }]) => ({ path: [...path, i, 'name'], given: name })),
    ],
    'a name that no account and no other external consumer has',
    'principals are keyed by it',
  );
  yield* repeated(
    [
      ...ownPrincipals(environment),
      ...external.map(([i, { principalArn }]) => ({ path: [...path, i, 'principalArn'], given: principalArn })),
    ],
    'a principal that is not allowed yet',
    'AWS keeps one permission for both, and removing either would take it away',
  );
  for (const [i, { cidrs }] of external) {
    yield* repeated(located(cidrs, [...path, i, 'cidrs']), 'each once', 'it would be let in twice');
    // A list of which some item is not sound is there all the same.
    if (cidrs !== undefined || service?.enforceRulesOnPrivateLink === false) continue;
    yield {
      path: [...path, i, 'cidrs'],
      given: undefined,
      allowed: 'the CIDR blocks of its clients, or service.enforceRulesOnPrivateLink: false',
      why: "the load balancer's security group filters PrivateLink traffic by the clients' addresses, and would drop theirs",
    };
  }
}

/** The principals of the accounts that have consumers. */
function ownPrincipals({ region, accounts = {}, consumers }: SoundEnvironment): Located[] {
  const names = new Set(soundItems(consumers).flatMap(({ account }) => account ?? []));
  return [...names].flatMap((name) => {
    const account = accounts[name];
    if (!account?.id || region === undefined) return [];
    return [{ path: ['accounts', name], given: endpointPrincipalArn(account as Account, region) }];
  });
}
