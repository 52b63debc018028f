import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StateObject } from '../../../src/bootstrap/state-object';
import { deployedConfiguration } from '../../../src/client-configuration/deployed';
import type { Consumer } from '../../../src/config/schema';
import { emulatorAwsConfig } from '../../../src/emulator/aws';
import { type AwsConfig, accountConfig, requireCredentials } from '../../../src/terraform/aws';
import { refreshZones } from '../../../src/zones/refresh-zones';
import { environmentWith } from '../../support/environments';

const REGION = { region: 'us-east-1' };
const ROLE = 'arn:aws:iam::222222222222:role/deploy';

/** The access key ID that a client with this configuration signs with. */
async function accessKeyOf({ credentials }: AwsConfig): Promise<string | undefined> {
  const identity = typeof credentials === 'function' ? await credentials() : credentials;
  return identity?.accessKeyId;
}

describe('accountConfig', () => {
  let folder: string;
  const before = process.env.AWS_SHARED_CREDENTIALS_FILE;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aws-'));
    const file = join(folder, 'credentials');
    writeFileSync(file, '[prod-sso]\naws_access_key_id = of-the-profile\naws_secret_access_key = none\n');
    process.env.AWS_SHARED_CREDENTIALS_FILE = file;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.AWS_SHARED_CREDENTIALS_FILE;
    else process.env.AWS_SHARED_CREDENTIALS_FILE = before;
    rmSync(folder, { recursive: true });
  });

  test('uses the ambient credentials if the account has neither profile nor role', () => {
    expect(accountConfig(REGION, {})).toEqual(REGION);
  });

  test("uses the account's profile", async () => {
    expect(await accessKeyOf(accountConfig(REGION, { profile: 'prod-sso' }))).toBe('of-the-profile');
  });

  test('fails for an unknown profile, and falls back on no other credentials', async () => {
    const config = accountConfig(REGION, { profile: 'no-such-profile' });
    await expect(accessKeyOf(config)).rejects.toThrow(/no-such-profile|Could not load credentials/);
  });

  test("prefers the emulator's credentials to the account's profile", async () => {
    const emulator = emulatorAwsConfig('http://127.0.0.1:1', 'us-east-1');
    expect(await accessKeyOf(accountConfig(emulator, { profile: 'prod-sso' }))).toBe('testing');
  });

  test('assumes the role instead of using the profile directly', () => {
    const { credentials } = accountConfig(REGION, { profile: 'prod-sso', roleArn: ROLE });
    expect(typeof credentials).toBe('function');
    expect(credentials).not.toBe(accountConfig(REGION, { profile: 'prod-sso' }).credentials);
  });
});

describe('requireCredentials', () => {
  const denied = async () => {
    throw new Error('not authorized to perform: sts:AssumeRole');
  };

  test.each([
    [{ roleArn: ROLE }, `The role ${ROLE} can't be assumed: not authorized`],
    [{ roleArn: ROLE, profile: 'sso' }, `The role ${ROLE} can't be assumed with the profile "sso": not authorized`],
    [{ profile: 'sso' }, 'There are no AWS credentials with the profile "sso": not authorized'],
    [{}, 'There are no AWS credentials: not authorized'],
  ])('of %j names what was tried, and what to do', async (access, message) => {
    await expect(requireCredentials(denied, access)).rejects.toThrow(message);
    await expect(requireCredentials(denied, access)).rejects.toThrow('Sign in, or choose other credentials');
  });

  test('passes where there are credentials', async () => {
    await expect(requireCredentials(async () => ({}), { roleArn: ROLE })).resolves.toBeUndefined();
  });
});

describe('the external ID and session name of an account', () => {
  /** Stands for STS: records the requests to assume a role, and denies everything. */
  let sts: Server;
  let requests: URLSearchParams[];
  let aws: AwsConfig;
  const before = { ...process.env };

  beforeAll(async () => {
    sts = createServer(async (request, response) => {
      requests.push(new URLSearchParams(await text(request)));
      response.writeHead(403).end('<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>');
    }).listen(0, '127.0.0.1');
    await once(sts, 'listening');
    aws = emulatorAwsConfig(`http://127.0.0.1:${(sts.address() as AddressInfo).port}`, 'us-east-1');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
    });
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(() => {
    process.env = before;
    sts.close();
  });

  const environment = environmentWith({
    'accounts.prod.stateRoleArn': 'arn:aws:iam::111111111111:role/state',
    ...Object.fromEntries(
      ['prod', 'joda-toda-aws'].flatMap((name) => [
        [`accounts.${name}.externalId`, `for-${name}`],
        [`accounts.${name}.sessionName`, `deploy-${name}`],
      ]),
    ),
  });
  const consumer = environment.consumers[0] as Consumer;

  test.each<[command: string, name: string, role: string, call: () => Promise<unknown>]>([
    ['bootstrap', 'prod', '111111111111:role/state', () => new StateObject(environment, aws).requireAccess()],
    ['refresh-zones', 'prod', '111111111111:role/redis-privatelink-deploy', () => refreshZones(environment, aws)],
    [
      'client-config --deployed',
      'joda-toda-aws',
      '222222222222:role/redis-privatelink-deploy',
      () => deployedConfiguration(environment, consumer),
    ],
  ])('are sent by %s', async (_command, name, role, call) => {
    await expect(call()).rejects.toThrow();
    expect(requests.map((request) => Object.fromEntries(request))).toEqual([
      expect.objectContaining({
        Action: 'AssumeRole',
        RoleArn: `arn:aws:iam::${role}`,
        ExternalId: `for-${name}`,
        RoleSessionName: `deploy-${name}`,
      }),
    ]);
  });

  test('are by default none, and the name of the project', async () => {
    await expect(accessKeyOf(accountConfig(aws, { roleArn: ROLE }))).rejects.toThrow();
    expect(requests[0]?.get('RoleSessionName')).toBe('redis-privatelink');
    expect(requests[0]?.has('ExternalId')).toBe(false);
  });
});
