import type { ClientConfiguration } from '../client-configuration/document';
import { GLIDE_MODES } from './glide';
import { ioredis } from './ioredis';
import { iovalkey } from './iovalkey';
import { nodeRedis } from './node-redis';
import { redisCli } from './redis-cli';
import { redisPy } from './redis-py';
import { redisPyAsyncio } from './redis-py-asyncio';
import { REDIS_RS_MODES, redisRs } from './redis-rs';
import { fromTemplate, gofmt } from './template';
import { glideNode } from './valkey-glide-node';
import { glidePython } from './valkey-glide-python';

/** A client that the project prints code for. */
export interface Client {
  /**
   * Returns the complete code. It works as it is.
   *
   * @throws Error in a mode that is not one of `modes`
   */
  readonly generate: (configuration: ClientConfiguration) => string;
  /**
   * The modes that the client can be used in.
   * @default - all modes
   */
  readonly modes?: readonly ClientConfiguration['mode'][];
  /** A name for the file that the tools of its language accept. */
  readonly fileName: string;
  /** The characters that start a comment. */
  readonly comment: '//' | '#';
  /** The language of code blocks in Markdown. */
  readonly language: string;
}

const javaScript = { fileName: 'redis.mjs', comment: '//', language: 'js' } as const;
const python = { fileName: 'redis_clients.py', comment: '#', language: 'python' } as const;
const go = { fileName: 'redisclients.go', comment: '//', language: 'go' } as const;
const java = { fileName: 'RedisClients.java', comment: '//', language: 'java' } as const;
const rust = { fileName: 'redis_clients.rs', comment: '//', language: 'rust' } as const;
const shell = { fileName: 'redis.sh', comment: '#', language: 'sh' } as const;

/** All clients, by the name that `--client` takes: a new client is a file and a line here. */
export const CLIENTS = {
  ioredis: { generate: ioredis, ...javaScript },
  'node-redis': { generate: nodeRedis, ...javaScript },
  'redis-py': { generate: redisPy, ...python },
  'redis-py-asyncio': { generate: redisPyAsyncio, ...python },
  'go-redis': { generate: fromTemplate('go-redis.go', gofmt), ...go },
  jedis: { generate: fromTemplate('jedis.java'), ...java },
  lettuce: { generate: fromTemplate('lettuce.java'), ...java },
  'spring-boot': { generate: fromTemplate('spring-boot.java'), ...java, fileName: 'RedisConfiguration.java' },
  redisson: { generate: fromTemplate('redisson.java'), ...java },
  iovalkey: { generate: iovalkey, ...javaScript },
  'valkey-glide-node': { generate: glideNode, modes: GLIDE_MODES, ...javaScript },
  'valkey-glide-python': { generate: glidePython, modes: GLIDE_MODES, ...python },
  'redis-rs': { generate: redisRs, modes: REDIS_RS_MODES, ...rust },
  'redis-cli': { generate: redisCli, ...shell },
} as const satisfies Record<string, Client>;

/** A name in {@link CLIENTS}. */
export type ClientName = keyof typeof CLIENTS;

/** The names in {@link CLIENTS}. */
export const CLIENT_NAMES = Object.keys(CLIENTS) as ClientName[];

/** Whether a client can be used in a mode. */
export const canUse = (client: ClientName, mode: ClientConfiguration['mode']): boolean =>
  (CLIENTS[client] as Client).modes?.includes(mode) ?? true;

/** Whether there is a client of that name. */
export const isClientName = (name: string): name is ClientName => Object.hasOwn(CLIENTS, name);
