import type { ClientConfiguration } from '../client-configuration/document';
import { announcedParts, type Reachable, seeds, serverMap } from './reach';
import { python, quoted, seconds } from './text';

/** How a program gets at what no text may hold: the password and the certificate of the servers' authority. */
export function secrets({ tls, credentials, caCertificateParameterName }: ClientConfiguration) {
  const ca = tls ? caCertificateParameterName : undefined;
  const { username, passwordParameterName, passwordSecretName } = credentials ?? {};
  const usesParameters = Boolean(ca || passwordParameterName);
  const password = passwordSecretName
    ? `secret(${quoted(passwordSecretName)})`
    : passwordParameterName && `parameter(${quoted(passwordParameterName)})`;
  return {
    packages: [passwordSecretName || usesParameters ? 'boto3' : undefined].filter((name) => name !== undefined),
    functions: [
      passwordSecretName &&
        python`
          def secret(name: str) -> str:
              """A secret's value. Region (AWS_DEFAULT_REGION) and credentials are as boto3 finds them where this runs."""
              return boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        `,
      passwordSecretName && usesParameters && '\n',
      usesParameters &&
        python`
          def parameter(name: str) -> str:
              """A parameter's value. Region (AWS_DEFAULT_REGION) and credentials are as boto3 finds them where this runs."""
              found = boto3.client("ssm").get_parameter(Name=name, WithDecryption=True)
              return found["Parameter"]["Value"]
        `,
    ],
    /** The credentials as arguments of a connection. */
    credentials: [username !== undefined && `username=${quoted(username)},`, password && `password=${password},`],
    caData: ca && `ssl_ca_data=parameter(${quoted(ca)}),`,
  };
}

/** Seconds between two keepalive probes: three in a row must fit well into what is left of the 350 s. */
const probeSeconds = (keepAliveSeconds: number) => Math.max(1, Math.round(keepAliveSeconds / 6));

/** The TCP keepalive options of a connection. */
export function keepAlive({ keepAliveSeconds }: ClientConfiguration): string {
  return python`
    # Endpoint and load balancer forget a connection that is idle for 350 s.
    KEEPALIVE = {
        getattr(socket, name): value
        for name, value in {
            "TCP_KEEPIDLE": ${keepAliveSeconds},
            "TCP_KEEPINTVL": ${probeSeconds(keepAliveSeconds)},
            "TCP_KEEPCNT": 3,
        }.items()
        if hasattr(socket, name)  # not every system has all three
    }
  `;
}

/** Where a Python client of a mode begins. */
export function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return python`
    ${configuration.mode === 'sentinel' ? 'SENTINELS' : 'SEEDS'} = [
        ${seeds(configuration).map(({ host, port }) => `(${quoted(host)}, ${port}),`)}
    ]
  `;
}

/** The address map in Python, without the Sentinels: redis-py keeps to those that it is given. */
export function pythonMap(configuration: ClientConfiguration): string | undefined {
  const map = configuration.mode === 'standalone' ? undefined : serverMap(configuration);
  if (!map) return undefined;
  return python`
    # What Redis says where its servers are, and where this network reaches them.
    ADDRESS_MAP = {
        ${map.map(mapEntry)}
    }
  `;
}

function mapEntry({ announced, host, port }: Reachable): string {
  const from = announcedParts(announced);
  return `(${quoted(from.host)}, ${from.port}): (${quoted(host)}, ${port}),`;
}

/** A Sentinel client that hands out addresses which this network reaches. Synchronous, or with `async` before `def`. */
export function mappedSentinel(async?: 'async'): string {
  const [def, wait] = async ? ['async def', 'await '] : ['def', ''];
  return python`
    def reached_at(address: tuple[str, int]) -> tuple[str, int]:
        if address not in ADDRESS_MAP:
            raise LookupError(f"ADDRESS_MAP lacks {address}: generate this file again.")
        return ADDRESS_MAP[address]


    class MappedSentinel(Sentinel):
        """redis-py's own force_master_ip keeps the port, which is what tells one server from another here."""

        ${def} discover_master(self, service_name):
            return reached_at(${wait}super().discover_master(service_name))

        ${def} discover_slaves(self, service_name):
            replicas = ${wait}super().discover_slaves(service_name)
            return [reached_at(replica) for replica in replicas]
  `;
}

/** Where a connection of a cluster goes: seeds are known by the names that they are reached by. */
export const REACHED_AT_OR_SEED = python`
  def reached_at(address: tuple[str, int]) -> tuple[str, int]:
      if address in ADDRESS_MAP:
          return ADDRESS_MAP[address]
      if address in SEEDS:
          return address
      raise LookupError(f"ADDRESS_MAP lacks {address}: generate this file again.")
`;

/**
 * What every connection is made with, as a function: it fetches what it needs when it is called. The time to connect in
 * is shared by so many addresses of a name.
 */
export function options(configuration: ClientConfiguration, addresses = 1, extra?: string | false): string {
  const { connectTimeoutMilliseconds, responseTimeoutMilliseconds, tls } = configuration;
  const { credentials, caData } = secrets(configuration);
  return python`
    def options() -> dict:
        return dict(
            # Without them redis-py waits 5 s each time, and versions before 6 for ever. For BLPOP and the like
            # make a client with a longer socket_timeout.
            socket_connect_timeout=${seconds(connectTimeoutMilliseconds / addresses)},
            socket_timeout=${seconds(responseTimeoutMilliseconds)},
            socket_keepalive=True,
            socket_keepalive_options=KEEPALIVE,
            ${credentials}
            ${extra}
            ${tls && '# Before version 6 this is off, and a wrong server goes unnoticed.'}
            ${tls && 'ssl_check_hostname=True,'}
            ${tls && caData}
            decode_responses=True,
        )
  `;
}
