import type { EnvironmentProps } from '../config/schema';
import example from './example';

/**
 * A Valkey cluster without address maps: the servers stay on 6379 on premises, and announce a name and their listener's
 * port to clients only. `npm run client-config -- --server` prints what goes into the servers' configuration.
 */
export default {
  ...example,
  state: { bucket: 'redis-client-ports-state-111111111111' },
  service: {
    ...example.service,
    name: 'redis-client-ports',
    redis: { mode: 'cluster', announce: 'client-ports', server: { kind: 'valkey', version: '9.0' } },
  },
} satisfies EnvironmentProps;
