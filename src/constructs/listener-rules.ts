import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { DataResource } from 'cdktf';
import { Construct } from 'constructs';
import { portRuns } from '../config/port-runs';

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
    const sources = [
      ...props.clientCidrs.map((cidrIpv4) => ({ client: cidrIpv4, source: { cidrIpv4 } })),
      ...(props.clientSecurityGroupIds ?? []).map((groupId) => ({
        client: groupId,
        source: { referencedSecurityGroupId: groupId },
      })),
    ];
    const rules = sources.flatMap(({ client, source }) =>
      portRuns(props.ports).map(({ from, to }) => {
        const key = `${client}-${from}-${to}`;
        return new VpcSecurityGroupIngressRule(this, key, {
          securityGroupId: props.securityGroupId,
          description: from === to ? `Redis clients, port ${from}` : `Redis clients, ports ${from} to ${to}`,
          ipProtocol: 'tcp',
          fromPort: from,
          toPort: to,
          ...source,
          lifecycle: { createBeforeDestroy: true },
        });
      }),
    );
    this.openBeforeClosing(rules);
  }

  /**
   * A run that grows, shrinks or is split is another rule, and Terraform orders a new resource and a removed one in no
   * way: ports in both runs would close for a moment. This resource depends on every rule and is replaced with them, the
   * new one first. So new rules are created before it, and old ones, which its predecessor depends on, are destroyed
   * after that has gone: https://github.com/hashicorp/terraform/blob/main/docs/destroying.md
   */
  private openBeforeClosing(rules: readonly VpcSecurityGroupIngressRule[]): void {
    if (rules.length === 0) return;
    new DataResource(this, 'order', {
      triggersReplace: { rules: rules.map(({ node }) => node.id.replace('--', '/')).join(' ') },
      dependsOn: [...rules],
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
