import type { Consumer } from '../config/schema';

/** A VPC and all that is in it. */
export type Network = Pick<Consumer, 'vpc' | 'subnets'>;

/** What the users of one account refer to: several can be in one VPC, and even in one subnet. */
export function networks(users: readonly Network[]): Network[] {
  const byName = new Map<string, Network>();
  for (const { vpc, subnets } of users) {
    const earlier = byName.get(nameOf(vpc))?.subnets ?? [];
    const further = subnets.filter((subnet) => !earlier.some((other) => nameOf(other) === nameOf(subnet)));
    byName.set(nameOf(vpc), { vpc, subnets: [...earlier, ...further] });
  }
  return [...byName.values()];
}

/** How the emulator finds it: requireEmulatable has seen that it has a name. */
export const nameOf = ({ name }: { name?: string }) => name as string;
