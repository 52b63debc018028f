import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { type Account, account, emulatorForAll, network, there } from './harness';

const emulator = emulatorForAll();
let prod: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
});

let count = 0;
const securityGroup = async () => {
  const { vpcId: VpcId } = await network(prod, '10.1.0.0/16', []);
  count += 1;
  const made = await prod.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `group-${count}`, Description: 'rules', VpcId }),
  );
  return there(made.GroupId);
};

const rule = (FromPort: number, ToPort = FromPort) => ({ IpProtocol: 'tcp', FromPort, ToPort });
const CLIENTS = '10.3.0.0/16';
const open = async (GroupId: string, from: number, to = from) => {
  const IpPermissions = [{ ...rule(from, to), IpRanges: [{ CidrIp: CLIENTS }] }];
  const made = await prod.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  return there(made.SecurityGroupRules?.[0]?.SecurityGroupRuleId);
};
const move = (GroupId: string, SecurityGroupRuleId: string, port: number) =>
  prod.ec2.send(
    new ModifySecurityGroupRulesCommand({
      GroupId,
      SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: { ...rule(port), CidrIpv4: CLIENTS } }],
    }),
  );
const ports = async (GroupId: string) => {
  const Filters = [{ Name: 'group-id', Values: [GroupId] }];
  const { SecurityGroupRules = [] } = await prod.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  return SecurityGroupRules.filter(({ IsEgress }) => !IsEgress).map(({ FromPort, ToPort }) => [FromPort, ToPort]);
};

describe('a request that a client repeats', () => {
  /** Opens a port by a client that says which invocation it is. */
  const openAs = (invocation: string, GroupId: string, port: number) => {
    const command = new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ ...rule(port), IpRanges: [{ CidrIp: CLIENTS }] }],
    });
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['amz-sdk-invocation-id'] = invocation;
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    return prod.ec2.send(command);
  };
  const idOf = ({ SecurityGroupRules }: { SecurityGroupRules?: { SecurityGroupRuleId?: string }[] }) =>
    SecurityGroupRules?.[0]?.SecurityGroupRuleId;

  test('gets the first answer again, even if it comes while the first is being served', async () => {
    // GIVEN
    const group = await securityGroup();
    // WHEN
    const [first, second] = await Promise.all([openAs('one', group, 6379), openAs('one', group, 6379)]);
    const third = await openAs('one', group, 6379);
    // THEN
    expect(idOf(first)).toMatch(/^sgr-/);
    expect([idOf(second), idOf(third)]).toEqual([idOf(first), idOf(first)]);
    expect(await ports(group)).toEqual([[6379, 6379]]);
  });

  test('is served anew after an error', async () => {
    // GIVEN
    const group = await securityGroup();
    const id = await open(group, 6379);
    await expect(openAs('two', group, 6379)).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    // WHEN
    await prod.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds: [id] }));
    // THEN
    expect(idOf(await openAs('two', group, 6379))).toMatch(/^sgr-/);
  });
});

describe('a security group rule', () => {
  test('may overlap another, but not duplicate it', async () => {
    // GIVEN
    const group = await securityGroup();
    await open(group, 6379, 6381);
    // THEN
    await expect(open(group, 6379, 6382)).resolves.toBeDefined();
    await expect(open(group, 6379, 6381)).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
  });

  test('cannot become a duplicate: two rules cannot swap their ports', async () => {
    // GIVEN
    const group = await securityGroup();
    const first = await open(group, 6379);
    await open(group, 6380);
    // WHEN
    const swap = move(group, first, 6380);
    // THEN
    await expect(swap).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    expect(await ports(group)).toEqual([
      [6379, 6379],
      [6380, 6380],
    ]);
    await expect(move(group, first, 6381)).resolves.toBeDefined();
  });

  test('is one of at most 60', async () => {
    // GIVEN
    const group = await securityGroup();
    for (let port = 7000; port < 7060; port += 1) await open(group, port);
    // WHEN
    const further = open(group, 7060);
    // THEN
    await expect(further).rejects.toMatchObject({ name: 'RulesPerSecurityGroupLimitExceeded' });
  });
});
