import type { ClientConfiguration } from '../client-configuration/document';
import { firstServer, namedServers, requiredMasterName, seeds } from './addresses';
import { COMMENTS } from './comments';
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
import { KEEPALIVE_PROBES, probeSeconds } from './keepalive';
import { code, quoted } from './text';

/**
 * A class for Redisson 4. Its `RedisClients.connect()` returns writer and reader; in mode `standalone` one client per
 * server.
 */
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
  /** Passes unmapped addresses on: Redisson also looks up addresses that it has resolved itself. */
  private static String translate(String address) {
    return ADDRESS_MAP.getOrDefault(address, address);
  }
`;

const NAT_MAPPER = code`
  private static RedisURI translate(RedisURI announced) {
    return new RedisURI(announced.getScheme() + "://" + translate(announced.getHost() + ":" + announced.getPort()));
  }
`;

const CA_ONLY = code`
  // Redisson connects to Sentinels by IP address, which no certificate contains. All certificates, the servers' too,
  // are therefore verified against the CA only, not against host names.
  config.setSslVerificationMode(SslVerificationMode.CA_ONLY);
`;

const FIRST_ADDRESS = code`
  // No rotating resolver: Redisson identifies a server by the first address of its name, and reconnects whenever DNS
  // changes the order. The names of a single zone avoid that.
`;

/** Settings that all modes share. */
function config(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, tls, zone, mode } = configuration;
  const { username, password, ca } = secrets(configuration);
  return code`
    private static Config config() {
      Config config = new Config();
      config.setCodec(StringCodec.INSTANCE);
      ${zone === undefined && FIRST_ADDRESS}
      // ${COMMENTS.idle}
      config.setTcpKeepAlive(true);
      config.setTcpKeepAliveIdle(${keepAliveSeconds});
      config.setTcpKeepAliveInterval(${probeSeconds(keepAliveSeconds)});
      config.setTcpKeepAliveCount(${KEEPALIVE_PROBES});
      ${username && `config.setUsername(${username});`}
      ${password && `config.setPassword(${password});`}
      ${tls && ca && `config.setSslTrustManagerFactory(trusting(${ca}));`}
      ${tls && mode === 'sentinel' && CA_ONLY}
      return config;
    }
  `;
}

/** Connection settings. Each mode has them on its own type. */
function connection(configuration: ClientConfiguration): string[] {
  const { connectTimeoutMilliseconds, responseTimeoutMilliseconds } = configuration;
  return [
    '// The defaults are 10 s and 3 s.',
    `.setConnectTimeout(${connectTimeoutMilliseconds})`,
    `.setTimeout(${responseTimeoutMilliseconds})`,
    '// An unanswered PING closes the connection. The default is every 30 s.',
    `.setPingConnectionInterval(${2 * connectTimeoutMilliseconds})`,
  ];
}

function connect(configuration: ClientConfiguration): string {
  const scheme = configuration.tls ? 'rediss' : 'redis';
  switch (configuration.mode) {
    case 'standalone':
      return code`
        /** ${COMMENTS.clientPerServer} */
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
          .setMasterName(${quoted(requiredMasterName(configuration))})
          ${seeds(configuration).map(({ host, port }) => `.addSentinelAddress(${quoted(`${scheme}://${host}:${port}`)})`)}
          ${translates(configuration) && '.setNatMapper(RedisClients::translate)'}
          // The addresses above are all Sentinels that have a listener. Any others are unreachable from here.
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
          ${translates(configuration) && '.setNatMapper(RedisClients::translate)'}
          ${connection(configuration)}
          .setReadMode(readMode);
      return Redisson.create(config);
    }
  `;
}

const CLIENTS = code`
  /** The writer also reads from masters. The reader uses replicas, or the master where there is none. */
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
        RedissonClient redis = servers.get(${quoted(firstServer(configuration).name)});
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
      // ${COMMENTS.replicaLag}
      System.out.println(clients.reader().<String>getBucket("greeting").get());
      clients.writer().shutdown();
      clients.reader().shutdown();
    }
  `;
}
