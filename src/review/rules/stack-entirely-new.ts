import { keysOf, unusedKeys } from '../orphaned-states';
import { isCreated } from '../planned-changes';
import type { ReviewedStack, Rule } from './rule';
import { list } from './words';

export const stackEntirelyNew: Rule = {
  name: 'stack-entirely-new',
  effect: 'refused',
  watches:
    'A stack has no state, although the bucket has one of such a stack under another key: a renamed file or name.',
  because: 'Terraform makes everything a second time. Names clash half-way, and what is there is no longer managed.',
  find(stack) {
    const { name, hasState, resources } = stack;
    if (hasState || !resources.some(isCreated)) return [];
    const others = elsewhere(stack);
    if (others.length === 0) return [];
    return [
      {
        addresses: [name],
        happens:
          `${name} has no state and is planned anew, but the bucket holds ${list(others)}. If that is the same deployment ` +
          'under a former name, Terraform makes everything a second time: AWS refuses the names that are taken, and leaves ' +
          'the rest beside what is there.',
        who: 'Clients stay connected to the old resources, which no plan shows any more.',
        instead:
          'If a file, account or consumer was renamed, undo that, or say so in the environment (stateName, formerly). If this is ' +
          'really another deployment, allow it.',
      },
    ];
  },
};

/** Keys of states that may be this stack's, under another environment, account or consumer. */
function elsewhere(stack: ReviewedStack): string[] {
  const { name, environment, context } = stack;
  const { stateKeys = [], environmentNames = [] } = context;
  const file = `${name}.tfstate`;
  const own = keysOf(environment);
  const renamed = stateKeys.filter((key) => {
    const [owner = '', , keyFile] = key.split('/');
    return (
      keyFile === file && owner !== environment.stateName && !environmentNames.includes(owner) && !own.includes(key)
    );
  });
  const kind = kindOf(name);
  const orphaned = unusedKeys({ stateKeys, environment }).filter((key) => kindOf(key.split('/')[2] ?? '') === kind);
  return [...new Set([...renamed, ...orphaned])].sort();
}

/** `redis-consumer` of `redis-consumer-dev`. */
const kindOf = (name: string) =>
  /^redis-(?:consumer|acceptance|publication)(?=-)/.exec(name)?.[0] ?? name.replace('.tfstate', '');
