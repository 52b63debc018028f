import { checkEnvironment } from '../../src/config/load';
import { EnvironmentError, type Mistake, pathText } from '../../src/config/mistakes';
import { zoneIdPrefix } from '../../src/config/regions';
import type { Environment, EnvironmentProps } from '../../src/config/schema';
import example from '../../src/environments/example';

/** Changes to an environment: new values by path, such as `service.servers[1].port`; `undefined` removes a field. */
export type Changes = Readonly<Record<string, unknown>>;

/** The example environment's props, changed. */
export function propsWith(changes: Changes = {}): EnvironmentProps {
  const props: EnvironmentProps = structuredClone(example);
  for (const [path, value] of Object.entries(changes)) put(props, path, structuredClone(value));
  return props;
}

/** The example environment, changed and checked. */
export function environmentWith(changes: Changes = {}): Environment {
  return checkEnvironment('test', propsWith(changes));
}

/** The error of a changed environment. */
export function errorOf(changes: Changes): EnvironmentError {
  try {
    environmentWith(changes);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error(`no mistake was found in ${JSON.stringify(changes)}`);
}

/** A mistake with its path as text. */
export interface MistakeByPath extends Omit<Mistake, 'path'> {
  readonly path: string;
}

/** The mistakes of a changed environment. */
export function mistakesOf(changes: Changes): MistakeByPath[] {
  return errorOf(changes).mistakes.map((mistake) => ({ ...mistake, path: pathText(mistake.path) }));
}

/** Matches a mistake by its exact path and given value, and by phrases of the rest. */
export function mistake(path: string, given: unknown, allowed: string, why: string): MistakeByPath {
  return { path, given, allowed: expect.stringContaining(allowed), why: expect.stringContaining(why) };
}

/** A copy of the example's consumer. In the same account it gets its own VPC, where the zone name is still free. */
export function anotherConsumer(name: string, account = 'joda-toda-aws', changes: Changes = {}) {
  const [consumer] = structuredClone(example.consumers);
  const vpc = account === consumer?.account ? { ...consumer.vpc, name: `${name}-vpc` } : consumer?.vpc;
  const other = { ...consumer, name, account, vpc };
  for (const [path, value] of Object.entries(changes)) put(other, path, value);
  return other;
}

/** A third account for tests. */
export const THIRD_ACCOUNT = { id: '333333333333', roleArn: 'arn:aws:iam::333333333333:role/redis-privatelink-deploy' };

/** Changes that move the example to another Region: its zone IDs and the partition of its roles. */
export function movedTo(region: string, partition = 'aws'): Changes {
  const { accounts, service, consumers } = example;
  const prefix = zoneIdPrefix(region);
  const moved = <S extends { zoneId: string }>(subnets: S[]) =>
    subnets.map((subnet) => ({ ...subnet, zoneId: subnet.zoneId.replace('use1', `${prefix}`) }));
  return {
    region,
    accounts: Object.fromEntries(
      Object.entries(accounts).map(([name, account]) => [
        name,
        {
          ...account,
          roleArn: account.roleArn.replace('arn:aws:', `arn:${partition}:`),
          planRoleArn: account.planRoleArn.replace('arn:aws:', `arn:${partition}:`),
        },
      ]),
    ),
    'service.subnets': moved(service.subnets),
    consumers: consumers.map((consumer) => ({ ...consumer, subnets: moved(consumer.subnets) })),
  };
}

function put(root: object, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter(Boolean);
  const last = keys.pop() as string;
  let target = root as Record<string, unknown>;
  for (const [i, key] of keys.entries()) {
    target[key] ??= /^\d+$/.test(keys[i + 1] ?? last) ? [] : {};
    target = target[key] as Record<string, unknown>;
  }
  if (value === undefined) delete target[last];
  else target[last] = value;
}
