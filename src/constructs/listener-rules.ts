import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { portRuns } from '../config/port-runs';
import { NewBeforeOld } from './new-before-old';

/** Properties of {@link ListenerRules}. */
export interface ListenerRulesProps {
  /** The security group that the rules are added to. */
  readonly securityGroupId: string;
  /** Listener ports, 1 to 65535. */
  readonly ports: readonly number[];
  /** IPv4 CIDR blocks that clients connect from. */
  readonly clientCidrs: readonly string[];
  /**
   * IDs of the clients' security groups.
   * @default - none
   */
  readonly clientSecurityGroupIds?: readonly string[];
}

/** A source of traffic: either a network or a security group. */
type Source = { readonly cidrIpv4: string } | { readonly referencedSecurityGroupId: string };

/**
 * Admits only the clients, only on the listener ports. One rule covers a contiguous run of ports, since AWS limits the
 * number of rules: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 *
 * Rules are keyed by client and port run, not by consumer or server: two consumers may share a network, EC2 refuses
 * duplicate rules, and removing one consumer must not remove the other's rule.
 */
export class ListenerRules extends Construct {
  constructor(scope: Construct, id: string, props: ListenerRulesProps) {
    super(scope, id);
    const sources: [client: string, source: Source][] = [
      ...props.clientCidrs.map((cidrIpv4): [string, Source] => [cidrIpv4, { cidrIpv4 }]),
      ...(props.clientSecurityGroupIds ?? []).map((group): [string, Source] => [
        group,
        { referencedSecurityGroupId: group },
      ]),
    ];
    const rules = new Map<string, VpcSecurityGroupIngressRule>();
    for (const [client, source] of sources) {
      for (const { from, to } of portRuns(props.ports)) {
        rules.set(`${client}-${from}-${to}`, this.letIn(`${client}-${from}-${to}`, source, from, to, props));
      }
    }
    // A run that changes becomes a new rule. Its ports must stay open in between.
    if (rules.size > 0) new NewBeforeOld(this, 'order', [...rules.keys()], [...rules.values()]);
  }

  private letIn(
    key: string,
    source: Source,
    fromPort: number,
    toPort: number,
    { securityGroupId }: ListenerRulesProps,
  ) {
    return new VpcSecurityGroupIngressRule(this, key, {
      securityGroupId,
      description:
        fromPort === toPort ? `Redis clients, port ${toPort}` : `Redis clients, ports ${fromPort} to ${toPort}`,
      ipProtocol: 'tcp',
      fromPort,
      toPort,
      ...source,
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
