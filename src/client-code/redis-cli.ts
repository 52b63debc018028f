import type { ClientConfiguration, HostAndPort } from '../client-configuration/document';
import { addressMap, namedServers } from './reach';
import { code, shellWord } from './text';

/** Commands for a shell. redis-cli has no address map, so that each server is asked by itself. */
export function redisCli(configuration: ClientConfiguration): string {
  return code`
    # redis-cli connects to one server at a time: it has no address map.
    ${FOLLOWS[configuration.mode](configuration)}
    ${told(configuration)}

    ${access(configuration)}

    # The servers
    ${namedServers(configuration).map((server) => `${command(configuration, server)} INFO replication`)}

    ${configuration.mode === 'sentinel' && sentinels(configuration)}

    ${usage(configuration)}
  `;
}

const FOLLOWS = {
  standalone: () => undefined,
  sentinel: () => undefined,
  cluster: (configuration: ClientConfiguration) =>
    addressMap(configuration)
      ? '# Without -c: it would follow MOVED to an address that this network does not reach.'
      : '# With -c it follows MOVED: the servers announce names that hold here.',
};

/** What a server's answers mean here. */
function told(configuration: ClientConfiguration): string[] {
  const map = configuration.mode === 'standalone' ? undefined : addressMap(configuration);
  if (!map) return [];
  return [
    '# Where its answers name a server by address:',
    ...map.map(({ announced, host, port }) => `#   ${announced} is ${host}:${port}`),
  ];
}

/** The password in the environment, where redis-cli looks for it and no list of processes shows it. */
function access({ credentials, tls, caCertificateParameterName }: ClientConfiguration): string[] {
  const { passwordSecretName, passwordParameterName } = credentials ?? {};
  const lines: string[] = [];
  if (passwordSecretName) {
    const secret = `aws secretsmanager get-secret-value --secret-id ${shellWord(passwordSecretName)}`;
    lines.push(`export REDISCLI_AUTH="$(${secret} --query SecretString --output text)"`);
  }
  if (passwordParameterName) lines.push(`export REDISCLI_AUTH="$(${parameter(passwordParameterName)})"`);
  if (tls && caCertificateParameterName) lines.push(`${parameter(caCertificateParameterName)} > ca.pem`);
  return lines;
}

const parameter = (name: string) =>
  `aws ssm get-parameter --with-decryption --name ${shellWord(name)} --query Parameter.Value --output text`;

function command(configuration: ClientConfiguration, { host, port }: HostAndPort): string {
  const { tls, caCertificateParameterName, credentials } = configuration;
  return [
    `redis-cli -h ${host} -p ${port}`,
    credentials && `--user ${shellWord(credentials.username)}`,
    tls && `--tls --sni ${host}`,
    tls && caCertificateParameterName && '--cacert ca.pem',
  ]
    .filter(Boolean)
    .join(' ');
}

function sentinels(configuration: ClientConfiguration): string {
  const master = shellWord(configuration.masterName ?? '');
  return code`
    # The Sentinels, each of which says who the master is
    ${Object.values(configuration.sentinels).map(
      (sentinel) => `${command(configuration, sentinel)} SENTINEL GET-MASTER-ADDR-BY-NAME ${master}`,
    )}
  `;
}

function usage(configuration: ClientConfiguration): string | undefined {
  const [first] = namedServers(configuration);
  if (!first) return undefined;
  const followed = configuration.mode === 'cluster' && !addressMap(configuration);
  const ask = `${command(configuration, first)}${followed ? ' -c' : ''}`;
  return code`
    # Write and read${WHERE[configuration.mode]}
    ${ask} SET greeting hello
    ${ask} GET greeting
  `;
}

const WHERE = {
  standalone: '',
  sentinel: ', by the master: the first server, or the one that the Sentinels name',
  cluster: ', by the server that has the key: another one answers MOVED and names it',
};
