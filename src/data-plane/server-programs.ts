import type { Environment } from '../config/schema';
import type { Program } from './redis-instance';
import { valkeyServer } from './valkey/valkey-server';

/** How the servers and Sentinels of an environment are started. */
export interface ServerPrograms {
  readonly server: Program;
  readonly sentinel: Program;
}

/**
 * The programs of the kind of server that an environment states: Redis, unless it is Valkey.
 *
 * @throws DataPlaneUnavailable if there is no Valkey for this machine
 */
export async function serverPrograms(environment: Pick<Environment, 'service'>): Promise<ServerPrograms> {
  if (environment.service.redis.server?.kind !== 'valkey') {
    return { server: { file: 'redis-server' }, sentinel: { file: 'redis-sentinel' } };
  }
  const file = await valkeyServer(environment);
  return { server: { file }, sentinel: { file, options: ['--sentinel'] } };
}
