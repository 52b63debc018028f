import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { accountOf, clientConfigurationName, regionOf, stackNames } from '../config/names';
import { partition } from '../config/regions';
import type { Account, Consumer, Environment } from '../config/schema';
import { accountConfig } from '../terraform/aws';
import { type ClientConfiguration, clientConfigurationSchema } from './document';

/** A parameter, and how it is read. */
interface Source {
  /** Name of the parameter. */
  readonly parameter: string;
  readonly region: string;
  /** Name of the account in the environment. */
  readonly accountName: string;
  readonly account: Account;
  /** The stack that creates the parameter. */
  readonly stack: string;
}

/**
 * Reads the client configuration that the deployed stack of a consumer wrote to SSM Parameter Store.
 *
 * @param zone ID of the zone for the variant with that zone's endpoint only. Default: every endpoint.
 * @throws Error if the parameter cannot be read. The message says where it was looked for and what to do.
 */
export async function deployedConfiguration(
  environment: Environment,
  consumer: Consumer,
  zone?: string,
): Promise<ClientConfiguration> {
  const source: Source = {
    parameter: clientConfigurationName(environment, consumer, zone),
    region: regionOf(consumer, environment),
    accountName: consumer.account,
    account: accountOf(environment, consumer.account),
    stack: stackNames.consumer(consumer.name),
  };
  return parseConfiguration(source.parameter, await readParameter(source));
}

async function readParameter(source: Source): Promise<string | undefined> {
  const client = new SSMClient(accountConfig({ region: source.region }, source.account));
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: source.parameter }));
    return Parameter?.Value;
  } catch (error) {
    throw new Error(`Cannot read ${describe(source)}.\n${explain(source, error)}`, { cause: error });
  } finally {
    client.destroy();
  }
}

/**
 * Parses the value of the parameter.
 *
 * @throws Error if it is not a document of this version of the project.
 */
export function parseConfiguration(parameter: string, value: string | undefined): ClientConfiguration {
  let document: unknown;
  try {
    document = JSON.parse(value ?? '');
  } catch (error) {
    throw new Error(`The SSM parameter ${parameter} does not contain JSON.`, { cause: error });
  }
  const { success, data, error } = clientConfigurationSchema.safeParse(document);
  if (success) return data;
  const [issue] = error.issues;
  const mismatch = [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ');
  throw new Error(
    `The SSM parameter ${parameter} does not match this version of the project: ${mismatch}. ` +
      'Deploy the stack again with this version.',
    { cause: error },
  );
}

function describe({ parameter, region, accountName, account }: Source): string {
  const profile = account.profile && `the profile "${account.profile}"`;
  const role = account.roleArn && `the role ${account.roleArn}`;
  const identity = [profile, role].filter(Boolean).join(' and ') || 'your own AWS credentials';
  return `the SSM parameter ${parameter} in ${region}, account "${accountName}" (${account.id}), with ${identity}`;
}

/** What failed and what to do about it. */
function explain(source: Source, error: unknown): string {
  const { name, message, code }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  // Only the first line: errors about signatures go on with the signed request, session token included. A connection
  // refused by all addresses of a name has a code and no message.
  const reason = message.split('\n')[0] || code || 'no reason given';
  if (NO_CREDENTIALS.has(name))
    return `There are no usable AWS credentials. The AWS SDK says: ${reason}\n${signIn(source)}`;
  if (REFUSED_CREDENTIALS.has(name)) return `AWS rejects the credentials (${name}).\n${signIn(source)}`;
  if (ACCESS_DENIED.has(name)) return `${denied(source, reason)}\nAWS says: ${reason}`;
  if (name === 'ParameterNotFound') {
    return (
      `It does not exist. The stack ${source.stack} creates it: deploy the stack first, or leave out --deployed.` +
      (source.account.roleArn ? '' : ` Your credentials must belong to the account ${source.account.id}.`)
    );
  }
  return `${name}: ${reason}`;
}

/** The AWS SDK found no credentials, or an SSO session that is missing or has expired. */
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);

/**
 * AWS rejected the credentials. Services differ in the names of these errors:
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
 */
const REFUSED_CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const ACCESS_DENIED = new Set(['AccessDenied', 'AccessDeniedException']);

function denied({ parameter, region, account }: Source, reason: string): string {
  if (account.roleArn && reason.includes('sts:AssumeRole')) {
    const externalId = account.externalId ? ` with the external ID ${account.externalId}` : '';
    return (
      `Your AWS credentials cannot assume the role: they need sts:AssumeRole on ${account.roleArn}, ` +
      `and the role's trust policy must allow them${externalId}.`
    );
  }
  const arn = `arn:${partition(region)}:ssm:${region}:${account.id}:parameter${parameter}`;
  return `Access is denied: ${account.roleArn ?? 'your identity'} needs ssm:GetParameter on ${arn}.`;
}

/** How to sign in. */
function signIn({ accountName, account }: Source): string {
  const setting = account.profile ? `accounts.${accountName}.profile` : 'AWS_PROFILE';
  const profile = account.profile ?? process.env.AWS_PROFILE;
  return profile
    ? `Sign in with "aws sso login --profile ${profile}", or set ${setting} to another profile. Then run the command again.`
    : 'Set AWS_PROFILE to a profile and sign in with "aws sso login", or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. ' +
        'Then run the command again.';
}
