import { SSMClient } from '@aws-sdk/client-ssm';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { deployedConfiguration, parseConfiguration } from '../../../src/client-configuration/deployed';
import type { Environment } from '../../../src/config/schema';
import { configuration, environment } from '../../support/configurations';
import { environmentWith } from '../../support/environments';

jest.mock('@aws-sdk/credential-providers', () => {
  const original = jest.requireActual('@aws-sdk/credential-providers');
  return { ...original, fromTemporaryCredentials: jest.fn(original.fromTemporaryCredentials) };
});

const PARAMETER = '/redis-privatelink/fixture/joda-toda-aws/client-configuration';
const ROLE = 'arn:aws:iam::222222222222:role/redis-privatelink-deploy';

/** An error as the AWS SDK throws it: its name is the error code. */
const sdkError = (name: string, message: string, properties = {}) =>
  Object.assign(new Error(message), { name }, properties);

/** The environment with no role to assume, so that the caller's own credentials are used. */
function withoutRoles(): Environment {
  const given = environment();
  const accounts = Object.entries(given.accounts).map(([name, { roleArn: _, ...account }]) => [name, account]);
  return { ...given, accounts: Object.fromEntries(accounts) };
}

function read(given: Environment, zone?: string) {
  const [consumer] = given.consumers;
  if (!consumer) throw new Error('The fixture has no consumer');
  return deployedConfiguration(given, consumer, zone);
}

describe('the configuration of a deployed stack', () => {
  const profile = process.env.AWS_PROFILE;
  const send = jest.spyOn(SSMClient.prototype, 'send');
  const destroy = jest.spyOn(SSMClient.prototype, 'destroy');

  beforeEach(() => {
    delete process.env.AWS_PROFILE;
    send.mockReset();
    destroy.mockClear();
    jest.mocked(fromTemporaryCredentials).mockClear();
  });

  afterAll(() => {
    send.mockRestore();
    destroy.mockRestore();
    if (profile !== undefined) process.env.AWS_PROFILE = profile;
  });

  async function failure(error: unknown, given = environment()): Promise<string> {
    send.mockRejectedValueOnce(error as never);
    return (await read(given).catch((thrown) => thrown)).message;
  }

  test.each([
    [undefined, PARAMETER],
    ['use1-az2', `${PARAMETER}/use1-az2`],
  ])('is read from the parameter of zone %s', async (zone, name) => {
    // GIVEN
    const written = configuration('sentinel by addresses', 'TLS, a user and a secret', zone);
    send.mockResolvedValueOnce({ Parameter: { Value: JSON.stringify(written) } } as never);
    // WHEN
    const found = await read(environment(), zone);
    // THEN
    expect(found).toEqual(JSON.parse(JSON.stringify(written)));
    expect(send.mock.calls[0]?.[0].input).toEqual({ Name: name });
  });

  test.each([
    ['in the role of the account', environment(), [ROLE]],
    ['with the own credentials', withoutRoles(), []],
  ])('is read %s, in the Region of the environment, and the connection is closed', async (_, given, roles) => {
    // WHEN
    await failure(sdkError('TimeoutError', 'Too late'), { ...given, region: 'eu-west-1' });
    // THEN
    const [client] = send.mock.contexts as SSMClient[];
    expect(await client?.config.region()).toBe('eu-west-1');
    expect(jest.mocked(fromTemporaryCredentials).mock.calls.map(([{ params }]) => params.RoleArn)).toEqual(roles);
    expect(destroy.mock.contexts).toEqual([client]);
  });

  test('is looked for where every failure says: parameter, Region, account and role', async () => {
    // WHEN
    const message = await failure(
      sdkError('CredentialsProviderError', 'Could not load credentials from any providers'),
    );
    // THEN
    expect(message).toContain(
      `Cannot read the SSM parameter ${PARAMETER} in us-east-1, account "joda-toda-aws" (222222222222), with the role ${ROLE}.`,
    );
  });

  test('is read with the own credentials where the account has no role', async () => {
    expect(await failure(sdkError('InternalServerError', 'Busy'), withoutRoles())).toContain(
      'account "joda-toda-aws" (222222222222), with your own AWS credentials.\nInternalServerError: Busy',
    );
  });

  test.each([
    ['CredentialsProviderError', 'Could not load credentials from any providers'],
    ['TokenProviderError', "Token is expired. To refresh this SSO session run 'aws sso login'."],
  ])('asks to sign in after a %s, and passes on its reason', async (name, reason) => {
    // WHEN
    const message = await failure(sdkError(name, reason));
    // THEN
    expect(message).toContain(`There are no usable AWS credentials. The AWS SDK says: ${reason}\n`);
    expect(message).toContain('Set AWS_PROFILE to a profile and sign in with "aws sso login"');
  });

  test('asks to sign in to the profile that is set', async () => {
    // GIVEN
    process.env.AWS_PROFILE = 'dev';
    // THEN
    expect(await failure(sdkError('CredentialsProviderError', 'The SSO session has expired.'))).toContain(
      '"aws sso login --profile dev", or set AWS_PROFILE to another profile.',
    );
  });

  test('asks to sign in to the profile of the account before any other', async () => {
    // GIVEN
    process.env.AWS_PROFILE = 'dev';
    const given = environment();
    const accounts = Object.entries(given.accounts).map(([name, account]) => [name, { ...account, profile: name }]);
    // WHEN
    const message = await failure(sdkError('CredentialsProviderError', 'The SSO session has expired.'), {
      ...given,
      accounts: Object.fromEntries(accounts),
    });
    // THEN
    expect(message).toContain(`with the profile "joda-toda-aws" and the role ${ROLE}.`);
    expect(message).toContain(
      '"aws sso login --profile joda-toda-aws", or set accounts.joda-toda-aws.profile to another profile.',
    );
  });

  test.each([
    'ExpiredToken',
    'ExpiredTokenException',
    'InvalidClientTokenId',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'UnrecognizedClientException',
  ])('asks to sign in after %s, and shows nothing of the request', async (name) => {
    // WHEN
    const message = await failure(sdkError(name, 'x-amz-security-token:example\nx-amz-security-token:example'));
    // THEN
    expect(message).toContain(`AWS rejects the credentials (${name}).\nSet AWS_PROFILE`);
    expect(message).not.toContain('x-amz-security-token');
  });

  test.each([
    ['the role', environment(), ROLE],
    ['the caller', withoutRoles(), 'your identity'],
  ])('names the action, the parameter and the account that are denied to %s', async (_, given, identity) => {
    // GIVEN
    const reason = 'User: arn:aws:sts::222222222222:assumed-role/r/s is not authorized to perform: ssm:GetParameter';
    // WHEN
    const message = await failure(sdkError('AccessDeniedException', reason), given);
    // THEN
    expect(message).toContain(
      `${identity} needs ssm:GetParameter on arn:aws:ssm:us-east-1:222222222222:parameter${PARAMETER}.\nAWS says: ${reason}`,
    );
  });

  test('names the role that cannot be assumed', async () => {
    // GIVEN
    const reason = `User: arn:aws:iam::111111111111:user/me is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
    // WHEN
    const message = await failure(sdkError('AccessDenied', reason));
    // THEN
    expect(message).toContain(`they need sts:AssumeRole on ${ROLE}, and the role's trust policy must allow them.`);
    expect(message).toContain(`AWS says: ${reason}`);
    expect(message).not.toContain('needs ssm:GetParameter');
  });

  test('names the external ID with which the role cannot be assumed', async () => {
    const reason = `User: arn:aws:iam::111111111111:user/me is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
    const given = environmentWith({ 'accounts.joda-toda-aws.externalId': 'redis-7f3a' });
    expect(await failure(sdkError('AccessDenied', reason), given)).toContain(
      'must allow them with the external ID redis-7f3a.',
    );
  });

  test('is missing until the stack that creates it is deployed', async () => {
    // WHEN
    const message = await failure(sdkError('ParameterNotFound', 'UnknownError'));
    // THEN
    expect(message).toContain('The stack redis-consumer-joda-toda-aws creates it: deploy the stack first');
    expect(message).not.toContain('must belong');
  });

  test('may be missing because the own credentials are of another account', async () => {
    expect(await failure(sdkError('ParameterNotFound', 'UnknownError'), withoutRoles())).toContain(
      'Your credentials must belong to the account 222222222222.',
    );
  });

  test.each([
    [sdkError('TimeoutError', 'connect ETIMEDOUT\nmore'), /\nTimeoutError: connect ETIMEDOUT$/],
    [sdkError('AggregateError', '', { code: 'ECONNREFUSED' }), /\nAggregateError: ECONNREFUSED$/],
    ['text', /\nError: text$/],
  ])('cannot be read for other reasons, in one line: %s', async (error, message) => {
    expect(await failure(error)).toMatch(message);
  });

  test('is not looked for in an account that the environment lacks', async () => {
    // GIVEN
    const given = { ...environment(), accounts: {} };
    // THEN
    await expect(read(given)).rejects.toThrow('The environment has no account "joda-toda-aws".');
    expect(send).not.toHaveBeenCalled();
  });
});

describe('the value of the parameter', () => {
  test.each([
    ['nothing', undefined, 'does not contain JSON'],
    ['no JSON', 'redis', 'does not contain JSON'],
    ['another version', JSON.stringify({ ...configuration(), version: 2 }), 'project: version: '],
    ['an unknown field', JSON.stringify({ ...configuration(), colour: 'red' }), 'project: Unrecognized key: "colour"'],
  ])('is refused if it contains %s', (_, value, message) => {
    expect(() => parseConfiguration(PARAMETER, value)).toThrow(message);
    expect(() => parseConfiguration(PARAMETER, value)).toThrow(PARAMETER);
  });
});
