import type { EnvironmentProps } from '../config/schema';
import example from './example';

/** The design note with Redis Sentinel: a Sentinel beside each server, behind a listener of its own. */
export default {
  ...example,
  state: { bucket: 'redis-sentinel-state-111111111111' },
  service: {
    ...example.service,
    name: 'redis-sentinel',
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
        port: 6379,
        listenerPort: 6380,
        sentinel: { port: 26379, listenerPort: 26380 },
      },
      {
        name: 'redis-3',
        address: '10.0.4.12',
        port: 6379,
        listenerPort: 6381,
        sentinel: { port: 26379, listenerPort: 26381 },
      },
    ],
    redis: { mode: 'sentinel', masterName: 'mymaster' },
  },
} satisfies EnvironmentProps;
