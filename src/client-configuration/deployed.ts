import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { clientConfigurationName, stackNames } from '../config/names';
import type { Consumer, Environment } from '../config/schema';
import { accountConfig } from '../terraform/aws';
import { type ClientConfiguration, clientConfigurationSchema } from './document';

/** The client configuration that the deployed stack of a consumer wrote, of every endpoint or of one zone's. */
export async function deployedConfiguration(
  environment: Environment,
  consumer: Consumer,
  zone?: string,
): Promise<ClientConfiguration> {
  const name = clientConfigurationName(environment, consumer.name, zone);
  const client = new SSMClient(
    accountConfig({ region: environment.region }, environment.accounts[consumer.account] ?? {}),
  );
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
    return read(name, Parameter?.Value);
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw new Error(
      `There is no SSM parameter ${name} in ${environment.region}, in the account "${consumer.account}". ` +
        `It is made by the stack ${stackNames.consumer(consumer.name)}: deploy it first, or leave out --deployed.`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

/** @throws Error where the value is of another version than this code, or nothing that was ever written. */
export function read(name: string, value: string | undefined): ClientConfiguration {
  let given: unknown;
  try {
    given = JSON.parse(value ?? '');
  } catch (error) {
    throw new Error(`The SSM parameter ${name} holds no JSON.`, { cause: error });
  }
  const { success, data, error } = clientConfigurationSchema.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  throw new Error(
    `The SSM parameter ${name} is not what this version of the project writes: ${issue?.path.join('.')}: ${issue?.message}. ` +
      'Deploy the stack again with this version.',
    { cause: error },
  );
}
