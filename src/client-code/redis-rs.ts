import type { ClientConfiguration } from '../client-configuration/document';
import { fetchedValues } from './fetched-values';
import { fromTemplate } from './template';

/** The modes that redis-rs can be used in. */
export const REDIS_RS_MODES = ['standalone', 'cluster'] as const;

/**
 * A module for redis-rs. Its `connect` takes the password and the CA certificate, as AWS's SDK for Rust is far larger
 * than redis-rs. It returns `(writer, reader)`; in mode `standalone` a connection per server.
 *
 * @throws Error in mode `sentinel`
 */
export function redisRs(configuration: ClientConfiguration): string {
  if (configuration.mode === 'sentinel') {
    throw new Error(
      'The connections that the Sentinel client of redis-rs opens do not follow a failover. Use another client, or Redis ' +
        'Cluster.',
    );
  }
  const { passwordSecretName, passwordParameterName, caParameterName } = fetchedValues(configuration);
  const parameters = [
    ...((passwordSecretName ?? passwordParameterName) === undefined ? [] : ['password: &str']),
    ...(caParameterName === undefined ? [] : ['authority: &[u8]']),
  ];
  const names = parameters.map((parameter) => parameter.split(':')[0]);
  const template = configuration.mode === 'cluster' ? 'redis-rs-cluster.rs' : 'redis-rs-standalone.rs';
  return fromTemplate(template, undefined, { parameters: parameters.join(', '), names: names.join(', ') })(
    configuration,
  );
}
