import type { Namespaces } from './namespaces';
import type { Link, LinkEnd, NamespacePlan, Plan } from './plan';

/** Turns what stands into what is planned. Nothing is touched that is in both plans. */
export async function realize(namespaces: Namespaces, earlier: Plan, plan: Plan): Promise<void> {
  const gone = missing([...earlier.namespaces.keys()], [...plan.namespaces.keys()]);
  const added = missing([...plan.namespaces.keys()], [...earlier.namespaces.keys()]);

  await Promise.all(
    [...plan.namespaces].map(([name, { routes, rules }]) => {
      const before = earlier.namespaces.get(name);
      return namespaces.batch(
        [...removals(before?.routes, routes, 'route'), ...removals(before?.rules, rules, 'rule')],
        name,
      );
    }),
  );
  // One by one: what goes with its namespace goes some time later, and its name may be wanted again at once.
  for (const { from } of without(earlier.links, plan.links)) {
    await namespaces.batch([`link delete ${from.device}`], from.namespace);
  }
  await namespaces.remove(gone);
  await namespaces.create(added);
  const links = without(plan.links, earlier.links);
  await namespaces.batch(links.map((link) => cable(namespaces, link)));

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
  // Rules before cables and routes: no packet gets through that they would have stopped.
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
      ...missing(plan.addresses, earlier?.addresses ?? []).map((address) => `address add ${address}/32 dev lo`),
      ...missing(plan.routes, earlier?.routes ?? []).map((route) => `route add ${route}`),
      ...missing(plan.rules ?? [], earlier?.rules ?? []).map((rule) => `rule add ${rule}`),
    ],
    name,
  );
}

function cable(namespaces: Namespaces, { from, to }: Link): string {
  const [here, there] = [from, to].map(({ namespace, device }) => `${device} netns ${namespaces.name(namespace)}`);
  return `link add ${here} type veth peer name ${there}`;
}

function removals(earlier: readonly string[] = [], now: readonly string[] = [], what: 'route' | 'rule'): string[] {
  return missing(earlier, now).map((one) => `${what} delete ${one}`);
}

function without(links: readonly Link[], others: readonly Link[]): Link[] {
  const texts = others.map((link) => JSON.stringify(link));
  return links.filter((link) => !texts.includes(JSON.stringify(link)));
}

const ends = (links: readonly Link[], name: string) =>
  links.flatMap(({ from, to }) => [from, to]).filter(({ namespace }) => namespace === name);

/** What of the one list the other has not. */
const missing = (list: readonly string[], other: readonly string[]) => list.filter((one) => !other.includes(one));
