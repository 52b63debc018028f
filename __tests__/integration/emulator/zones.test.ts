import { DescribeAvailabilityZonesCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { type Account, account, CONSUMER, emulatorForAll, network, role } from './harness';

const emulator = emulatorForAll();
let prod: Account;
let consumer: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
  consumer = await account(emulator.endpoint, role(CONSUMER));
});

const zonesOf = async ({ ec2 }: Account) => {
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
  return new Map(AvailabilityZones.map((zone) => [zone.ZoneName, zone.ZoneId]));
};

describe('Availability Zones', () => {
  test('have the same IDs in every account', async () => {
    // WHEN
    const [ours, theirs] = [await zonesOf(prod), await zonesOf(consumer)];
    // THEN
    expect([...theirs.values()].sort()).toEqual([...ours.values()].sort());
    expect(ours.size).toBe(6);
  });

  test('have names that map to another zone in another account', async () => {
    // WHEN
    const [ours, theirs] = [await zonesOf(prod), await zonesOf(consumer)];
    // THEN
    for (const [name, id] of ours) expect(theirs.get(name)).not.toBe(id);
  });

  test('of subnets match the names of their account', async () => {
    // GIVEN
    const zones = await zonesOf(consumer);
    // WHEN
    const { subnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1', 'use1-az2']);
    const { Subnets = [] } = await consumer.ec2.send(new DescribeSubnetsCommand({ SubnetIds: subnetIds }));
    // THEN
    expect(Subnets.map((subnet) => subnet.AvailabilityZoneId).sort()).toEqual(['use1-az1', 'use1-az2']);
    for (const subnet of Subnets) expect(zones.get(subnet.AvailabilityZone)).toBe(subnet.AvailabilityZoneId);
  });
});
