import type { ClientConfiguration } from '../client-configuration/document';
import { namedServers, seeds } from './reach';
import { code, quoted } from './text';
import {
  AUTHORITIES,
  AUTHORITIES_IMPORTS,
  importLines,
  imports,
  secrets,
  translates,
  translation,
  UNREADABLE,
} from './java';

/** A class for Redisson 4. `RedisClients.connect()` returns the clients: a writer and a reader, or one by name. */
export function redisson(configuration: ClientConfiguration): string {
  const { mode } = configuration;
  const secret = secrets(configuration);
  return code`
    // ${['org.redisson:redisson:4.7.0', ...secret.artifacts].join(', ')}
    ${importLines([...imports(configuration), ...IMPORTS, ...BY_MODE[mode], ...(translates(configuration) ? ['org.redisson.misc.RedisURI'] : []), ...(mode === 'sentinel' && configuration.tls ? ['org.redisson.config.SslVerificationMode'] : []), ...(secret.ca ? TRUSTING_IMPORTS : [])])}

    public final class RedisClients {
      ${translation(configuration, LENIENT)}

      ${translates(configuration) && NAT_MAPPER}

      ${config(configuration)}

      ${connect(configuration)}

      ${secret.functions}

      ${secret.ca && TRUSTING}

      ${usage(configuration)}
    }
  `;
}

const IMPORTS = [
  'org.redisson.Redisson',
  'org.redisson.api.RedissonClient',
  'org.redisson.client.codec.StringCodec',
  'org.redisson.config.Config',
];
const BY_MODE = {
  standalone: ['java.util.Map'],
  sentinel: ['org.redisson.config.ReadMode'],
  cluster: ['org.redisson.config.ReadMode'],
};

const LENIENT = code`
  /** What is not in the map is no mistake: Redisson asks about addresses that it has resolved itself too. */
  private static String reachedAt(String address) {
    return ADDRESS_MAP.getOrDefault(address, address);
  }
`;

const NAT_MAPPER = code`
  private static RedisURI reachedAt(RedisURI announced) {
    return new RedisURI(announced.getScheme() + "://" + reachedAt(announced.getHost() + ":" + announced.getPort()));
  }
`;

const CA_ONLY = code`
  // Redisson connects to a Sentinel by the address that it has resolved, which no certificate names: only the authority
  // is verified, of servers too.
  config.setSslVerificationMode(SslVerificationMode.CA_ONLY);
`;

const FIRST_ADDRESS = code`
  // No resolver that rotates: Redisson takes the first address of a name for the server, and another one for another
  // server. As the order in DNS changes it connects anew, every now and then; the names of a single zone keep it still.
`;

/** What is the same in every mode. */
function config(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, tls, zone, mode } = configuration;
  const { username, password, ca } = secrets(configuration);
  return code`
    private static Config config() {
      Config config = new Config();
      config.setCodec(StringCodec.INSTANCE);
      ${zone === undefined && FIRST_ADDRESS}
      // Endpoint and load balancer forget a connection that is idle for 350 s.
      config.setTcpKeepAlive(true);
      config.setTcpKeepAliveIdle(${keepAliveSeconds});
      config.setTcpKeepAliveInterval(${Math.max(1, Math.round(keepAliveSeconds / 6))});
      config.setTcpKeepAliveCount(3);
      ${username && `config.setUsername(${username});`}
      ${password && `config.setPassword(${password});`}
      ${tls && ca && `config.setSslTrustManagerFactory(trusting(${ca}));`}
      ${tls && mode === 'sentinel' && CA_ONLY}
      return config;
    }
  `;
}

/** What is the same in every mode, but of a type of its own in each. */
function connection(configuration: ClientConfiguration): string[] {
  const { connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  return [
    '// The defaults are 10 s and 3 s.',
    `.setConnectTimeout(${connectTimeoutMilliseconds})`,
    `.setTimeout(${responseTimeoutMilliseconds})`,
    '// A PING that is not answered closes the connection. The default is one in 30 s.',
    `.setPingConnectionInterval(${2 * connectTimeoutMilliseconds})`,
  ];
}

function connect(configuration: ClientConfiguration): string {
  const scheme = configuration.tls ? 'rediss' : 'redis';
  switch (configuration.mode) {
    case 'standalone':
      return code`
        /** A client for each server, by the server's name. */
        public static Map<String, RedissonClient> connect() {
          return Map.ofEntries(
              ${namedServers(configuration)
                .map(
                  ({ name, host, port }) =>
                    `Map.entry(${quoted(name)}, server(${quoted(`${scheme}://${host}:${port}`)}))`,
                )
                .join(',\n')});
        }

        private static RedissonClient server(String address) {
          Config config = config();
          config
              .useSingleServer()
              ${connection(configuration)}
              .setAddress(address);
          return Redisson.create(config);
        }
      `;
    case 'sentinel':
      return sentinelConnect(configuration, scheme);
    case 'cluster':
      return clusterConnect(configuration, scheme);
  }
}

function sentinelConnect(configuration: ClientConfiguration, scheme: string): string {
  const { username, password } = secrets(configuration);
  return code`
    ${CLIENTS}

    private static RedissonClient client(ReadMode readMode) {
      Config config = config();
      config
          .useSentinelServers()
          .setMasterName(${quoted(configuration.masterName ?? '')})
          ${seeds(configuration).map(({ host, port }) => `.addSentinelAddress(${quoted(`${scheme}://${host}:${port}`)})`)}
          ${translates(configuration) && '.setNatMapper(RedisClients::reachedAt)'}
          // The addresses above are all that have a listener: others could not be reached.
          .setSentinelsDiscovery(false)
          .setCheckSentinelsList(false)
          ${username && `.setSentinelUsername(${username})`}
          ${password && `.setSentinelPassword(${password})`}
          ${connection(configuration)}
          .setReadMode(readMode);
      return Redisson.create(config);
    }
  `;
}

function clusterConnect(configuration: ClientConfiguration, scheme: string): string {
  return code`
    ${CLIENTS}

    private static RedissonClient client(ReadMode readMode) {
      Config config = config();
      config
          .useClusterServers()
          ${seeds(configuration).map(({ host, port }) => `.addNodeAddress(${quoted(`${scheme}://${host}:${port}`)})`)}
          ${translates(configuration) && '.setNatMapper(RedisClients::reachedAt)'}
          ${connection(configuration)}
          .setReadMode(readMode);
      return Redisson.create(config);
    }
  `;
}

const CLIENTS = code`
  /** The writer reads from masters too, the reader from replicas where there are any: Redisson's default. */
  public record Clients(RedissonClient writer, RedissonClient reader) {}

  public static Clients connect() {
    return new Clients(client(ReadMode.MASTER), client(ReadMode.SLAVE));
  }
`;

const TRUSTING_IMPORTS = [...AUTHORITIES_IMPORTS, 'javax.net.ssl.TrustManagerFactory'];

const TRUSTING = code`
  private static TrustManagerFactory trusting(String pem) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities(pem));
      return factory;
    } catch (GeneralSecurityException | IOException error) {
      ${UNREADABLE}
    }
  }

  ${AUTHORITIES}
`;

function usage(configuration: ClientConfiguration): string {
  if (configuration.mode === 'standalone') {
    return code`
      public static void main(String[] arguments) {
        Map<String, RedissonClient> servers = connect();
        RedissonClient redis = servers.get(${quoted(namedServers(configuration)[0]?.name ?? '')});
        redis.<String>getBucket("greeting").set("hello");
        System.out.println(redis.<String>getBucket("greeting").get());
        servers.values().forEach(RedissonClient::shutdown);
      }
    `;
  }
  return code`
    public static void main(String[] arguments) {
      Clients clients = connect();
      clients.writer().<String>getBucket("greeting").set("hello");
      System.out.println(clients.writer().<String>getBucket("greeting").get());
      // From a replica: it may be a moment behind.
      System.out.println(clients.reader().<String>getBucket("greeting").get());
      clients.writer().shutdown();
      clients.reader().shutdown();
    }
  `;
}
