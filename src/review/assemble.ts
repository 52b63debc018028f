import { applyAllowances, type DatedAllowance } from './allowances';
import { by } from './order';
import { EFFECTS, type Report, type Risk, type StackReport } from './report';
import { RULE_NAMES } from './rules';

/** The parts of a report, in any order. */
export interface Parts extends Pick<Report, 'environment' | 'destroying' | 'stacks' | 'risks' | 'notices'> {
  readonly allowances: readonly DatedAllowance[];
}

/** Puts a report together: everything in an order of its own, and allowances applied. */
export function assemble({ environment, destroying, stacks, risks, allowances, notices }: Parts): Report {
  const allowed = applyAllowances([...risks].sort(worstFirst), allowances);
  return {
    version: 1,
    environment,
    destroying,
    stacks: inDependencyOrder(stacks),
    risks: allowed.risks,
    allowances: allowed.allowances.sort(by(({ rule, address }) => `${rule}:${address}`)),
    notices: [...new Set(notices)].sort(),
  };
}

function worstFirst(a: Risk, b: Risk): number {
  return (
    EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect) ||
    RULE_NAMES.indexOf(a.rule) - RULE_NAMES.indexOf(b.rule) ||
    by(({ stack, addresses }: Risk) => `${stack} ${addresses.join(' ')}`)(a, b)
  );
}

/** Stacks after those that they depend on, otherwise by name: the same for every order that they come in. */
function inDependencyOrder(stacks: readonly StackReport[]): StackReport[] {
  const names = new Set(stacks.map(({ name }) => name));
  const remaining = [...stacks].sort(by(({ name }) => name));
  const ordered: StackReport[] = [];
  while (remaining.length > 0) {
    const done = new Set(ordered.map(({ name }) => name));
    const ready = remaining.findIndex(({ dependencies }) =>
      dependencies.every((name) => done.has(name) || !names.has(name)),
    );
    ordered.push(...remaining.splice(Math.max(ready, 0), 1));
  }
  return ordered;
}
