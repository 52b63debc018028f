import { setTimeout as sleep } from 'node:timers/promises';
import { endpointAlarmName } from '../../../src/config/names';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';
import { Client, type LibraryName, type Load } from './clients';
import { moveSlot, nodesOf, ownerOf, settled, tagOn } from './clusters';
import { blackholeEndpoint, cause, FAULTS, type Fault, repair, restoreEndpoint } from './faults';
import { outage, promotion, replicasAmong } from './outage';
import { keysOn, settledMaster } from './sentinels';
import { CONSUMER, type Way } from './ways';

/** What clients are put through. */
export const TRIALS = [
  ...FAULTS,
  'slot moves',
  'server down for 40 s',
  'endpoint dead in use',
  'endpoint dead at start',
] as const;
export type Trial = (typeof TRIALS)[number];

/** How one client fared. */
export interface Result {
  readonly library: LibraryName;
  /** The longest time without an acknowledged write; after a server was down, from its return on. Null: never again. */
  readonly seconds: number | null;
  /** The servers' part of it, from the fault to the promotion. */
  readonly failover?: number;
  readonly errors: number;
  readonly firstError?: string;
  readonly acknowledged: number;
  /** Acknowledged writes that are not on the server that owns the keys at the end. */
  readonly lost: number;
}

/** After the promotion or repair: longer than any limit. */
const WATCH_MILLISECONDS = 14_000;
const DOWN_MILLISECONDS = 40_000;
const DEAD = 'use1-az1';

/** Whether a trial makes sense: independent servers have no master, and only a cluster has slots. */
export function applies(trial: Trial, { configuration: { mode, zone }, name }: Way): boolean {
  if (trial === 'slot moves') return mode === 'cluster';
  if (trial === 'server down for 40 s') return mode === 'standalone' || name === 'cluster by addresses';
  if (trial.startsWith('endpoint')) return zone === undefined;
  return mode !== 'standalone';
}

/** Starts clients, has them write during a trial, and evaluates what they have written. */
export async function runTrial(way: Way, trial: Trial, libraries: readonly LibraryName[]): Promise<Result[]> {
  const { dataPlane, configuration, env } = way;
  const clients = await Promise.all(
    libraries.map((library) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration, env })),
  );
  try {
    if (trial === 'endpoint dead at start') return await atStart(way, clients);
    const target = await targetOf(way, trial);
    if (trial === 'endpoint dead in use') await answerWith(way, [DEAD]);
    const connected = await Promise.all(clients.map((client) => connects(client, target)));
    const prefix = ({ library }: Client) => `${target.tag}${library}-${process.hrtime.bigint()}-`;
    const prefixes = clients.map(prefix);
    const working = clients.map((client, i) => ({ client, prefix: prefixes[i] as string, failure: connected[i] }));
    const able = working.filter(({ failure }) => failure === undefined);
    await Promise.all(able.map(({ client, prefix }) => client.load(prefix, target.client)));
    if (trial === 'endpoint dead in use') await answerWith(way);
    await sleep(1500);
    const { fault, sinceRepair = false, failover, owner }: Performed = await perform(way, trial, target);
    const loads = await Promise.all(able.map(({ client, prefix }) => client.stopLoad(prefix)));
    const end = Date.now();
    const kept = await keysOn(await owner(), '');
    return working.map(({ client, failure }) => {
      if (failure !== undefined) return notConnected(client.library, failure);
      const load = loads[able.findIndex((one) => one.client === client)] as Load;
      return { library: client.library, failover, ...evaluated(load, { fault, end, sinceRepair }, kept) };
    });
  } finally {
    for (const client of clients) client.end();
    await answerWith(way);
  }
}

/** The server that a trial concerns, and the prefix of keys that it holds. */
interface Target {
  readonly server: RedisInstance;
  /** The name of the client that writes to it. */
  readonly client: string;
  /** A hash tag of keys in the slot, in mode `cluster`. */
  readonly tag: string;
  readonly slot?: number;
}

async function targetOf({ dataPlane, environment, configuration: { mode } }: Way, trial: Trial): Promise<Target> {
  if (mode === 'standalone') return { server: dataPlane.redis.get('redis-1'), client: 'redis-1', tag: '' };
  if (mode === 'sentinel') return { server: await settledMaster(dataPlane, environment), client: 'writer', tag: '' };
  const nodes = nodesOf(dataPlane, environment);
  await settled(nodes);
  const owner = trial === 'server down for 40 s' ? dataPlane.redis.get('redis-4') : await ownerOf(0, nodes);
  return { server: owner, client: 'writer', ...(await tagOn(owner, nodes)) };
}

/** Connects and writes once, since some clients connect with their first command. Returns the reason if it fails. */
const connects = (client: Client, { client: name, tag }: Target): Promise<string | undefined> =>
  client
    .connect()
    .then(() => client.call(name, 'set', `${tag}connected`, 'yes'))
    .then(
      () => undefined,
      (error: Error) => error.message,
    );

/** What happened in a trial. Times are milliseconds since 1970. */
interface Performed {
  /** When writes may have stopped. */
  readonly fault: number;
  /** Whether `fault` is when the server was back, before which no client can write. */
  readonly sinceRepair?: boolean;
  /** Seconds from the fault to the promotion. */
  readonly failover?: number;
  /** Waits until the servers have settled. Returns the one that has the keys. */
  readonly owner: () => Promise<RedisInstance>;
}

/** Causes the fault, waits and repairs it. */
async function perform(way: Way, trial: Trial, { server, slot }: Target): Promise<Performed> {
  const { dataPlane, environment, configuration } = way;
  const nodes = nodesOf(dataPlane, environment);
  const fault = Date.now();
  if (trial === 'slot moves') {
    const masters = (
      await Promise.all(nodes.map(async (node) => ((await node.command('ROLE')).startsWith('master') ? [node] : [])))
    ).flat();
    const other = masters.find((node) => node !== server) as RedisInstance;
    await moveSlot(slot as number, server, other, masters, 1500);
    await sleep(1000);
    await moveSlot(slot as number, other, server, masters, 1500);
    await sleep(2000);
    return { fault, owner: async () => server };
  }
  if (trial === 'server down for 40 s') {
    await server.kill();
    await sleep(DOWN_MILLISECONDS);
    await server.start();
    const back = Date.now();
    await sleep(WATCH_MILLISECONDS);
    return { fault: back, sinceRepair: true, owner: async () => server };
  }
  if (trial === 'endpoint dead in use') {
    await blackholeEndpoint(dataPlane.namespaces, endpointId(way));
    await sleep(WATCH_MILLISECONDS);
    await restoreEndpoint(dataPlane.namespaces, endpointId(way));
    return { fault, owner: async () => server };
  }
  const replicas = await replicasAmong(nodes);
  const time = Date.now();
  await cause(trial as Fault, server, dataPlane);
  const failover = await promotion(replicas, time);
  await sleep(WATCH_MILLISECONDS);
  await repair(trial as Fault, server, dataPlane);
  const owner = async () => {
    if (configuration.mode === 'sentinel') return settledMaster(dataPlane, environment);
    await settled(nodes);
    return ownerOf(slot as number, nodes);
  };
  return { fault: time, failover, owner };
}

/** Clients start, connect and write while one of the endpoints is dead. */
async function atStart(way: Way, clients: readonly Client[]): Promise<Result[]> {
  const target = await targetOf(way, 'endpoint dead at start');
  const { namespaces } = way.dataPlane;
  await blackholeEndpoint(namespaces, endpointId(way));
  try {
    const begin = Date.now();
    return await Promise.all(
      clients.map(async (client): Promise<Result> => {
        const failure = await Promise.race([
          connects(client, target),
          sleep(WATCH_MILLISECONDS * 2, 'It neither connects nor fails.', { ref: false }),
        ]);
        if (failure !== undefined) return notConnected(client.library, failure);
        return { library: client.library, seconds: (Date.now() - begin) / 1000, errors: 0, acknowledged: 1, lost: 0 };
      }),
    );
  } finally {
    await restoreEndpoint(namespaces, endpointId(way));
  }
}

const notConnected = (library: LibraryName, firstError: string): Result => ({
  library,
  seconds: null,
  errors: 1,
  firstError,
  acknowledged: 0,
  lost: 0,
});

function evaluated(
  { acknowledged, errors }: Load,
  { fault, end, sinceRepair }: { readonly fault: number; readonly end: number; readonly sinceRepair: boolean },
  kept: ReadonlySet<string>,
) {
  const last = acknowledged.at(-1)?.[1] ?? 0;
  const counted = acknowledged.filter(([, time]) => !sinceRepair || time > fault);
  // Writes go on until the end of the watch, which is when the load is stopped.
  const writes = last > fault && end - last < 3000;
  return {
    seconds: writes ? outage({ acknowledged: counted, errors }, fault, last) : null,
    errors: errors.length,
    firstError: errors[0]?.[0],
    acknowledged: acknowledged.length,
    // A server without a replica and without persistence has lost what it held before it was down.
    lost: counted.filter(([key]) => !kept.has(key)).length,
  };
}

const endpointId = ({ dataPlane }: Way) => dataPlane.network.endpoints(CONSUMER).get(DEAD)?.id as string;

/** Has the resolver answer with the addresses of these zones only. By default, of all. */
async function answerWith({ dataPlane, environment, alarms }: Way, zones?: readonly string[]): Promise<void> {
  for (const zone of dataPlane.network.endpoints(CONSUMER).keys()) {
    alarms[endpointAlarmName(environment, { name: CONSUMER }, zone)] = zones && !zones.includes(zone) ? 'ALARM' : 'OK';
  }
  await dataPlane.readAlarms();
}
