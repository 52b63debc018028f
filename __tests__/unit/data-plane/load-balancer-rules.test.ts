import type { HealthStatus } from '../../../src/data-plane/health-check';
import { type LoadBalancerRulesProps, loadBalancerRules } from '../../../src/data-plane/load-balancer-rules';
import type { Listener, LoadBalancer, LoadBalancerNode } from '../../../src/data-plane/topology';
import { chain, LOAD_BALANCER, listener } from './samples';

const [FIRST, SECOND] = LOAD_BALANCER.nodes as [LoadBalancerNode, LoadBalancerNode];
const ENTRANCES = [
  { device: '198.18.0.1', link: { endpoint: '198.18.0.1', loadBalancer: '198.18.0.0' }, node: SECOND },
  { device: '198.18.0.3', link: { endpoint: '198.18.0.3', loadBalancer: '198.18.0.2' }, node: FIRST },
];

function rules(changes: Partial<LoadBalancer> = {}, props: Partial<LoadBalancerRulesProps> = {}): string {
  return loadBalancerRules({
    loadBalancer: { ...LOAD_BALANCER, ...changes },
    entrances: ENTRANCES,
    markOf: ({ zoneId }) => Number(zoneId.at(-1)),
    premisesDevice: 'premises',
    timeScale: 1,
    healthOf: () => 'healthy',
    drainingOf: () => [],
    ...props,
  });
}

/** The rules for one listener, whose targets have these health statuses. */
function rulesFor(only: Listener, health: Readonly<Record<string, HealthStatus>>): string {
  return rules({ listeners: [only] }, { healthOf: (_, { address }) => health[address] ?? 'healthy' });
}

const RESET = 'ct direction original ct state established reject with tcp reset';
const kept = (address: string) =>
  `ip protocol tcp ct original proto-dst 6379 ct state established,related ct reply ip saddr ${address} ct reply proto-src 6379 accept`;

describe('loadBalancerRules', () => {
  test("mark packets with the node in their endpoint's zone, and give connections their listener's idle timeout", () => {
    const listeners = [listener(6379, ['10.0.4.10']), { ...listener(6380, ['10.0.4.11']), idleTimeoutSeconds: 60 }];
    const script = rules({ listeners });
    expect(chain(script, 'classify')).toEqual([
      'type filter hook prerouting priority mangle',
      'iifname "198.18.0.1" meta mark set 2',
      'iifname "198.18.0.3" meta mark set 1',
      'meta mark != 0 tcp dport 6379 ct timeout set "idle_350"',
      'meta mark != 0 tcp dport 6380 ct timeout set "idle_60"',
    ]);
    expect(script).toContain('ct timeout idle_350 { protocol tcp; l3proto ip; policy = { established : 350 }; }');
    expect(script).toContain('ct timeout idle_60 { protocol tcp; l3proto ip; policy = { established : 60 }; }');
  });

  test.each([
    [0.02, 7],
    [0.001, 1], // 0 would disable the timeout
  ])('scale idle timeouts by %d, to whole seconds and at least one', (timeScale, seconds) => {
    const script = rules({}, { timeScale });
    expect(script.match(/ct timeout idle_\w+ \{/g)).toEqual([`ct timeout idle_${seconds} {`]);
    expect(script).toContain(`established : ${seconds} `);
  });

  test("translate each listener's port to its target, for traffic from endpoints only", () => {
    expect(chain(rules(), 'to_target')).toEqual([
      'type nat hook prerouting priority dstnat',
      'meta mark != 0 tcp dport 6379 dnat ip to numgen random mod 1 map { 0 : 10.0.4.10 . 6379 }',
      'meta mark != 0 tcp dport 6380 dnat ip to numgen random mod 1 map { 0 : 10.0.4.11 . 6379 }',
    ]);
  });

  test("put the node's address in the place of the client's", () => {
    expect(chain(rules(), 'as_node')).toEqual([
      'type nat hook postrouting priority srcnat',
      'oifname premises meta mark 1 snat to 10.8.0.4',
      'oifname premises meta mark 2 snat to 10.8.1.4',
    ]);
  });

  test('let new connections and health checks out by the outbound rules only', () => {
    const script = rules();
    expect(chain(script, 'security_group')).toEqual([
      'ip daddr 10.0.4.10/32 tcp dport 6379 accept',
      'ip daddr 10.0.4.11/32 tcp dport 6379 accept',
    ]);
    expect(chain(script, 'forward').at(0)).toMatch(/policy drop$/);
    expect(chain(script, 'forward').at(-1)).toBe('ct state new jump security_group');
    expect(chain(script, 'output')).toEqual([
      'type filter hook output priority filter; policy drop',
      'ct state established,related accept',
      'tcp flags rst accept',
      'jump security_group',
    ]);
    expect(chain(rules({ egress: [] }), 'security_group')).toEqual([]);
  });

  test('answer unknown packets to a listener with a reset, and drop those to other ports', () => {
    expect(chain(rules(), 'input')).toEqual([
      'type filter hook input priority filter; policy drop',
      'ct state established,related accept',
      'tcp dport { 6379, 6380 } ct state invalid accept',
      'iifname premises ip protocol tcp ct state invalid accept',
    ]);
    expect(chain(rules({ listeners: [listener(6379, [])] }), 'input')).toContain(
      'tcp dport { 6379 } ct state invalid accept',
    );
    // An empty set would be a syntax error.
    expect(chain(rules({ listeners: [] }), 'input').join('\n')).not.toContain('tcp dport');
  });
});

describe('a group with one target', () => {
  const only = listener(6379, ['10.0.4.10']);

  test('gets no traffic while its target is initial', () => {
    const script = rulesFor(only, { '10.0.4.10': 'initial' });
    expect(chain(script, 'to_target')).toEqual(['type nat hook prerouting priority dstnat']);
  });

  test('fails open: an unhealthy target gets new connections, and existing ones are not reset', () => {
    const script = rulesFor(only, { '10.0.4.10': 'unhealthy' });
    expect(script).toBe(rulesFor(only, { '10.0.4.10': 'healthy' }));
    expect(chain(script, 'to_target')).toHaveLength(2);
    expect(chain(script, 'forward')).toContain(kept('10.0.4.10'));
  });

  test('keeps the connections to a draining target, which gets no new ones', () => {
    const [target] = only.targetGroup.targets;
    const moved = listener(6379, ['10.0.4.20']);
    const script = rules({ listeners: [moved] }, { drainingOf: () => (target ? [target] : []) });
    expect(chain(script, 'to_target').at(-1)).toContain('{ 0 : 10.0.4.20 . 6379 }');
    expect(chain(script, 'forward')).toEqual(expect.arrayContaining([kept('10.0.4.20'), kept('10.0.4.10')]));
  });

  test('without its target resets the connections that are left', () => {
    const script = rulesFor(listener(6379, []), {});
    expect(chain(script, 'to_target')).toHaveLength(1);
    expect(chain(script, 'forward')).toEqual([
      'type filter hook forward priority filter; policy drop',
      `ip protocol tcp ct original proto-dst 6379 ${RESET}`,
      'ct state new jump security_group',
    ]);
  });
});

describe('a group with several targets', () => {
  const two = ['10.0.4.10', '10.0.4.12'];
  const target = (script: string) => chain(script, 'to_target').at(1);
  const all =
    'meta mark != 0 tcp dport 6379 dnat ip to numgen random mod 2 map { 0 : 10.0.4.10 . 6379, 1 : 10.0.4.12 . 6379 }';
  const first = 'meta mark != 0 tcp dport 6379 dnat ip to numgen random mod 1 map { 0 : 10.0.4.10 . 6379 }';

  test('spreads connections over the healthy ones', () => {
    expect(target(rulesFor(listener(6379, two), {}))).toBe(all);
  });

  test('takes an unhealthy target out and resets its connections', () => {
    const script = rulesFor(listener(6379, two), { '10.0.4.12': 'unhealthy' });
    expect(target(script)).toBe(first);
    expect(chain(script, 'forward')).toEqual([
      'type filter hook forward priority filter; policy drop',
      kept('10.0.4.10'),
      `ip protocol tcp ct original proto-dst 6379 ${RESET}`,
      'ct state new jump security_group',
    ]);
  });

  test('keeps connections to an unhealthy target without connection termination', () => {
    const script = rulesFor(listener(6379, two, { terminatesUnhealthy: false }), { '10.0.4.12': 'unhealthy' });
    expect(target(script)).toBe(first);
    expect(chain(script, 'forward')).toContain(kept('10.0.4.12'));
  });

  test('fails open when fewer than the minimum are healthy', () => {
    const strict = listener(6379, two, { minimumHealthy: 2 });
    const script = rulesFor(strict, { '10.0.4.12': 'unhealthy' });
    expect(target(script)).toBe(all);
    expect(chain(script, 'forward')).toContain(kept('10.0.4.12'));
  });

  test.each<[HealthStatus]>([['healthy'], ['unhealthy']])(
    'gives an initial target no traffic beside one that is %s',
    (health) => {
      const script = rulesFor(listener(6379, two), { '10.0.4.10': health, '10.0.4.12': 'initial' });
      expect(target(script)).toBe(first);
      expect(chain(script, 'forward')).not.toContain(kept('10.0.4.12'));
    },
  );
});
