import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, namedServers, seeds } from './reach';
import { code, quoted } from './text';

/** A program for go-redis 9.23. `Connect(ctx)` returns the clients: writer and reader, or one by each server's name. */
export function goRedis(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return code`
    // go get ${['github.com/redis/go-redis/v9@v9.23.0', ...secret.modules].join(' ')}
    package main

    import (
    	"context"
    	${configuration.tls && '"crypto/tls"'}
    	${secret.ca && '"crypto/x509"'}
    	${needsFmt(configuration) && '"fmt"'}
    	"log"
    	"net"
    	"sync/atomic"
    	"time"

    	${secret.imports}
    	"github.com/redis/go-redis/v9"
    )

    const (
    	// Shared by two addresses of a name.
    	connectTimeout = ${milliseconds(configuration.connectTimeoutMilliseconds)}
    	// The default is 3 s.
    	responseTimeout = ${milliseconds(configuration.responseTimeoutMilliseconds)}
    )

    ${seedList(configuration)}

    ${translation(configuration)}

    ${dialer(configuration)}

    ${secret.functions}

    ${connect(configuration)}

    ${usage(configuration)}
  `;
}

/** Comments, and fields of a literal by name and value, as gofmt aligns them. */
type Field = string | readonly [name: string, value: string] | false | undefined;

function fields(given: readonly Field[]): string[] {
  const lines = given.filter((field) => field !== undefined && field !== false);
  return lines.map((line, i) => {
    if (typeof line === 'string') return line;
    const width = Math.max(...run(lines, i).map(([name]) => name.length));
    return `${line[0]}: ${' '.repeat(width - line[0].length)}${line[1]},`;
  });
}

/** The fields around one that no comment parts from it. */
function run(lines: readonly Exclude<Field, false | undefined>[], i: number): (readonly [string, string])[] {
  const isComment = (line: (typeof lines)[number]) => typeof line === 'string';
  const end = lines.findIndex((line, j) => j > i && isComment(line));
  const start = lines.findLastIndex((line, j) => j < i && isComment(line)) + 1;
  return lines.slice(start, end === -1 ? undefined : end).filter((line) => typeof line !== 'string');
}

const milliseconds = (value: number) => `${value} * time.Millisecond`;

function needsFmt(configuration: ClientConfiguration): boolean {
  return Boolean((configuration.mode !== 'standalone' && addressMap(configuration)) || secrets(configuration).ca);
}

function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return code`
    var ${configuration.mode === 'sentinel' ? 'sentinels' : 'seeds'} = []string{
    	${seeds(configuration).map(({ host, port }) => `${quoted(`${host}:${port}`)},`)}
    }
  `;
}

function translation(configuration: ClientConfiguration): string | undefined {
  const map = addressMap(configuration);
  if (configuration.mode === 'standalone' || !map) return undefined;
  return code`
    // What Redis says where its servers are, and where this network reaches them.
    var addressMap = map[string]string{
    	${fields(map.map(({ announced, host, port }) => [quoted(announced), quoted(`${host}:${port}`)]))}
    }

    func reachedAt(address string) (string, error) {
    	if reached, ok := addressMap[address]; ok {
    		return reached, nil
    	}
    	for _, known := range ${configuration.mode === 'sentinel' ? 'sentinels' : 'seeds'} {
    		if address == known {
    			return address, nil
    		}
    	}
    	return "", fmt.Errorf("addressMap lacks %s: generate this file again", address)
    }
  `;
}

function dialer(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, tls } = configuration;
  const translates = configuration.mode !== 'standalone' && addressMap(configuration) !== undefined;
  return code`
    var turns atomic.Uint32

    // dialer connects to one of the addresses of a name, to another one first each time, and to one more if that fails.
    // Go by itself gives the first address at least 2 s${translates ? ', and go-redis has no address map' : ''}.
    func dialer(${tls ? 'security *tls.Config' : ''}) func(context.Context, string, string) (net.Conn, error) {
    	socket := &net.Dialer{
    		Timeout: connectTimeout / 2,
    		// Endpoint and load balancer forget a connection that is idle for 350 s.
    		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: ${keepAliveSeconds} * time.Second, Interval: ${Math.max(1, Math.round(keepAliveSeconds / 6))} * time.Second, Count: 3},
    	}
    	return func(ctx context.Context, network, address string) (net.Conn, error) {
    		${translates && TRANSLATE}
    		host, port, err := net.SplitHostPort(address)
    		if err != nil {
    			return nil, err
    		}
    		addresses, err := net.DefaultResolver.LookupHost(ctx, host)
    		if err != nil {
    			return nil, err
    		}
    		first := int(turns.Add(1))
    		for try := range min(2, len(addresses)) {
    			var connection net.Conn
    			connection, err = socket.DialContext(ctx, network, net.JoinHostPort(addresses[(first+try)%len(addresses)], port))
    			if err == nil {
    				${tls ? 'return secured(ctx, connection, host, security)' : 'return connection, nil'}
    			}
    		}
    		return nil, err
    	}
    }

    ${tls && SECURED}
  `;
}

const TRANSLATE = code`
  address, err := reachedAt(address)
  if err != nil {
  	return nil, err
  }
`;

const SECURED = code`
  // secured verifies the host that was connected to: a Dialer of one's own takes the place of go-redis's TLS too.
  func secured(ctx context.Context, connection net.Conn, host string, security *tls.Config) (net.Conn, error) {
  	own := security.Clone()
  	own.ServerName = host
  	client := tls.Client(connection, own)
  	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
  	defer cancel()
  	if err := client.HandshakeContext(ctx); err != nil {
  		connection.Close()
  		return nil, err
  	}
  	return client, nil
  }
`;

function secrets({ tls, credentials, caCertificateParameterName }: ClientConfiguration) {
  const ca = tls ? caCertificateParameterName : undefined;
  const { username, passwordParameterName, passwordSecretName } = credentials ?? {};
  const usesParameters = Boolean(ca || passwordParameterName);
  const usesAws = usesParameters || passwordSecretName !== undefined;
  const packages = [
    usesAws && 'config',
    passwordSecretName && 'service/secretsmanager',
    usesParameters && 'service/ssm',
  ].filter((name) => typeof name === 'string');
  const password = passwordSecretName
    ? `secret(ctx, ${quoted(passwordSecretName)})`
    : passwordParameterName && `parameter(ctx, ${quoted(passwordParameterName)})`;
  return {
    ca,
    username,
    password,
    modules: packages.map((name) => `github.com/aws/aws-sdk-go-v2/${name}`),
    imports: packages.map((name) => quoted(`github.com/aws/aws-sdk-go-v2/${name}`)),
    functions: [passwordSecretName && SECRET, passwordSecretName && usesParameters && '', usesParameters && PARAMETER],
    fetch: [
      password &&
        code`
        password, err := ${password}
        if err != nil {
        	return $NIL, err
        }
      `,
      tls && (ca ? trusting(ca) : 'security := &tls.Config{MinVersion: tls.VersionTLS12}'),
    ],
  };
}

const trusting = (ca: string) => code`
  pem, err := parameter(ctx, ${quoted(ca)})
  if err != nil {
  	return $NIL, err
  }
  authorities := x509.NewCertPool()
  if !authorities.AppendCertsFromPEM([]byte(pem)) {
  	return $NIL, fmt.Errorf("no certificate in the parameter %s", ${quoted(ca)})
  }
  security := &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12}
`;

const SECRET = code`
  // secret is a secret's value. Region and credentials are as the SDK finds them where this runs.
  func secret(ctx context.Context, name string) (string, error) {
  	aws, err := config.LoadDefaultConfig(ctx)
  	if err != nil {
  		return "", err
  	}
  	found, err := secretsmanager.NewFromConfig(aws).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &name})
  	if err != nil {
  		return "", err
  	}
  	return *found.SecretString, nil
  }
`;

const PARAMETER = code`
  // parameter is a parameter's value. Region and credentials are as the SDK finds them where this runs.
  func parameter(ctx context.Context, name string) (string, error) {
  	aws, err := config.LoadDefaultConfig(ctx)
  	if err != nil {
  		return "", err
  	}
  	decrypt := true
  	found, err := ssm.NewFromConfig(aws).GetParameter(ctx, &ssm.GetParameterInput{Name: &name, WithDecryption: &decrypt})
  	if err != nil {
  		return "", err
  	}
  	return *found.Parameter.Value, nil
  }
`;

function connect(configuration: ClientConfiguration): string {
  const { fetch } = secrets(configuration);
  const given = (nil: string) => fetch.map((part) => (part ? part.replaceAll('$NIL', nil) : undefined));
  switch (configuration.mode) {
    case 'standalone':
      return code`
        // Connect makes a client for each server, by the server's name.
        func Connect(ctx context.Context) (map[string]*redis.Client, error) {
        	${given('nil')}
        	server := func(address string) *redis.Client {
        		return redis.NewClient(&redis.Options{
        			${fields([['Addr', 'address'], ...connection(configuration)])}
        		})
        	}
        	return map[string]*redis.Client{
        		${fields(
              namedServers(configuration).map(({ name, host, port }) => [
                quoted(name),
                `server(${quoted(`${host}:${port}`)})`,
              ]),
            )}
        	}, nil
        }
      `;
    case 'sentinel':
      return sentinelConnect(configuration, given('nil, nil'));
    case 'cluster':
      return clusterConnect(configuration, given('nil, nil'));
  }
}

/** What a client of every mode is made with. */
function connection(configuration: ClientConfiguration): Field[] {
  const { username, password } = secrets(configuration);
  return [
    ['Dialer', `dialer(${configuration.tls ? 'security' : ''})`],
    ['ReadTimeout', 'responseTimeout'],
    ['WriteTimeout', 'responseTimeout'],
    '// The default tries a dead server five times before anything else is done about it.',
    ['DialerRetries', '1'],
    username !== undefined && ['Username', quoted(username)],
    password !== undefined && ['Password', 'password'],
  ];
}

function sentinelConnect(configuration: ClientConfiguration, given: (string | undefined)[]): string {
  const { username, password } = secrets(configuration);
  return code`
    // Connect makes a writer, which keeps to the master, and a reader, which keeps to a replica while one is usable.
    func Connect(ctx context.Context) (writer, reader *redis.Client, err error) {
    	${given}
    	options := func() *redis.FailoverOptions {
    		return &redis.FailoverOptions{
    			${fields([
            ['MasterName', quoted(configuration.masterName ?? '')],
            ['SentinelAddrs', 'sentinels'],
            '// The Sentinels are asked within this time too: if it ends while a dead one is being asked, go-redis',
            '// goes on asking that one.',
            ['DialTimeout', `${seeds(configuration).length + 1} * (connectTimeout + responseTimeout)`],
            ['MaxRetries', '1'],
            ...connection(configuration),
            username !== undefined && ['SentinelUsername', quoted(username)],
            password !== undefined && ['SentinelPassword', 'password'],
          ])}
    		}
    	}
    	replica := options()
    	replica.ReplicaOnly = true
    	return redis.NewFailoverClient(options()), redis.NewFailoverClient(replica), nil
    }
  `;
}

function clusterConnect(configuration: ClientConfiguration, given: (string | undefined)[]): string {
  return code`
    // Connect makes a writer, which keeps to the masters, and a reader, which reads from replicas where there are any.
    func Connect(ctx context.Context) (writer, reader *redis.ClusterClient, err error) {
    	${given}
    	options := func() *redis.ClusterOptions {
    		return &redis.ClusterOptions{
    			${fields([
            ['Addrs', 'seeds'],
            '// The default of 60 s leaves a third of the keys without a server after a failover.',
            ['ClusterStateReloadInterval', '2 * responseTimeout'],
            ['MaxRedirects', '5'],
            ['DialTimeout', '2 * connectTimeout'],
            ...connection(configuration),
          ])}
    		}
    	}
    	replicas := options()
    	replicas.ReadOnly = true
    	return redis.NewClusterClient(options()), redis.NewClusterClient(replicas), nil
    }
  `;
}

function usage(configuration: ClientConfiguration): string {
  const first = namedServers(configuration)[0]?.name ?? '';
  if (configuration.mode === 'standalone') {
    return code`
      func main() {
      	ctx := context.Background()
      	servers, err := Connect(ctx)
      	if err != nil {
      		log.Fatal(err)
      	}
      	if err := servers[${quoted(first)}].Set(ctx, "greeting", "hello", 0).Err(); err != nil {
      		log.Fatal(err)
      	}
      	log.Println(servers[${quoted(first)}].Get(ctx, "greeting").Result())
      }
    `;
  }
  return code`
    func main() {
    	ctx := context.Background()
    	writer, reader, err := Connect(ctx)
    	if err != nil {
    		log.Fatal(err)
    	}
    	defer writer.Close()
    	defer reader.Close()
    	if err := writer.Set(ctx, "greeting", "hello", 0).Err(); err != nil {
    		log.Fatal(err)
    	}
    	log.Println(writer.Get(ctx, "greeting").Result())
    	// From a replica: it may be a moment behind.
    	log.Println(reader.Get(ctx, "greeting").Result())
    }
  `;
}
