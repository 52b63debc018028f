import type { ClientConfiguration, HostAndPort } from '../client-configuration/document';
import { addressMap, firstServer, namedServers, requiredMasterName } from './addresses';
import { fetchedValues } from './fetched-values';
import { code, shellWord } from './text';

/** Shell commands for redis-cli. As it has no address map, they query each server separately. */
export function redisCli(configuration: ClientConfiguration): string {
  return code`
    # redis-cli has no address map, so each command connects to one server.
    ${FOLLOWS[configuration.mode](configuration)}
    ${mapping(configuration)}

    ${fetch(configuration)}

    # The servers
    ${namedServers(configuration).map((server) => `${command(configuration, server)} INFO replication`)}

    ${configuration.mode === 'sentinel' && sentinels(configuration)}

    ${usage(configuration)}
  `;
}

/** Whether redis-cli can follow MOVED. */
const FOLLOWS = {
  standalone: () => undefined,
  sentinel: () => undefined,
  cluster: (configuration: ClientConfiguration) =>
    addressMap(configuration)
      ? '# Without -c, which would follow MOVED to addresses that are unreachable from this network.'
      : '# With -c, redis-cli follows MOVED: the servers announce names that work from this network.',
};

/** The address map, for people to read. */
function mapping(configuration: ClientConfiguration): string[] {
  const map = addressMap(configuration);
  if (!map) return [];
  return [
    '# What the addresses in replies stand for:',
    ...map.map(({ announced, host, port }) => `#   ${announced} is ${host}:${port}`),
  ];
}

/** Puts the password into the environment variable that redis-cli reads. A process list does not show it there. */
function fetch(configuration: ClientConfiguration): string[] {
  const { passwordSecretName, passwordParameterName, caParameterName } = fetchedValues(configuration);
  const lines: string[] = [];
  if (passwordSecretName) {
    const secret = `aws secretsmanager get-secret-value --secret-id ${shellWord(passwordSecretName)}`;
    lines.push(`export REDISCLI_AUTH="$(${secret} --query SecretString --output text)"`);
  }
  if (passwordParameterName) lines.push(`export REDISCLI_AUTH="$(${parameter(passwordParameterName)})"`);
  if (caParameterName) lines.push(`${parameter(caParameterName)} > ca.pem`);
  return lines;
}

const parameter = (name: string) =>
  `aws ssm get-parameter --with-decryption --name ${shellWord(name)} --query Parameter.Value --output text`;

function command(configuration: ClientConfiguration, { host, port }: HostAndPort): string {
  const { tls, credentials } = configuration;
  return [
    `redis-cli -h ${host} -p ${port}`,
    credentials && `--user ${shellWord(credentials.username)}`,
    tls && `--tls --sni ${host}`,
    fetchedValues(configuration).caParameterName && '--cacert ca.pem',
  ]
    .filter(Boolean)
    .join(' ');
}

function sentinels(configuration: ClientConfiguration): string {
  const master = shellWord(requiredMasterName(configuration));
  return code`
    # Ask each Sentinel for the master
    ${Object.values(configuration.sentinels).map(
      (sentinel) => `${command(configuration, sentinel)} SENTINEL GET-MASTER-ADDR-BY-NAME ${master}`,
    )}
  `;
}

function usage(configuration: ClientConfiguration): string {
  const followed = configuration.mode === 'cluster' && !addressMap(configuration);
  const connected = `${command(configuration, firstServer(configuration))}${followed ? ' -c' : ''}`;
  return code`
    # Write and read${WHERE[configuration.mode]}
    ${connected} SET greeting hello
    ${connected} GET greeting
  `;
}

const WHERE = {
  standalone: '',
  sentinel: ': on the master, which is the first server or the one that the Sentinels report',
  cluster: ': on the server that has the key. Others reply MOVED and name it',
};
