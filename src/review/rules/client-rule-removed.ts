import { isNetwork, isPartOf } from '../../config/cidrs';
import type { ResourceChange } from '../../plans/terraform-plan';
import { after, before, isDestroyed, isGone, kindOf, text } from '../planned-changes';
import type { ReviewedStack, Rule } from './rule';
import { ofType } from './topology';
import { list } from './words';

export const clientRuleRemoved: Rule = {
  name: 'client-rule-removed',
  effect: 'cut',
  watches: 'A security group no longer admits a client to a listener port that remains.',
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
  because: 'New connections are dropped without an answer. Tracked ones go on until they close or are idle too long.',
  find(stack) {
    const rules = ofType(stack, 'aws_vpc_security_group_ingress_rule').filter(isTcp);
    const lost = rules.flatMap((rule) => {
      if (!isGone(rule) && kindOf(rule) !== 'change') return [];
      const ports = listenerPorts(stack).filter(
        (port) => admits(before(rule), port) && !stillAdmitted(rule, port, rules),
      );
      return ports.length > 0 ? [{ rule, client: clientOf(before(rule)), ports, left: partsLeft(rule, rules) }] : [];
    });
    if (lost.length === 0) return [];
    const what = lost.map(({ client, ports, left }) => {
      const still = left.length > 0 ? `, except ${list(left)}` : '';
      return `${client} on ${ports.length === 1 ? 'port' : 'ports'} ${list(ports)}${still}`;
    });
    return [
      {
        addresses: lost.map(({ rule }) => rule.address),
        happens:
          `The security group of ${stack.name.startsWith('redis-consumer-') ? 'the endpoints' : 'the load balancer'} no ` +
          `longer admits ${list(what)}. Packets are dropped, so clients see timeouts and no error.`,
        who: `Clients in ${list([...new Set(lost.map(({ client }) => client))])}: new connections time out at once. Open ones go on until they close, since security groups track them.`,
        instead:
          'Make sure that no client is left there, with flow logs of the endpoints; or keep the network in clients.cidrs. ' +
          'A narrower network can be added beside the wide one first.',
        affected: stack.name.startsWith('redis-consumer-') ? { endpointIds: endpointsOf(stack) } : {},
      },
    ];
  },
};

type Values = ReturnType<typeof before>;

const isTcp = (rule: ResourceChange) => [before(rule), after(rule)].some(({ ip_protocol }) => ip_protocol === 'tcp');

/** Ports that clients may use after the change. */
function listenerPorts({ environment }: ReviewedStack): number[] {
  return environment.service.servers.flatMap(({ listenerPort, sentinel }) =>
    sentinel ? [listenerPort, sentinel.listenerPort] : [listenerPort],
  );
}

const admits = ({ from_port, to_port }: Values, port: number) => Number(from_port) <= port && port <= Number(to_port);

const clientOf = ({ cidr_ipv4, referenced_security_group_id }: Values) =>
  text(cidr_ipv4) || text(referenced_security_group_id) || 'an unknown client';

/** Whether another rule of the group admits all of a rule's client to the port once the plan is applied. */
function stillAdmitted(rule: ResourceChange, port: number, rules: readonly ResourceChange[]): boolean {
  return rules.some((other) => {
    if (kindOf(other) === 'destroy' || kindOf(other) === 'forget') return false;
    const values = after(other);
    const group = values.security_group_id ?? before(other).security_group_id;
    const sameGroup = group === undefined || group === before(rule).security_group_id;
    return sameGroup && admits(values, port) && contains(clientOf(values), clientOf(before(rule)));
  });
}

/** Parts of the rule's network that other rules of its group admit once the plan is applied. */
function partsLeft(rule: ResourceChange, rules: readonly ResourceChange[]): string[] {
  const client = clientOf(before(rule));
  const others = rules.filter((other) => other !== rule && !isDestroyed(other)).map((other) => clientOf(after(other)));
  return [...new Set(others.filter((other) => other !== client && contains(client, other)))].sort();
}

const contains = (outer: string, inner: string) =>
  outer === inner || (isNetwork(outer) && isNetwork(inner) && isPartOf(inner, outer));

const endpointsOf = (stack: ReviewedStack) =>
  ofType(stack, 'aws_vpc_endpoint').flatMap((endpoint) => text(before(endpoint).id) ?? []);
