// Go /*%= versions.go %*/ or later. Save this as redisclients/redisclients.go in your module, and run:
//
//	go get github.com/redis/go-redis/v9@/*%= versions.goRedis %*/
/*% if (usesSecret || usesParameter) { %*/
//	go get github.com/aws/aws-sdk-go-v2/config@/*%= versions.goAwsConfig %*/
/*% } %*/
/*% if (usesSecret) { %*/
//	go get github.com/aws/aws-sdk-go-v2/service/secretsmanager@/*%= versions.goAwsSecretsManager %*/
/*% } %*/
/*% if (usesParameter) { %*/
//	go get github.com/aws/aws-sdk-go-v2/service/ssm@/*%= versions.goAwsSsm %*/
/*% } %*/

// Package redisclients connects to Redis. See Example.
package redisclients

import (
	"context"
/*% if (tls) { %*/
	"crypto/tls"
/*% } %*/
/*% if (caParameterName) { %*/
	"crypto/x509"
/*% } %*/
	"errors"
/*% if (map || caParameterName) { %*/
	"fmt"
/*% } %*/
	"log"
	"net"
	"sync/atomic"
	"time"

/*% if (usesSecret || usesParameter) { %*/
	"github.com/aws/aws-sdk-go-v2/config"
/*% } %*/
/*% if (usesSecret) { %*/
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
/*% } %*/
/*% if (usesParameter) { %*/
	"github.com/aws/aws-sdk-go-v2/service/ssm"
/*% } %*/
	"github.com/redis/go-redis/v9"
)

const (
	// Split between two addresses of a name.
	connectTimeout = /*%= connectTimeoutMilliseconds %*/ * time.Millisecond
	// The default is 3 s.
	responseTimeout = /*%= responseTimeoutMilliseconds %*/ * time.Millisecond
)

/*% if (mode !== 'standalone') { %*/
// seeds are the /*% if (mode === 'sentinel') { %*/Sentinels/*% } else { %*/servers/*% } %*/ to ask first.
var seeds = []string{
/*% for (const seed of seeds) { %*/
	"/*%= seed %*/",
/*% } %*/
}
/*% } %*/

/*% if (map) { %*/
// /*%~ comments.addressMap %*/
var addressMap = map[string]string{
/*% for (const { announced, target } of map) { %*/
	"/*%= announced %*/": "/*%= target %*/",
/*% } %*/
}

func translate(address string) (string, error) {
	if target, ok := addressMap[address]; ok {
		return target, nil
	}
	for _, seed := range seeds {
		if address == seed {
			return address, nil
		}
	}
	return "", fmt.Errorf("addressMap lacks %s: generate this file again", address)
}
/*% } %*/

var turns atomic.Uint32

// dialer tries up to two addresses of a name, starting with a different one each time. Go itself would spend at least
// 2 s on the first address./*% if (map) { %*/ It also translates addresses, as go-redis has no address map./*% } %*/
func dialer(/*% if (tls) { %*/security *tls.Config/*% } %*/) func(context.Context, string, string) (net.Conn, error) {
	socket := &net.Dialer{
		Timeout: connectTimeout / 2,
		// /*%~ comments.idle %*/
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: /*%= keepAliveSeconds %*/ * time.Second, Interval: /*%= probeSeconds %*/ * time.Second, Count: /*%= probes %*/},
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
/*% if (map) { %*/
		address, err := translate(address)
		if err != nil {
			return nil, err
		}
/*% } %*/
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		addresses, err := net.DefaultResolver.LookupHost(ctx, host)
		if err != nil {
			return nil, err
		}
		first := int(turns.Add(1) % uint32(len(addresses)))
		var failures []error
		for try := range min(2, len(addresses)) {
			connection, err := socket.DialContext(ctx, network, net.JoinHostPort(addresses[(first+try)%len(addresses)], port))
			if err == nil {
				return /*% if (tls) { %*/secured(ctx, connection, host, security)/*% } else { %*/connection, nil/*% } %*/
			}
			failures = append(failures, err)
		}
		return nil, errors.Join(failures...)
	}
}

/*% if (tls) { %*/
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
/*% } %*/

/*% if (usesSecret) { %*/
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
/*% } %*/

/*% if (usesParameter) { %*/
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
/*% } %*/

/*% const nothing = mode === 'standalone' ? 'nil' : 'nil, nil' %*/
/*% if (mode === 'standalone') { %*/
// Connect returns one client for each server, by server name. Close each of them when the application stops.
func Connect(ctx context.Context) (map[string]*redis.Client, error) {
/*% } else if (mode === 'sentinel') { %*/
// Connect returns a writer, which uses the master, and a reader, which uses a replica as long as one is available.
// Close both when the application stops.
func Connect(ctx context.Context) (writer, reader *redis.Client, err error) {
/*% } else { %*/
// Connect returns a writer, which uses the masters, and a reader, which uses replicas where there are any. Close both
// when the application stops.
func Connect(ctx context.Context) (writer, reader *redis.ClusterClient, err error) {
/*% } %*/
/*% if (passwordSecretName !== undefined) { %*/
	password, err := secret(ctx, "/*%= passwordSecretName %*/")
/*% } else if (passwordParameterName !== undefined) { %*/
	password, err := parameter(ctx, "/*%= passwordParameterName %*/")
/*% } %*/
/*% if (hasPassword) { %*/
	if err != nil {
		return /*%~ nothing %*/, err
	}
/*% } %*/
/*% if (caParameterName) { %*/
	pem, err := parameter(ctx, "/*%= caParameterName %*/")
	if err != nil {
		return /*%~ nothing %*/, err
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM([]byte(pem)) {
		return /*%~ nothing %*/, fmt.Errorf("no certificate in the parameter %s", "/*%= caParameterName %*/")
	}
	security := &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12}
/*% } else if (tls) { %*/
	security := &tls.Config{MinVersion: tls.VersionTLS12}
/*% } %*/
/*% if (mode === 'standalone') { %*/
	server := func(address string) *redis.Client {
		return redis.NewClient(&redis.Options{
			Addr: address,
			/*%~ include('go-redis-connection.go', it) %*/
		})
	}
	return map[string]*redis.Client{
		/*% for (const { name, host, port } of servers) { %*/
		"/*%= name %*/": server("/*%= host %*/:/*%= port %*/"),
		/*% } %*/
	}, nil
/*% } else if (mode === 'sentinel') { %*/
	options := func() *redis.FailoverOptions {
		return &redis.FailoverOptions{
			MasterName: "/*%= masterName %*/",
			SentinelAddrs: seeds,
			// Must suffice to query all Sentinels: if it expires during the query of a dead one, go-redis keeps
			// querying that one.
			DialTimeout: /*%= seeds.length + 1 %*/ * (connectTimeout + responseTimeout),
			MaxRetries: 1,
			/*%~ include('go-redis-connection.go', it) %*/
			/*% if (hasPassword) { %*/
			SentinelUsername: "/*%= username %*/",
			SentinelPassword: password,
			/*% } %*/
		}
	}
	replica := options()
	replica.ReplicaOnly = true
	return redis.NewFailoverClient(options()), redis.NewFailoverClient(replica), nil
/*% } else { %*/
	options := func() *redis.ClusterOptions {
		return &redis.ClusterOptions{
			Addrs: seeds,
			// With the default of 60 s, the keys of a failed master are unavailable that long.
			ClusterStateReloadInterval: 2 * responseTimeout,
			MaxRedirects: 5,
			DialTimeout: 2 * connectTimeout,
			/*%~ include('go-redis-connection.go', it) %*/
		}
	}
	replicas := options()
	replicas.ReadOnly = true
	return redis.NewClusterClient(options()), redis.NewClusterClient(replicas), nil
/*% } %*/
}

// Example writes a key and reads it back.
func Example(ctx context.Context) error {
/*% if (mode === 'standalone') { %*/
	servers, err := Connect(ctx)
	if err != nil {
		return err
	}
	for _, server := range servers {
		defer server.Close()
	}
	if err := servers["/*%= first %*/"].Set(ctx, "greeting", "hello", 0).Err(); err != nil {
		return err
	}
	log.Println(servers["/*%= first %*/"].Get(ctx, "greeting").Result())
/*% } else { %*/
	writer, reader, err := Connect(ctx)
	if err != nil {
		return err
	}
	defer writer.Close()
	defer reader.Close()
	if err := writer.Set(ctx, "greeting", "hello", 0).Err(); err != nil {
		return err
	}
	log.Println(writer.Get(ctx, "greeting").Result())
	// /*%~ comments.replicaLag %*/
	log.Println(reader.Get(ctx, "greeting").Result())
/*% } %*/
	return nil
}
