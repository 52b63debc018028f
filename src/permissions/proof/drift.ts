import {
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { Administrator } from './administrator';

/**
 * Changes the description of a security group rule in an account, as somebody might by hand. The next deployment has to change
 * it back.
 */
export async function driftOfRules(administrator: Administrator, account: string): Promise<void> {
  const ec2 = new EC2Client(administrator.config(account));
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const own = SecurityGroupRules.filter(({ Tags = [] }) => Tags.some(({ Key }) => Key === 'Project'));
  for (const rule of [own.find(({ IsEgress }) => IsEgress), own.find(({ IsEgress }) => !IsEgress)]) {
    if (rule) await ec2.send(changed(rule));
  }
  ec2.destroy();
}

function changed({ GroupId, SecurityGroupRuleId, IpProtocol, FromPort, ToPort, CidrIpv4 }: SecurityGroupRule) {
  return new ModifySecurityGroupRulesCommand({
    GroupId,
    SecurityGroupRules: [
      {
        SecurityGroupRuleId,
        SecurityGroupRule: { IpProtocol, FromPort, ToPort, CidrIpv4, Description: 'Changed by hand' },
      },
    ],
  });
}
