import type { Consumer } from '../config/schema';

/** A VPC and its subnets. */
export type Network = Pick<Consumer, 'vpc' | 'subnets'>;

/** The networks of one account, each once. Several users can share a VPC, and even a subnet. */
export function networks(users: readonly Network[]): Network[] {
  const byName = new Map<string, Network>();
  for (const { vpc, subnets } of users) {
    const earlier = byName.get(nameOf(vpc))?.subnets ?? [];
    const further = subnets.filter((subnet) => !earlier.some((other) => nameOf(other) === nameOf(subnet)));
    byName.set(nameOf(vpc), { vpc, subnets: [...earlier, ...further] });
  }
  return [...byName.values()];
}

/** The `Name` tag, which `requireEmulatable` has checked for. */
export const nameOf = ({ name }: { name?: string }) => name as string;
