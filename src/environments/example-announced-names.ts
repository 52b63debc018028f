import type { EnvironmentProps } from '../config/schema';
import example from './example';

/**
 * Redis Sentinel without address maps: each server listens on its listener's port on premises too, and announces a
 * name that both sides resolve. `npm run client-config -- --server` prints what goes into the servers' configuration.
 */
export default {
  ...example,
  state: { bucket: 'redis-announced-state-111111111111' },
  service: {
    ...example.service,
    name: 'redis-announced',
    servers: [
      {
        name: 'redis-1',
        address: '10.0.4.10',
        port: 6379,
        listenerPort: 6379,
        sentinel: { port: 26379, listenerPort: 26379 },
      },
      {
        name: 'redis-2',
        address: '10.0.4.11',
        port: 6380,
        listenerPort: 6380,
        sentinel: { port: 26380, listenerPort: 26380 },
      },
      {
        name: 'redis-3',
        address: '10.0.4.12',
        port: 6381,
        listenerPort: 6381,
        sentinel: { port: 26381, listenerPort: 26381 },
      },
    ],
    redis: { mode: 'sentinel', masterName: 'mymaster', announce: 'names' },
  },
} satisfies EnvironmentProps;
