import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, firstServer, namedServers, splitAddress } from './addresses';
import { COMMENTS, unmapped } from './comments';
import { fetchedValues, passwordCall } from './fetched-values';
import { GLIDE, glideLimits } from './glide';
import { secrets } from './python';
import { python, quoted } from './text';
import { VERSIONS } from './versions';

/**
 * A module for Valkey GLIDE for Python, with asyncio. Its `connect()` returns `(writer, reader)`; in mode `standalone`
 * one client per server.
 */
export function glidePython(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return python`
    ${glideLimits(configuration).map((line) => `# ${line}`)}
    # pip install ${[`"valkey-glide==${VERSIONS.glidePython}"`, ...secret.packages].join(' ')}
    import asyncio

    ${secret.packages.map((name) => `import ${name}`)}
    from glide import (
        ${imports(configuration).map((name) => `${name},`)}
    )

    ${seedList(configuration)}

    ${translation(configuration)}

    ${secret.functions}

    ${options(configuration)}

    ${connect(configuration)}

    ${usage(configuration)}
  `;
}

/** The classes of GLIDE's clients differ in a word. */
const kind = ({ mode }: ClientConfiguration) => (mode === 'cluster' ? 'GlideClusterClient' : 'GlideClient');

function imports(configuration: ClientConfiguration): string[] {
  const { tls, credentials, mode } = configuration;
  return [
    `Advanced${kind(configuration)}Configuration`,
    'BackoffStrategy',
    kind(configuration),
    `${kind(configuration)}Configuration`,
    'NodeAddress',
    ...(mode === 'cluster' ? ['PeriodicChecksManualInterval'] : []),
    ...(mode === 'standalone' ? [] : ['ReadFrom']),
    ...(credentials ? ['ServerCredentials'] : []),
    ...(tls && fetchedValues(configuration).caParameterName ? ['TlsAdvancedConfiguration'] : []),
  ];
}

function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return python`
    SEEDS = [
        ${Object.values(configuration.servers).map(({ host, port }) => `NodeAddress(${quoted(host)}, ${port}),`)}
    ]
  `;
}

function translation(configuration: ClientConfiguration): string | undefined {
  const map = configuration.mode === 'cluster' && addressMap(configuration);
  if (!map) return undefined;
  return python`
    # ${COMMENTS.addressMap}
    ADDRESS_MAP = {
        ${map.map(({ announced, host, port }) => {
          const from = splitAddress(announced);
          return `(${quoted(from.host)}, ${from.port}): (${quoted(host)}, ${port}),`;
        })}
    }
    KNOWN = {*ADDRESS_MAP.values()}


    def translate(host: str, port: int) -> tuple[str, int]:
        """Also called with the seeds. GLIDE would hide an exception, and connect to the address as it is."""
        if (host, port) not in ADDRESS_MAP and (host, port) not in KNOWN:
            address = f"{host}:{port}"
            print(f"${unmapped('{address}')}")
        return ADDRESS_MAP.get((host, port), (host, port))
  `;
}

function options(configuration: ClientConfiguration): string {
  const { tls, credentials, connectTimeoutMilliseconds, responseTimeoutMilliseconds, mode } = configuration;
  const values = fetchedValues(configuration);
  const password = passwordCall(values, (name, argument) => `${name}(${quoted(argument)})`);
  const { caParameterName } = values;
  return python`
    def options() -> dict:
        return dict(
            # The default is 250 ms. It includes reconnecting. Use a client with a longer one for BLPOP and the like.
            request_timeout=${responseTimeoutMilliseconds},
            # Up to 0.8 s between two attempts. By default, up to several seconds.
            reconnect_strategy=BackoffStrategy(num_of_retries=${GLIDE.retries}, factor=${GLIDE.factor}, exponent_base=${GLIDE.base}),
            advanced_config=Advanced${kind(configuration)}Configuration(
                # The default is 2 s for each server that is gone.
                connection_timeout=${connectTimeoutMilliseconds},
                ${tls && caParameterName && `tls_config=TlsAdvancedConfiguration(root_pem_cacerts=parameter(${quoted(caParameterName)}).encode()),`}
            ),
            ${credentials && `credentials=ServerCredentials(${[password && `password=${password}`, `username=${quoted(credentials.username)}`].filter(Boolean).join(', ')}),`}
            ${tls && 'use_tls=True,'}
            ${mode === 'cluster' && addressMap(configuration) && 'address_resolver=translate,'}
            ${mode === 'cluster' && '# Seconds between two looks for moved slots and new masters. The default is 60.'}
            ${mode === 'cluster' && `periodic_checks=PeriodicChecksManualInterval(${GLIDE.periodicChecksSeconds}),`}
        )
  `;
}

function connect(configuration: ClientConfiguration): string {
  const client = kind(configuration);
  if (configuration.mode === 'standalone') {
    return python`
      async def connect() -> dict[str, ${client}]:
          """${COMMENTS.clientPerServer}"""
          given = options()

          async def server(host: str, port: int) -> ${client}:
              return await ${client}.create(${client}Configuration([NodeAddress(host, port)], **given))

          return {
              ${namedServers(configuration).map(
                ({ name, host, port }) => `${quoted(name)}: await server(${quoted(host)}, ${port}),`,
              )}
          }
    `;
  }
  return python`
    async def connect() -> tuple[${client}, ${client}]:
        """Returns (writer, reader): masters only, and replicas for reads, or the master where there is none."""
        given = options()

        async def client(read_from: ReadFrom) -> ${client}:
            return await ${client}.create(${client}Configuration(SEEDS, read_from=read_from, **given))

        return await client(ReadFrom.PRIMARY), await client(ReadFrom.PREFER_REPLICA)
  `;
}

function usage(configuration: ClientConfiguration): string {
  if (configuration.mode === 'standalone') {
    return python`
      async def main():
          servers = await connect()
          first = servers[${quoted(firstServer(configuration).name)}]
          await first.set("greeting", "hello")
          print(await first.get("greeting"))
          for server in servers.values():
              await server.close()


      if __name__ == "__main__":
          asyncio.run(main())
    `;
  }
  return python`
    async def main():
        writer, reader = await connect()
        await writer.set("greeting", "hello")
        print(await writer.get("greeting"))
        # ${COMMENTS.replicaLag}
        print(await reader.get("greeting"))
        await writer.close()
        await reader.close()


    if __name__ == "__main__":
        asyncio.run(main())
  `;
}
