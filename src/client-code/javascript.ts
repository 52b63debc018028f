import type { ClientConfiguration, HostAndPort } from '../client-configuration/document';
import { firstServer, type MappedAddress, seeds } from './addresses';
import { COMMENTS, unmapped } from './comments';
import { fetchedValues, fetchFunctions, passwordCall } from './fetched-values';
import { code, singleQuoted } from './text';

/** An object literal: `{ host: 'redis-1.redis.joda-toda.internal', port: 6379 }` */
export const hostAndPort = ({ host, port }: HostAndPort) => `{ host: ${singleQuoted(host)}, port: ${port} }`;

/** The constant with the address map. */
export const mapConstant = (map: readonly MappedAddress[]) => code`
  /** ${COMMENTS.addressMap} */
  const ADDRESS_MAP = {
    ${map.map(({ announced, ...target }) => `${singleQuoted(announced)}: ${hostAndPort(target)},`)}
  };
`;

/** An expression for the error message about an announced address that the map lacks. */
export const UNMAPPED = `\`${unmapped(`\${address}`)}\``;

/** The name of the constant with the seeds. */
export const seedsName = ({ mode }: ClientConfiguration) => (mode === 'sentinel' ? 'SENTINELS' : 'SEEDS');

/** The constant with the seeds. Undefined in mode `standalone`, where each server has a client. */
export function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return code`
    const ${seedsName(configuration)} = [
      ${seeds(configuration).map((seed) => `${hostAndPort(seed)},`)}
    ];
  `;
}

/** Code that fetches the password and the CA certificate, and the names that other code refers to them by. */
export function secrets(configuration: ClientConfiguration) {
  const values = fetchedValues(configuration);
  const { caParameterName, usesSecret, usesParameter } = values;
  const username = configuration.credentials?.username;
  const password = passwordCall(values, (name, argument) => `${name}(${singleQuoted(argument)})`);
  return {
    packages: [usesSecret && '@aws-sdk/client-secrets-manager', usesParameter && '@aws-sdk/client-ssm'].filter(Boolean),
    imports: [
      usesSecret && "import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';",
      usesParameter && "import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';",
    ],
    functions: fetchFunctions(values, { secret: SECRET, parameter: PARAMETER }),
    /** Statements that set the constants `password` and `tls`. */
    fetch: [
      password && `const password = await ${password};`,
      configuration.tls &&
        (caParameterName
          ? `const tls = { ca: await parameter(${singleQuoted(caParameterName)}) };`
          : 'const tls = {};'),
    ],
    username: username === undefined ? undefined : singleQuoted(username),
    hasPassword: password !== undefined,
  };
}

const SECRET = code`
  /** Reads a secret. The SDK takes Region and credentials from where this runs. */
  async function secret(name) {
    const { SecretString } = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: name }));
    return SecretString;
  }
`;

const PARAMETER = code`
  /** Reads an SSM parameter. The SDK takes Region and credentials from where this runs. */
  async function parameter(name) {
    const { Parameter } = await new SSMClient().send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter.Value;
  }
`;

/**
 * An example that runs only if the file is the program, not if it is imported.
 *
 * @param close statement that closes the client of the given name
 */
export function usage(configuration: ClientConfiguration, close: (client: string) => string): string {
  if (configuration.mode === 'standalone') {
    return code`
      ${IF_PROGRAM}
        const servers = await connect();
        const redis = servers[${singleQuoted(firstServer(configuration).name)}];
        await redis.set('greeting', 'hello');
        console.log(await redis.get('greeting'));
        for (const server of Object.values(servers)) ${close('server')}
      }
    `;
  }
  return code`
    ${IF_PROGRAM}
      const { writer, reader } = await connect();
      await writer.set('greeting', 'hello');
      console.log(await writer.get('greeting'));
      // ${COMMENTS.replicaLag}
      console.log(await reader.get('greeting'));
      ${close('writer')}
      ${close('reader')}
    }
  `;
}

const IF_PROGRAM = 'if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {';
