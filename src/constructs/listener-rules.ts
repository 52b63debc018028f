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
   * IDs of the security groups that clients are in.
   * @default - none
   */
  readonly clientSecurityGroupIds?: readonly string[];
}

/** A source of traffic: a network or a group, never both. */
type Source = { readonly cidrIpv4: string } | { readonly referencedSecurityGroupId: string };

/**
 * Lets clients in on the listener ports, and nobody else: a rule for each client and contiguous run of ports, since AWS
 * counts rules. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 *
 * Rules are keyed by client and run, not by consumer or server: two consumers may connect from equal networks, EC2
 * refuses the same rule twice, and whichever consumer goes must not take the other's rule along.
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
    // A run that grows, shrinks or is split is another rule: no port of it may close in between.
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
