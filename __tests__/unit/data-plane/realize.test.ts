import type { Namespaces } from '../../../src/data-plane/namespaces';
import { EMPTY_PLAN, type Link, type NamespacePlan, type Plan } from '../../../src/data-plane/plan';
import { realize } from '../../../src/data-plane/realize';

/** Records all changes, in order. */
async function changes(earlier: Plan, plan: Plan): Promise<string[]> {
  const done: string[] = [];
  const record =
    (what: string) =>
    async (...args: readonly unknown[]) => {
      done.push([what, ...args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))].join(' '));
    };
  const namespaces = {
    name: (namespace: string) => `run-${namespace}`,
    create: async (names: readonly string[]) => names.map((name) => done.push(`create ${name}`)),
    remove: async (names: readonly string[]) => names.map((name) => done.push(`remove ${name}`)),
    batch: async (lines: readonly string[], namespace = '') =>
      lines.map((line) => done.push(`${namespace}: ${line}`.replace(/^: /, ''))),
    sysctl: record('sysctl'),
    nft: record('nft'),
    files: record('files'),
  };
  await realize(namespaces as unknown as Namespaces, earlier, plan);
  return done;
}

const LINK: Link = {
  from: { namespace: 'host', device: 'eth0', address: '10.0.4.10' },
  to: { namespace: 'router', device: '10.0.4.10' },
};
const ROUTER: NamespacePlan = {
  addresses: ['169.254.1.1'],
  routes: ['10.0.4.10 dev 10.0.4.10'],
  rules: ['fwmark 1 lookup 1'],
  sysctl: { 'net.ipv4.ip_forward': 1 },
  nft: 'rules',
  files: { hosts: 'a', 'resolv.conf': 'b' },
};
const HOST: NamespacePlan = { addresses: [], routes: ['default via 169.254.1.1 dev eth0 onlink'] };
const PLAN: Plan = {
  namespaces: new Map([
    ['router', ROUTER],
    ['host', HOST],
  ]),
  links: [LINK],
};
const withRouter = (router: Partial<NamespacePlan>): Plan => ({
  ...PLAN,
  namespaces: new Map([
    ['router', { ...ROUTER, ...router }],
    ['host', HOST],
  ]),
});

describe('realize', () => {
  test('creates namespaces and links, then everything in them', async () => {
    const done = await changes(EMPTY_PLAN, PLAN);
    expect(done.slice(0, 3)).toEqual([
      'create router',
      'create host',
      'link add eth0 netns run-host type veth peer name 10.0.4.10 netns run-router',
    ]);
    expect(done.filter((line) => line.startsWith('host:'))).toEqual([
      'host: link set lo up',
      'host: address add 10.0.4.10/32 dev eth0',
      'host: link set eth0 up',
      'host: route add default via 169.254.1.1 dev eth0 onlink',
    ]);
    expect(done.filter((line) => line.includes('router') && !line.startsWith('link'))).toEqual([
      'create router',
      'sysctl router {"net.ipv4.ip_forward":1}',
      // Firewall rules before any interface is up.
      'nft router rules',
      'files router {"hosts":"a","resolv.conf":"b"}',
      'router: link set lo up',
      'router: link set 10.0.4.10 up',
      'router: address add 169.254.1.1/32 dev lo',
      'router: route add 10.0.4.10 dev 10.0.4.10',
      'router: rule add fwmark 1 lookup 1',
    ]);
  });

  test('changes nothing if nothing differs', async () => {
    expect(await changes(PLAN, structuredClone(PLAN))).toEqual([]);
  });

  test.each<[string, Partial<NamespacePlan>, string[]]>([
    ['firewall rules', { nft: 'other rules' }, ['nft router other rules']],
    ['a file', { files: { hosts: 'c', 'resolv.conf': 'b' } }, ['files router {"hosts":"c"}']],
    [
      'a route',
      { routes: ['10.0.4.11 dev 10.0.4.10'] },
      ['router: route delete 10.0.4.10 dev 10.0.4.10', 'router: route add 10.0.4.11 dev 10.0.4.10'],
    ],
    ['a routing rule', { rules: [] }, ['router: rule delete fwmark 1 lookup 1']],
    ['an address', { addresses: ['169.254.1.1', '10.3.0.2'] }, ['router: address add 10.3.0.2/32 dev lo']],
  ])('changes only %s', async (_, router, expected) => {
    expect(await changes(PLAN, withRouter(router))).toEqual(expected);
  });

  test('removes links before their namespaces: the kernel would free their names later', async () => {
    const plan = { namespaces: new Map([['router', { ...ROUTER, routes: [] }]]), links: [] };
    expect(await changes(PLAN, plan)).toEqual([
      'router: route delete 10.0.4.10 dev 10.0.4.10',
      'host: link delete eth0',
      'remove host',
    ]);
  });

  test('replaces a link whose address has changed', async () => {
    const link = { ...LINK, from: { ...LINK.from, address: '10.0.4.99' } };
    expect(await changes(PLAN, { ...PLAN, links: [link] })).toEqual([
      'host: link delete eth0',
      'link add eth0 netns run-host type veth peer name 10.0.4.10 netns run-router',
      'router: link set 10.0.4.10 up',
      'host: address add 10.0.4.99/32 dev eth0',
      'host: link set eth0 up',
    ]);
  });
});
