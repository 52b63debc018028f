import type { ClientConfiguration } from '../client-configuration/document';
import { goRedis } from './go-redis';
import { ioredis } from './ioredis';
import { jedis } from './jedis';
import { lettuce } from './lettuce';
import { nodeRedis } from './node-redis';
import { redisCli } from './redis-cli';
import { redisPy } from './redis-py';
import { redisPyAsyncio } from './redis-py-asyncio';
import { redisson } from './redisson';

/** How the code of a client is made, and what it is once it is pasted. */
export interface Client {
  /** The code, whole: it has what it needs in it, and runs as it stands. */
  readonly generate: (configuration: ClientConfiguration) => string;
  /** What to call the file, so that its language's tools take it. */
  readonly fileName: string;
  /** What begins a comment. */
  readonly comment: '//' | '#';
  /** Of its snippets in Markdown. */
  readonly language: string;
}

const javascript = { fileName: 'redis.mjs', comment: '//', language: 'js' } as const;
const pythonFile = { fileName: 'redis_clients.py', comment: '#', language: 'python' } as const;
const java = { fileName: 'RedisClients.java', comment: '//', language: 'java' } as const;

/** Every client that there is code for. */
export const CLIENTS = {
  ioredis: { generate: ioredis, ...javascript },
  'node-redis': { generate: nodeRedis, ...javascript },
  'redis-py': { generate: redisPy, ...pythonFile },
  'redis-py-asyncio': { generate: redisPyAsyncio, ...pythonFile },
  'go-redis': { generate: goRedis, fileName: 'main.go', comment: '//', language: 'go' },
  jedis: { generate: jedis, ...java },
  lettuce: { generate: lettuce, ...java },
  redisson: { generate: redisson, ...java },
  'redis-cli': { generate: redisCli, fileName: 'redis.sh', comment: '#', language: 'sh' },
} as const satisfies Record<string, Client>;

export type ClientName = keyof typeof CLIENTS;

/** The names that `--client` takes. */
export const CLIENT_NAMES = Object.keys(CLIENTS) as ClientName[];

export const isClientName = (name: string): name is ClientName => Object.hasOwn(CLIENTS, name);
