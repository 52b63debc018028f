import { CreateVpcEndpointCommand } from '@aws-sdk/client-ec2';
import { emulatorAwsConfig } from '../../../src/emulator/aws';
import { askConnections } from '../../../src/review';
import { environmentWith } from '../../support/environments';
import { account, CONSUMER, emulatorForAll, network, REGION, role, STRANGER, there } from '../emulator/harness';
import { endpointService } from '../emulator/service';

const emulator = emulatorForAll();

const connect = async (accountId: string, ServiceName: string) => {
  const owner = await account(emulator.endpoint, role(accountId));
  const { vpcId, subnetIds } = await network(owner, '10.3.0.0/16', ['use1-az1']);
  const input = { VpcEndpointType: 'Interface', VpcId: vpcId, SubnetIds: subnetIds, ServiceName } as const;
  return there((await owner.ec2.send(new CreateVpcEndpointCommand(input))).VpcEndpoint?.VpcEndpointId);
};

describe('asking for connections', () => {
  test("names endpoints of every account, another team's included, by service", async () => {
    // GIVEN
    const prod = await account(emulator.endpoint, role('111111111111'));
    const principals = [CONSUMER, STRANGER].map((id) => `arn:aws:iam::${id}:root`);
    const open = await endpointService(prod, { principals });
    const guarded = await endpointService(prod, { acceptance: true });
    const own = await connect(CONSUMER, open.name);
    const strange = await connect(STRANGER, open.name);
    const waiting = await connect(CONSUMER, guarded.name);
    // WHEN
    const found = await askConnections(environmentWith(), emulatorAwsConfig(emulator.endpoint, REGION));
    // THEN
    expect(found).toEqual({
      [open.id]: expect.arrayContaining([
        { endpointId: own, owner: CONSUMER, state: 'available' },
        { endpointId: strange, owner: STRANGER, state: 'available' },
      ]),
      [guarded.id]: [{ endpointId: waiting, owner: CONSUMER, state: 'pendingAcceptance' }],
    });
  });

  test('says why AWS could not be asked', async () => {
    // GIVEN nothing listens there
    const nowhere = emulatorAwsConfig('http://127.0.0.1:9', REGION);
    // WHEN
    const found = await askConnections(environmentWith(), nowhere);
    // THEN
    expect(found).toEqual({
      unavailable: expect.stringMatching(
        /^The role arn:aws:iam::111111111111:role\/.* can't be assumed: .*ECONNREFUSED/,
      ),
    });
  });
});
