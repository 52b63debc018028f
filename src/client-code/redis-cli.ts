import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, firstServer, namedServers, requiredMasterName } from './addresses';
import { fetchedValues } from './fetched-values';
import { code, shellWord } from './text';

/** Shell commands for redis-cli, which has no address map: where it can't follow MOVED, they try each server. */
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

/** Host and port are words of the shell. */
interface Target {
  readonly host: string;
  readonly port: number | string;
}

function command(configuration: ClientConfiguration, { host, port }: Target): string {
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
  if (configuration.mode === 'cluster' && addressMap(configuration)) return clusterUsage(configuration);
  const follow = configuration.mode === 'cluster' ? ' -c' : '';
  const connected = `${command(configuration, firstServer(configuration))}${follow}`;
  return code`
    # Write and read${WHERE[configuration.mode]}
    ${connected} SET greeting hello
    ${connected} GET greeting
  `;
}

const WHERE = {
  standalone: '',
  sentinel: ': on the master, which is the first server or the one that the Sentinels report',
  cluster: '',
};

/** Only the cluster knows which server has a key, and a moved slot changes it: the function asks until one has it. */
const clusterUsage = (configuration: ClientConfiguration) => code`
  # Runs a command on the server that has its key. The others reply MOVED.
  on_owner() {
    for server in ${namedServers(configuration)
      .map(({ host, port }) => `${host}:${port}`)
      .join(' ')}; do
      host=\${server%:*} port=\${server##*:}
      reply=$(${command(configuration, { host: '"$host"', port: '"$port"' })} "$@") || continue
      case $reply in MOVED*) continue ;; esac
      printf '%s\n' "$reply"
      return
    done
    echo "No server has the key of: $*" >&2
    return 1
  }

  # Write and read
  on_owner SET greeting hello
  on_owner GET greeting
`;
