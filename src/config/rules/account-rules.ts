import { labelMistake } from '../fields/names';
import type { Mistake } from '../mistakes';
import { soundEntries } from '../sound';
import type { IsSound, Located, SoundEnvironment } from './rule';

/** Accounts that are referred to but not written down, or written down twice, or whose fields don't go together. */
export function* accountRules({ accounts, service, consumers }: SoundEnvironment, isSound: IsSound): Iterable<Mistake> {
  if (!accounts) return;
  const names = Object.keys(accounts);
  const references: Located[] = [
    { path: ['service', 'account'], given: service?.account },
    ...soundEntries(consumers).map(([i, { account }]) => ({ path: ['consumers', i, 'account'], given: account })),
  ];
  for (const { path, given } of references) {
    if (given === undefined || names.includes(given as string)) continue;
    const allowed = names.join(' or ') || 'the name of an account, of which there are none yet';
    yield { path, given, allowed, why: 'accounts are written down once, under "accounts"' };
  }
  for (const name of names) {
    const expectation = labelMistake(name);
    if (expectation) yield { path: ['accounts', name], given: name, ...expectation };
  }
  yield* repeatedIds(accounts);
  yield* withoutRole(accounts, isSound);
}

/** Parameters of AssumeRole in accounts where no role is assumed. */
function* withoutRole(accounts: NonNullable<SoundEnvironment['accounts']>, isSound: IsSound): Iterable<Mistake> {
  for (const [name, account] of Object.entries(accounts)) {
    const path = ['accounts', name];
    const hasRole = account?.roleArn !== undefined || account?.stateRoleArn !== undefined;
    if (hasRole || !isSound([...path, 'roleArn']) || !isSound([...path, 'stateRoleArn'])) continue;
    for (const key of ['externalId', 'sessionName'] as const) {
      if (account?.[key] === undefined) continue;
      yield {
        path: [...path, key],
        given: account[key],
        allowed: `no ${key}, or a roleArn or stateRoleArn beside it`,
        why: 'it is sent where a role is assumed, and this account names none',
      };
    }
  }
}

function* repeatedIds(accounts: NonNullable<SoundEnvironment['accounts']>): Iterable<Mistake> {
  const first = new Map<string, string>();
  for (const [name, account] of Object.entries(accounts)) {
    if (!account?.id) continue;
    const earlier = first.get(account.id);
    if (earlier === undefined) {
      first.set(account.id, name);
      continue;
    }
    yield {
      path: ['accounts', name, 'id'],
      given: account.id,
      allowed: `the ID of another account, or account: '${earlier}' wherever '${name}' is meant`,
      why: `accounts.${earlier} has this ID already, and an account with two names would be two providers and two principals`,
    };
  }
}
