import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
} from '@aws-sdk/client-ec2';
import { type Account, account, emulatorForAll, network, there } from './harness';

const emulator = emulatorForAll();
let prod: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
});

describe('resources used by a network interface', () => {
  test('cannot be deleted before the interface', async () => {
    // GIVEN
    const { vpcId: VpcId, subnetIds } = await network(prod, '10.1.0.0/16', ['use1-az1']);
    const SubnetId = there(subnetIds[0]);
    const group = new CreateSecurityGroupCommand({ GroupName: 'used', Description: 'used', VpcId });
    const GroupId = there((await prod.ec2.send(group)).GroupId);
    const made = await prod.ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups: [GroupId] }));
    const deletions = [
      () => prod.ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
      () => prod.ec2.send(new DeleteSubnetCommand({ SubnetId })),
    ];
    // THEN
    for (const deletion of deletions) await expect(deletion()).rejects.toMatchObject({ name: 'DependencyViolation' });
    // WHEN
    const { NetworkInterfaceId } = there(made.NetworkInterface);
    await prod.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    // THEN
    for (const deletion of deletions) await expect(deletion()).resolves.toBeDefined();
  });
});
