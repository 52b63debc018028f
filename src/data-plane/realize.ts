import type { Namespaces } from './namespaces';
import type { Link, LinkEnd, NamespacePlan, Plan } from './plan';

/** Turns one plan's namespaces into another's. Does not touch what is in both plans. */
export async function realize(namespaces: Namespaces, earlier: Plan, plan: Plan): Promise<void> {
  const removed = difference([...earlier.namespaces.keys()], [...plan.namespaces.keys()]);
  const added = difference([...plan.namespaces.keys()], [...earlier.namespaces.keys()]);

  await Promise.all(
    [...plan.namespaces].map(([name, { routes, rules }]) => {
      const before = earlier.namespaces.get(name);
      return namespaces.batch(
        [...removals(before?.routes, routes, 'route'), ...removals(before?.rules, rules, 'rule')],
        name,
      );
    }),
  );
  // Deleted explicitly: the kernel removes the links of a deleted namespace some time later, and a link's name may be
  // needed again at once.
  for (const { from } of without(earlier.links, plan.links)) {
    await namespaces.batch([`link delete ${from.device}`], from.namespace);
  }
  await namespaces.remove(removed);
  await namespaces.create(added);
  const links = without(plan.links, earlier.links);
  await namespaces.batch(links.map((link) => vethPair(namespaces, link)));

  await Promise.all(
    [...plan.namespaces].map(([name, namespace]) =>
      realizeNamespace(namespaces, name, earlier.namespaces.get(name), namespace, ends(links, name)),
    ),
  );
}

async function realizeNamespace(
  namespaces: Namespaces,
  name: string,
  earlier: NamespacePlan | undefined,
  plan: NamespacePlan,
  newEnds: readonly LinkEnd[],
): Promise<void> {
  if (!earlier && plan.sysctl) await namespaces.sysctl(name, plan.sysctl);
  // Firewall rules before links and routes: no packet slips through before they apply.
  if (plan.nft && plan.nft !== earlier?.nft) await namespaces.nft(name, plan.nft);
  const files = Object.entries(plan.files ?? {}).filter(([file, content]) => earlier?.files?.[file] !== content);
  if (files.length > 0) await namespaces.files(name, Object.fromEntries(files));
  await namespaces.batch(
    [
      ...(earlier ? [] : ['link set lo up']),
      ...newEnds.flatMap(({ device, address }) => [
        ...(address ? [`address add ${address}/32 dev ${device}`] : []),
        `link set ${device} up`,
      ]),
      ...difference(plan.addresses, earlier?.addresses ?? []).map((address) => `address add ${address}/32 dev lo`),
      ...difference(plan.routes, earlier?.routes ?? []).map((route) => `route add ${route}`),
      ...difference(plan.rules ?? [], earlier?.rules ?? []).map((rule) => `rule add ${rule}`),
    ],
    name,
  );
}

function vethPair(namespaces: Namespaces, { from, to }: Link): string {
  const [here, there] = [from, to].map(({ namespace, device }) => `${device} netns ${namespaces.name(namespace)}`);
  return `link add ${here} type veth peer name ${there}`;
}

function removals(earlier: readonly string[] = [], now: readonly string[] = [], object: 'route' | 'rule'): string[] {
  return difference(earlier, now).map((one) => `${object} delete ${one}`);
}

function without(links: readonly Link[], others: readonly Link[]): Link[] {
  const texts = others.map((link) => JSON.stringify(link));
  return links.filter((link) => !texts.includes(JSON.stringify(link)));
}

const ends = (links: readonly Link[], name: string) =>
  links.flatMap(({ from, to }) => [from, to]).filter(({ namespace }) => namespace === name);

/** The elements of a list that another list lacks. */
const difference = (list: readonly string[], other: readonly string[]) => list.filter((one) => !other.includes(one));
