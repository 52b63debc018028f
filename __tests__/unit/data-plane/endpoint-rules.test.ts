import { endpointRules } from '../../../src/data-plane/endpoint-rules';
import { chain, endpoint } from './samples';

const LINK = { endpoint: '198.18.0.1', loadBalancer: '198.18.0.0' };
const INGRESS = [{ cidr: '10.3.0.0/16', fromPort: 6379, toPort: 6381 }];
const rules = (changes = {}, ingress: typeof INGRESS | undefined = INGRESS) =>
  endpointRules(endpoint(1, changes), LINK, { ingress });

describe('endpointRules', () => {
  test('send TCP to the endpoint on to the load balancer, and to no other address', () => {
    expect(chain(rules(), 'to_load_balancer')).toEqual([
      'type nat hook prerouting priority dstnat',
      'iifname vpc ip daddr 10.3.1.4 ip protocol tcp dnat to 198.18.0.0',
    ]);
  });

  test('send nothing on if the endpoint is not connected', () => {
    expect(chain(rules({ connected: false }), 'to_load_balancer')).toEqual([
      'type nat hook prerouting priority dstnat',
    ]);
  });

  test("put the endpoint's link address in the place of the client's", () => {
    expect(chain(rules(), 'as_endpoint')).toEqual([
      'type nat hook postrouting priority srcnat',
      'oifname privatelink snat to 198.18.0.1',
    ]);
  });

  test('need a rule of the endpoint and then one of the load balancer to let a new connection in', () => {
    const ingress = [
      { cidr: '10.3.0.0/16', fromPort: 6379, toPort: 6379 },
      { cidr: '10.4.0.0/16', fromPort: 6380, toPort: 6389 },
    ];
    const script = rules({ ingress });
    expect(chain(script, 'forward')).toEqual([
      'type filter hook forward priority filter; policy drop',
      'ct state established,related accept',
      'iifname vpc ct state new jump endpoint_group',
    ]);
    expect(chain(script, 'endpoint_group')).toEqual([
      'ip saddr 10.3.0.0/16 tcp dport 6379 jump load_balancer_group',
      'ip saddr 10.4.0.0/16 tcp dport 6380-6389 jump load_balancer_group',
    ]);
    expect(chain(script, 'load_balancer_group')).toEqual(['ip saddr 10.3.0.0/16 tcp dport 6379-6381 accept']);
  });

  test('let nobody in without a rule', () => {
    expect(chain(rules({ ingress: [] }), 'endpoint_group')).toEqual([]);
    expect(chain(rules({}, []), 'load_balancer_group')).toEqual([]);
  });

  test("need only the endpoint's rule if the load balancer does not enforce its own on PrivateLink traffic", () => {
    const script = endpointRules(endpoint(1), LINK, { ingress: undefined });
    expect(chain(script, 'load_balancer_group')).toEqual(['accept']);
    expect(chain(script, 'endpoint_group')).toEqual(['ip saddr 10.3.0.0/16 tcp dport 6379 jump load_balancer_group']);
  });

  test('answer packets of expired connections with a reset, by the kernel, and drop all else that is for the endpoint', () => {
    expect(chain(rules(), 'input')).toEqual([
      'type filter hook input priority filter; policy drop',
      'ip protocol tcp ct state invalid accept',
    ]);
  });

  test('replace earlier rules in one step', () => {
    expect(rules()).toMatch(/^table ip plane\nflush table ip plane\ntable ip plane \{/);
  });
});
