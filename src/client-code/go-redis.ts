import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, firstServer, namedServers, requiredMasterName, seeds } from './addresses';
import { COMMENTS } from './comments';
import { fetchedValues, fetchFunctions, passwordCall } from './fetched-values';
import { KEEPALIVE_PROBES, probeSeconds } from './keepalive';
import { code, quoted } from './text';

/**
 * A program for go-redis 9.23. Its `Connect(ctx)` returns writer and reader; in mode `standalone` one client per
 * server.
 */
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
    	// Split between two addresses of a name.
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

/** A comment or a field in a composite literal. */
type Field = string | readonly [name: string, value: string] | false | undefined;

/** The lines of a composite literal, aligned as gofmt does. */
function fields(given: readonly Field[]): string[] {
  const lines = given.filter((field) => field !== undefined && field !== false);
  return lines.map((line, i) => {
    if (typeof line === 'string') return line;
    const width = Math.max(...run(lines, i).map(([name]) => name.length));
    return `${line[0]}: ${' '.repeat(width - line[0].length)}${line[1]},`;
  });
}

/** The fields that gofmt aligns with field `i`: those without a comment in between. */
function run(lines: readonly Exclude<Field, false | undefined>[], i: number): (readonly [string, string])[] {
  const isComment = (line: (typeof lines)[number]) => typeof line === 'string';
  const end = lines.findIndex((line, j) => j > i && isComment(line));
  const start = lines.findLastIndex((line, j) => j < i && isComment(line)) + 1;
  return lines.slice(start, end === -1 ? undefined : end).filter((line) => typeof line !== 'string');
}

const milliseconds = (value: number) => `${value} * time.Millisecond`;

function needsFmt(configuration: ClientConfiguration): boolean {
  return Boolean(addressMap(configuration) || secrets(configuration).ca);
}

const seedsName = ({ mode }: ClientConfiguration) => (mode === 'sentinel' ? 'sentinels' : 'seeds');

function seedList(configuration: ClientConfiguration): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  return code`
    var ${seedsName(configuration)} = []string{
    	${seeds(configuration).map(({ host, port }) => `${quoted(`${host}:${port}`)},`)}
    }
  `;
}

function translation(configuration: ClientConfiguration): string | undefined {
  const map = addressMap(configuration);
  if (!map) return undefined;
  return code`
    // ${COMMENTS.addressMap}
    var addressMap = map[string]string{
    	${fields(map.map(({ announced, host, port }) => [quoted(announced), quoted(`${host}:${port}`)]))}
    }

    func translate(address string) (string, error) {
    	if target, ok := addressMap[address]; ok {
    		return target, nil
    	}
    	for _, seed := range ${seedsName(configuration)} {
    		if address == seed {
    			return address, nil
    		}
    	}
    	return "", fmt.Errorf("addressMap lacks %s: generate this file again", address)
    }
  `;
}

function dialer(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, tls } = configuration;
  const translates = addressMap(configuration) !== undefined;
  return code`
    var turns atomic.Uint32

    // dialer tries up to two addresses of a name, starting with a different one each time. Go itself would spend at least
    // 2 s on the first address.${translates ? ' It also translates addresses, as go-redis has no address map.' : ''}
    func dialer(${tls ? 'security *tls.Config' : ''}) func(context.Context, string, string) (net.Conn, error) {
    	socket := &net.Dialer{
    		Timeout: connectTimeout / 2,
    		// ${COMMENTS.idle}
    		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: ${keepAliveSeconds} * time.Second, Interval: ${probeSeconds(keepAliveSeconds)} * time.Second, Count: ${KEEPALIVE_PROBES}},
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
  address, err := translate(address)
  if err != nil {
  	return nil, err
  }
`;

const SECURED = code`
  // secured does the TLS handshake and verifies the certificate against host: a custom Dialer replaces go-redis's TLS.
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

/** Code that fetches the password and the CA certificate, and what it imports. */
function secrets(configuration: ClientConfiguration) {
  const values = fetchedValues(configuration);
  const { caParameterName: ca, usesSecret, usesParameter } = values;
  const packages = [
    (usesSecret || usesParameter) && 'config',
    usesSecret && 'service/secretsmanager',
    usesParameter && 'service/ssm',
  ].filter((name) => typeof name === 'string');
  const password = passwordCall(values, (name, argument) => `${name}(ctx, ${quoted(argument)})`);
  return {
    ca,
    username: configuration.credentials?.username,
    password,
    modules: packages.map((name) => `github.com/aws/aws-sdk-go-v2/${name}`),
    imports: packages.map((name) => quoted(`github.com/aws/aws-sdk-go-v2/${name}`)),
    functions: fetchFunctions(values, { secret: SECRET, parameter: PARAMETER }),
    /** Statements that set `password` and `security`. `$NIL` stands for the values returned with an error. */
    fetch: [
      password &&
        code`
        password, err := ${password}
        if err != nil {
        	return $NIL, err
        }
      `,
      configuration.tls && (ca ? trusting(ca) : 'security := &tls.Config{MinVersion: tls.VersionTLS12}'),
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
  // secret reads a secret. The SDK takes Region and credentials from where this runs.
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
  // parameter reads an SSM parameter. The SDK takes Region and credentials from where this runs.
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
  const fetched = (nil: string) => fetch.map((part) => (part ? part.replaceAll('$NIL', nil) : undefined));
  switch (configuration.mode) {
    case 'standalone':
      return code`
        // Connect returns one client for each server, by server name.
        func Connect(ctx context.Context) (map[string]*redis.Client, error) {
        	${fetched('nil')}
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
      return sentinelConnect(configuration, fetched('nil, nil'));
    case 'cluster':
      return clusterConnect(configuration, fetched('nil, nil'));
  }
}

/** Options that clients of all modes share. */
function connection(configuration: ClientConfiguration): Field[] {
  const { username, password } = secrets(configuration);
  return [
    ['Dialer', `dialer(${configuration.tls ? 'security' : ''})`],
    ['ReadTimeout', 'responseTimeout'],
    ['WriteTimeout', 'responseTimeout'],
    '// By default, go-redis dials a dead server five times before it does anything else.',
    ['DialerRetries', '1'],
    username !== undefined && ['Username', quoted(username)],
    password !== undefined && ['Password', 'password'],
  ];
}

function sentinelConnect(configuration: ClientConfiguration, fetched: (string | undefined)[]): string {
  const { username, password } = secrets(configuration);
  return code`
    // Connect returns a writer, which uses the master, and a reader, which uses a replica as long as one is available.
    func Connect(ctx context.Context) (writer, reader *redis.Client, err error) {
    	${fetched}
    	options := func() *redis.FailoverOptions {
    		return &redis.FailoverOptions{
    			${fields([
            ['MasterName', quoted(requiredMasterName(configuration))],
            ['SentinelAddrs', 'sentinels'],
            '// Must suffice to query all Sentinels: if it expires during the query of a dead one, go-redis keeps',
            '// querying that one.',
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

function clusterConnect(configuration: ClientConfiguration, fetched: (string | undefined)[]): string {
  return code`
    // Connect returns a writer, which uses the masters, and a reader, which uses replicas where there are any.
    func Connect(ctx context.Context) (writer, reader *redis.ClusterClient, err error) {
    	${fetched}
    	options := func() *redis.ClusterOptions {
    		return &redis.ClusterOptions{
    			${fields([
            ['Addrs', 'seeds'],
            '// With the default of 60 s, the keys of a failed master are unavailable that long.',
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
  if (configuration.mode === 'standalone') {
    const first = firstServer(configuration).name;
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
    	// ${COMMENTS.replicaLag}
    	log.Println(reader.Get(ctx, "greeting").Result())
    }
  `;
}
