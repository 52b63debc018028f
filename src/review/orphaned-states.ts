import { accountOf, deployedName, stackNames, stateKey } from '../config/names';
import type { Environment } from '../config/schema';
import type { ReviewContext } from './context';

/** Keys of the states of an environment's stacks. */
export function keysOf(environment: Environment): string[] {
  const { service, consumers } = environment;
  const key = (account: string, stack: string) => stateKey(environment, accountOf(environment, account), stack);
  return [
    key(service.account, stackNames.state),
    key(service.account, stackNames.service),
    ...(service.privateDns ? [key(service.account, stackNames.privateDns)] : []),
    ...consumers.flatMap((consumer) => {
      const name = deployedName(consumer);
      const accepting = [
        key(service.account, stackNames.acceptance(name)),
        key(consumer.account, stackNames.publication(name)),
      ];
      return [
        key(consumer.account, stackNames.consumer(name)),
        ...(service.acceptance === 'automatic' ? [] : accepting),
      ];
    }),
  ];
}

/** States of this environment in the bucket that none of its stacks uses. */
export function unusedKeys({
  stateKeys = [],
  environment,
}: Pick<ReviewContext, 'stateKeys' | 'environment'>): string[] {
  const used = keysOf(environment);
  return stateKeys
    .filter((key) => key.startsWith(`${environment.stateName}/`) && key.endsWith('.tfstate') && !used.includes(key))
    .sort();
}

/** Says which states are left behind: by a consumer that was removed, or by acceptance that is automatic now. */
export function orphanedStates(context: ReviewContext): string[] {
  return unusedKeys(context).map(
    (key) =>
      `The bucket has a state of this environment that none of its stacks uses: ${key}. Its resources may still exist ` +
      'on AWS, and no plan shows them.',
  );
}
