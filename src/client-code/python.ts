import type { ClientConfiguration } from '../client-configuration/document';
import { type MappedAddress, seeds, serverMap, splitAddress } from './addresses';
import { COMMENTS, unmapped } from './comments';
import { fetchedValues, fetchFunctions, passwordCall } from './fetched-values';
import { KEEPALIVE_PROBES, probeSeconds } from './keepalive';
import { python, quoted, seconds } from './text';

/** Code that fetches the password and the CA certificate, and the arguments made from them. */
export function secrets(configuration: ClientConfiguration) {
  const values = fetchedValues(configuration);
  const { caParameterName, usesSecret, usesParameter } = values;
  const username = configuration.credentials?.username;
  const password = passwordCall(values, (name, argument) => `${name}(${quoted(argument)})`);
  return {
    packages: usesSecret || usesParameter ? ['boto3'] : [],
    functions: fetchFunctions(values, { secret: SECRET, parameter: PARAMETER }),
    /** Arguments of a connection with user and password. */
    credentials: [username !== undefined && `username=${quoted(username)},`, password && `password=${password},`],
    /** Argument of a connection with the CA certificate. */
    caData: caParameterName && `ssl_ca_data=parameter(${quoted(caParameterName)}),`,
  };
}

const SECRET = python`
  def secret(name: str) -> str:
      """Reads a secret. boto3 takes Region (AWS_DEFAULT_REGION) and credentials from where this runs."""
      return boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
`;

const PARAMETER = python`
  def parameter(name: str) -> str:
      """Reads an SSM parameter. boto3 takes Region (AWS_DEFAULT_REGION) and credentials from where this runs."""
      found = boto3.client("ssm").get_parameter(Name=name, WithDecryption=True)
      return found["Parameter"]["Value"]
`;

/** The constant with the TCP keepalive options. */
export function keepAlive({ keepAliveSeconds }: ClientConfiguration): string {
  return python`
    # ${COMMENTS.idle}
    KEEPALIVE = {
        getattr(socket, name): value
        for name, value in {
            "TCP_KEEPIDLE": ${keepAliveSeconds},
            "TCP_KEEPINTVL": ${probeSeconds(keepAliveSeconds)},
            "TCP_KEEPCNT": ${KEEPALIVE_PROBES},
        }.items()
        if hasattr(socket, name)  # some systems lack some of them
    }
  `;
}

/** The constant with the seeds. Undefined in mode `standalone`, where each server has a client. */
export function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return python`
    ${configuration.mode === 'sentinel' ? 'SENTINELS' : 'SEEDS'} = [
        ${seeds(configuration).map(({ host, port }) => `(${quoted(host)}, ${port}),`)}
    ]
  `;
}

/** The address map, without Sentinels: redis-py uses only those that it is given. */
export function pythonMap(configuration: ClientConfiguration): string | undefined {
  const map = serverMap(configuration);
  if (!map) return undefined;
  return python`
    # ${COMMENTS.addressMap}
    ADDRESS_MAP = {
        ${map.map(mapEntry)}
    }
  `;
}

function mapEntry({ announced, host, port }: MappedAddress): string {
  const from = splitAddress(announced);
  return `(${quoted(from.host)}, ${from.port}): (${quoted(host)}, ${port}),`;
}

/** A Sentinel class that translates addresses, for redis-py or, with `async`, for its asyncio client. */
export function mappedSentinel(async?: 'async'): string {
  const [def, wait] = async ? ['async def', 'await '] : ['def', ''];
  return python`
    def translate(address: tuple[str, int]) -> tuple[str, int]:
        if address not in ADDRESS_MAP:
            raise LookupError(f"${unmapped('{address}')}")
        return ADDRESS_MAP[address]


    class MappedSentinel(Sentinel):
        """Translates addresses. redis-py's force_master_ip would not: it keeps the port, which selects the server here."""

        ${def} discover_master(self, service_name):
            return translate(${wait}super().discover_master(service_name))

        ${def} discover_slaves(self, service_name):
            replicas = ${wait}super().discover_slaves(service_name)
            return [translate(replica) for replica in replicas]
  `;
}

/** A function that translates the address of a cluster node. Seeds need no translation. */
export const TRANSLATE_OR_SEED = python`
  def translate(address: tuple[str, int]) -> tuple[str, int]:
      if address in ADDRESS_MAP:
          return ADDRESS_MAP[address]
      if address in SEEDS:
          return address
      raise LookupError(f"${unmapped('{address}')}")
`;

/**
 * The function `options()` with the arguments of every connection. It fetches password and CA certificate when called.
 *
 * @param addresses How many addresses of a name the connect timeout is split between.
 * @param extra A further argument.
 */
export function options(configuration: ClientConfiguration, addresses = 1, extra?: string | false): string {
  const { connectTimeoutMilliseconds, responseTimeoutMilliseconds, tls } = configuration;
  const { credentials, caData } = secrets(configuration);
  return python`
    def options() -> dict:
        return dict(
            # The defaults are 5 s, and no timeout at all before version 6. Use a client with a longer socket_timeout
            # for BLPOP and the like.
            socket_connect_timeout=${seconds(connectTimeoutMilliseconds / addresses)},
            socket_timeout=${seconds(responseTimeoutMilliseconds)},
            socket_keepalive=True,
            socket_keepalive_options=KEEPALIVE,
            ${credentials}
            ${extra}
            ${tls && '# Off by default before version 6, so that any certificate of the CA is accepted.'}
            ${tls && 'ssl_check_hostname=True,'}
            ${tls && caData}
            decode_responses=True,
        )
  `;
}
