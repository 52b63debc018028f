import { CreateVpcEndpointCommand } from '@aws-sdk/client-ec2';
import {
  AssociateVPCWithHostedZoneCommand,
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  GetHealthCheckCommand,
  GetHostedZoneCommand,
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53';
import { type Account, account, CONSUMER, emulatorForAll, network, REGION, role, there } from './harness';
import { endpointService } from './service';

const emulator = emulatorForAll();
let prod: Account;
let consumer: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
  consumer = await account(emulator.endpoint, role(CONSUMER));
});

const vpc = (VPCId: string) => ({ VPCId, VPCRegion: REGION }) as const;

let count = 0;
const privateZone = async () => {
  const { vpcId } = await network(consumer, '10.3.0.0/16', []);
  count += 1;
  const input = { Name: 'redis.internal', CallerReference: `${count}`, VPC: vpc(vpcId) };
  const made = await consumer.route53.send(new CreateHostedZoneCommand(input));
  return there(made.HostedZone?.Id).replace('/hostedzone/', '');
};

const change = (HostedZoneId: string, ...Changes: Change[]) =>
  consumer.route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));

const create = (record: Partial<ResourceRecordSet>): Change => ({
  Action: 'CREATE',
  ResourceRecordSet: { Name: 'any.redis.internal', Type: 'A', ...record },
});

const values = (...addresses: string[]) => ({ TTL: 10, ResourceRecords: addresses.map((Value) => ({ Value })) });
const alias = { AliasTarget: { HostedZoneId: 'Z1', DNSName: 'all.redis.internal', EvaluateTargetHealth: true } };
const simple = create(values('10.3.0.1'));
const weighted = (SetIdentifier: string) => create({ ...values('10.3.0.1'), SetIdentifier, Weight: 1 });
const multivalue = (SetIdentifier: string) => create({ ...values('10.3.0.1'), SetIdentifier, MultiValueAnswer: true });

const namesIn = async (HostedZoneId: string) => {
  const { ResourceRecordSets = [] } = await consumer.route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
  return ResourceRecordSets.filter((record) => record.Type === 'A').map(
    (record) => record.SetIdentifier ?? record.Name,
  );
};

describe('a hosted zone', () => {
  test('created with a VPC is private without saying so', async () => {
    // WHEN
    const Id = await privateZone();
    // THEN
    const { HostedZone, VPCs } = await consumer.route53.send(new GetHostedZoneCommand({ Id }));
    expect(HostedZone?.Config?.PrivateZone).toBe(true);
    expect(VPCs).toHaveLength(1);
  });

  test("cannot be created for another account's VPC", async () => {
    // GIVEN
    const { vpcId } = await network(prod, '10.1.0.0/16', []);
    // WHEN
    const input = { Name: 'redis.internal', CallerReference: 'foreign', VPC: vpc(vpcId) };
    const creation = consumer.route53.send(new CreateHostedZoneCommand(input));
    // THEN
    await expect(creation).rejects.toMatchObject({ name: 'InvalidVPCId' });
  });

  test('is the only one of its name in a VPC, whether created there or associated later', async () => {
    // GIVEN
    const { vpcId } = await network(consumer, '10.3.0.0/16', []);
    const { vpcId: other } = await network(consumer, '10.3.0.0/16', []);
    const make = async (Name: string, id: string) => {
      count += 1;
      const input = { Name, CallerReference: `${count}`, VPC: vpc(id) };
      return there((await consumer.route53.send(new CreateHostedZoneCommand(input))).HostedZone?.Id);
    };
    await make('twice.internal', vpcId);
    const elsewhere = await make('twice.internal', other);
    // WHEN
    const created = make('twice.internal', vpcId);
    const HostedZoneId = elsewhere.replace('/hostedzone/', '');
    const associated = consumer.route53.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC: vpc(vpcId) }));
    // THEN
    await expect(created).rejects.toMatchObject({ name: 'ConflictingDomainExists' });
    await expect(associated).rejects.toMatchObject({ name: 'ConflictingDomainExists' });
    await expect(make('below.twice.internal', vpcId)).resolves.toBeDefined();
  });

  test('can be associated with the VPC of another account once authorized', async () => {
    // GIVEN
    const HostedZoneId = await privateZone();
    const { vpcId } = await network(prod, '10.9.0.0/16', []);
    const request = { HostedZoneId, VPC: vpc(vpcId) };
    const associate = () => prod.route53.send(new AssociateVPCWithHostedZoneCommand(request));
    // WHEN
    const early = associate();
    // THEN
    await expect(early).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await consumer.route53.send(new CreateVPCAssociationAuthorizationCommand(request));
    await associate();
    const seen = await prod.route53.send(new ListHostedZonesByVPCCommand({ VPCId: vpcId, VPCRegion: REGION }));
    expect(seen.HostedZoneSummaries).toMatchObject([{ HostedZoneId, Owner: { OwningAccount: CONSUMER } }]);
  });
});

describe('records', () => {
  test.each([
    ['several weighted', [weighted('a'), weighted('b')]],
    ['several multivalue', [multivalue('a'), multivalue('b')]],
    ['a simple alias', [create(alias)]],
    ['a weighted alias', [create({ ...alias, SetIdentifier: 'a', Weight: 1 })]],
  ])('are accepted: %s', async (_, changes) => {
    await expect(change(await privateZone(), ...changes)).resolves.toMatchObject({ ChangeInfo: { Status: 'INSYNC' } });
  });

  test.each([
    ['an alias with a TTL', [create({ ...alias, TTL: 10 })], 'InvalidInput', 'found more than one'],
    ['neither alias nor values', [create({})], 'InvalidInput', 'found none'],
    ['a multivalue alias', [create({ ...alias, SetIdentifier: 'a', MultiValueAnswer: true })], 'InvalidInput', 'alias'],
    ['weighted without an identifier', [create({ ...values('10.3.0.1'), Weight: 1 })], 'InvalidInput', 'SetIdentifier'],
    ['an identifier without routing', [create({ ...values('10.3.0.1'), SetIdentifier: 'a' })], 'InvalidInput', 'none'],
    ['weighted beside simple', [simple, weighted('a')], 'InvalidChangeBatch', 'as a non-weighted set'],
    ['multivalue beside weighted', [weighted('a'), multivalue('b')], 'InvalidChangeBatch', 'non multivalue answer'],
    ['simple beside weighted', [weighted('a'), simple], 'InvalidChangeBatch', 'with the same name and type'],
    ['one twice', [simple, simple], 'InvalidChangeBatch', 'but it already exists'],
    [
      'a CNAME beside an address',
      [simple, create({ Type: 'CNAME', ...values('a.b') })],
      'InvalidChangeBatch',
      'conflicts',
    ],
    [
      'an alias to no endpoint',
      [create({ AliasTarget: { ...alias.AliasTarget, DNSName: 'x.vpce.amazonaws.com' } })],
      'InvalidChangeBatch',
      'does not lie within the target zone',
    ],
  ])('are refused: %s', async (_, changes, name, message) => {
    const batch = change(await privateZone(), ...(changes as Change[]));
    await expect(batch).rejects.toMatchObject({ name, message: expect.stringContaining(message as string) });
  });

  test('of a batch are accepted all or none', async () => {
    // GIVEN
    const zone = await privateZone();
    // WHEN
    const batch = change(zone, weighted('a'), simple);
    // THEN
    await expect(batch).rejects.toThrow();
    expect(await namesIn(zone)).toEqual([]);
  });

  test('are deleted by name, type and identifier', async () => {
    // GIVEN
    const zone = await privateZone();
    const other = create({ ...values('10.3.0.1'), Name: 'other.redis.internal', SetIdentifier: 'a', Weight: 1 });
    await change(zone, weighted('a'), weighted('b'), other);
    // WHEN
    await change(zone, { ...weighted('a'), Action: 'DELETE' });
    // THEN
    expect((await namesIn(zone)).sort()).toEqual(['a', 'b']);
  });

  test('are deleted only if their values match', async () => {
    // GIVEN
    const zone = await privateZone();
    await change(zone, simple);
    // WHEN
    const deletion = change(zone, { ...create(values('10.3.0.2')), Action: 'DELETE' });
    // THEN
    await expect(deletion).rejects.toThrow('do not match the current values');
  });

  test("can alias an endpoint's own name in its hosted zone only", async () => {
    // GIVEN
    const zone = await privateZone();
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1']);
    const input = { VpcEndpointType: 'Interface', ServiceName, VpcId, SubnetIds } as const;
    const { VpcEndpoint } = await consumer.ec2.send(new CreateVpcEndpointCommand(input));
    const [entry] = there(VpcEndpoint?.DnsEntries);
    const to = (HostedZoneId: string | undefined) =>
      create({ AliasTarget: { DNSName: entry?.DnsName, HostedZoneId, EvaluateTargetHealth: true } });
    // THEN
    await expect(change(zone, to('Z00000000000000000000'))).rejects.toThrow('does not lie within the target zone');
    await expect(change(zone, to(entry?.HostedZoneId))).resolves.toBeDefined();
  });
});

describe('a health check on an alarm', () => {
  const config = (Name: string) => ({
    Type: 'CLOUDWATCH_METRIC' as const,
    AlarmIdentifier: { Region: 'us-east-1' as const, Name },
    InsufficientDataHealthStatus: 'Healthy' as const,
  });

  const createCheck = (Name: string) =>
    consumer.route53.send(new CreateHealthCheckCommand({ CallerReference: Name, HealthCheckConfig: config(Name) }));

  // CloudWatch's query protocol by hand: a client package is not worth it for one request.
  const putAlarm = async (AlarmName: string, changes: Record<string, string> = {}) => {
    const scope = `${consumer.accessKeyId}/20260101/us-east-1/monitoring/aws4_request`;
    const response = await fetch(emulator.endpoint, {
      method: 'POST',
      headers: { Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
      body: new URLSearchParams({
        Action: 'PutMetricAlarm',
        Version: '2010-08-01',
        AlarmName,
        Namespace: 'AWS/PrivateLinkEndpoints',
        MetricName: 'PacketsDropped',
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: '10',
        Period: '60',
        EvaluationPeriods: '1',
        ...changes,
      }),
    });
    expect(response.status).toBe(200);
  };

  test('returns the alarm, and neither port nor interval', async () => {
    // GIVEN
    await putAlarm('dropped');
    // WHEN
    const HealthCheckId = there((await createCheck('dropped')).HealthCheck?.Id);
    // THEN
    const { HealthCheck } = await consumer.route53.send(new GetHealthCheckCommand({ HealthCheckId }));
    expect(HealthCheck?.HealthCheckConfig).toEqual({ ...config('dropped'), Inverted: false, Disabled: false });
  });

  const copyOf = async (HealthCheckId: string) =>
    (await consumer.route53.send(new GetHealthCheckCommand({ HealthCheckId }))).HealthCheck
      ?.CloudWatchAlarmConfiguration;

  test('watches a copy of the alarm, updated only when the alarm is named again', async () => {
    // GIVEN
    const watching = (id: string) => ({
      'Dimensions.member.1.Name': 'VPC Endpoint Id',
      'Dimensions.member.1.Value': id,
    });
    await putAlarm('copied', watching('vpce-old'));
    const HealthCheckId = there((await createCheck('copied')).HealthCheck?.Id);
    // WHEN
    await putAlarm('copied', { ...watching('vpce-new'), Threshold: '20' });
    await consumer.route53.send(
      new UpdateHealthCheckCommand({ HealthCheckId, InsufficientDataHealthStatus: 'Unhealthy' }),
    );
    const before = await copyOf(HealthCheckId);
    const { AlarmIdentifier } = config('copied');
    await consumer.route53.send(new UpdateHealthCheckCommand({ HealthCheckId, AlarmIdentifier }));
    // THEN
    expect(before).toEqual({
      Namespace: 'AWS/PrivateLinkEndpoints',
      MetricName: 'PacketsDropped',
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 10,
      Period: 60,
      EvaluationPeriods: 1,
      Dimensions: [{ Name: 'VPC Endpoint Id', Value: 'vpce-old' }],
    });
    expect(await copyOf(HealthCheckId)).toMatchObject({
      Threshold: 20,
      Dimensions: [{ Name: 'VPC Endpoint Id', Value: 'vpce-new' }],
    });
  });

  test.each<[kind: string, alarm: Record<string, string>, message: string]>([
    ['"M out of N"', { EvaluationPeriods: '3', DatapointsToAlarm: '2' }, '2 out of 3'],
    ['on a high-resolution metric', { Period: '10' }, 'high-resolution'],
    ['on an extended statistic', { Statistic: '', ExtendedStatistic: 'p99' }, 'p99'],
    [
      'on metric math',
      { 'Metrics.member.1.Id': 'e1', 'Metrics.member.1.Expression': 'm1*2', 'Metrics.member.1.ReturnData': 'true' },
      'metric math',
    ],
  ])('cannot watch an alarm %s', async (kind, alarm, message) => {
    await putAlarm(kind, alarm);
    await expect(createCheck(kind)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining(message),
    });
  });

  test('accepts an alarm with consecutive periods, with or without an equal number of data points', async () => {
    await putAlarm('all', { EvaluationPeriods: '3', DatapointsToAlarm: '3' });
    await expect(createCheck('all')).resolves.toBeDefined();
  });

  test('requires the alarm to exist', async () => {
    await expect(createCheck('none')).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
