import type { ClientConfiguration, HostAndPort } from '../client-configuration/document';
import type { Reachable } from './reach';
import { code, singleQuoted } from './text';

/** `{ host: 'redis-1.redis.joda-toda.internal', port: 6379 }` */
export const place = ({ host, port }: HostAndPort) => `{ host: ${singleQuoted(host)}, port: ${port} }`;

/** The lines of an address map. */
export const mapEntries = (map: readonly Reachable[]) =>
  map.map(({ announced, ...to }) => `${singleQuoted(announced)}: ${place(to)},`);

/** How a program gets at what no text may hold: the password and the certificate of the servers' authority. */
export function secrets({ tls, credentials, caCertificateParameterName }: ClientConfiguration) {
  const ca = tls ? caCertificateParameterName : undefined;
  const { username, passwordParameterName, passwordSecretName } = credentials ?? {};
  const usesParameters = Boolean(ca || passwordParameterName);
  const password = passwordSecretName
    ? `secret(${singleQuoted(passwordSecretName)})`
    : passwordParameterName && `parameter(${singleQuoted(passwordParameterName)})`;
  return {
    packages: [passwordSecretName && '@aws-sdk/client-secrets-manager', usesParameters && '@aws-sdk/client-ssm'].filter(
      Boolean,
    ),
    imports: [
      passwordSecretName &&
        "import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';",
      usesParameters && "import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';",
    ],
    functions: [
      passwordSecretName &&
        code`
          /** A secret's value. Region and credentials are as the SDK finds them where this runs. */
          async function secret(name) {
            const { SecretString } = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: name }));
            return SecretString;
          }
        `,
      passwordSecretName && usesParameters && '',
      usesParameters &&
        code`
          /** A parameter's value. Region and credentials are as the SDK finds them where this runs. */
          async function parameter(name) {
            const { Parameter } = await new SSMClient().send(new GetParameterCommand({ Name: name, WithDecryption: true }));
            return Parameter.Value;
          }
        `,
    ],
    /** Statements that fetch them into `password` and `tls`. */
    fetch: [
      password && `const password = await ${password};`,
      tls && (ca ? `const tls = { ca: await parameter(${singleQuoted(ca)}) };` : 'const tls = {};'),
    ],
    username: username === undefined ? undefined : singleQuoted(username),
    hasPassword: password !== undefined,
  };
}

/** What begins the part that runs only when the file is the program, and not when it is imported. */
export const IF_PROGRAM = 'if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {';
