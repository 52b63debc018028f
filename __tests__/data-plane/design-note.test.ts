import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { deployed } from './support/deployed';
import { pythonClients } from './support/python-clients';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';

/** The design note's example, verbatim, and a use of its result. */
const EXAMPLE = `
# Example: Python Redis client
import redis

# Connect to all three VPC endpoints
redis_endpoints = [
    'vpce-xxx.vpce-svc-xxxxx.vpce.us-east-1.vpce.amazonaws.com:6379',
    'vpce-yyy.vpce-svc-xxxxx.vpce.us-east-1.vpce.amazonaws.com:6379',
    'vpce-zzz.vpce-svc-xxxxx.vpce.us-east-1.vpce.amazonaws.com:6379'
]

# Use Redis Sentinel or Cluster mode
from redis.sentinel import Sentinel
sentinel = Sentinel(redis_endpoints, socket_timeout=0.1)
master = sentinel.master_for('mymaster', socket_timeout=0.1)
`;
const USE = "print(master.set('greeting', 'hello'))";

onDataPlane("The design note's Python example", () => {
  const example = deployed('sentinel');
  let dataPlane: DataPlane;

  beforeAll(async () => {
    dataPlane = await startDataPlane(example);
  });
  afterAll(() => dataPlane?.stop());

  test('fails before it connects: redis-py takes pairs of host and port, not strings', async () => {
    expect(await errorOf(EXAMPLE + USE)).toMatch(/ValueError: too many values to unpack \(expected 2/);
  });

  test('fails with pairs and the names of the deployed endpoints: a Redis server listens on port 6379, not a Sentinel', async () => {
    const names = [...dataPlane.network.endpoints(CONSUMER).values()].map(({ dnsNames }) => dnsNames[0] as string);
    const corrected = ['xxx', 'yyy', 'zzz'].reduce(
      (text, name, i) =>
        text.replace(`'vpce-${name}.vpce-svc-xxxxx.vpce.us-east-1.vpce.amazonaws.com:6379'`, `('${names[i]}', 6379)`),
      EXAMPLE,
    );
    expect(await errorOf(corrected + USE)).toMatch(/ResponseError: unknown command 'SENTINEL'/);
  });

  test('fails with the ports of the Sentinels: they name an address that the VPC has no route to', async () => {
    const names = [...dataPlane.network.endpoints(CONSUMER).values()].map(({ dnsNames }) => dnsNames[0] as string);
    const corrected = ['xxx', 'yyy', 'zzz'].reduce(
      (text, name, i) =>
        text.replace(
          `'vpce-${name}.vpce-svc-xxxxx.vpce.us-east-1.vpce.amazonaws.com:6379'`,
          `('${names[i]}', ${26379 + i})`,
        ),
      EXAMPLE,
    );
    expect(await errorOf(corrected + USE)).toMatch(/TimeoutError: Timeout connecting to server/);
  });

  /** The last line of the error that the program ended with. */
  async function errorOf(program: string): Promise<string> {
    const run = dataPlane.network.run(CONSUMER, await pythonClients(), ['-c', program]);
    const error = await run.then(
      (output) => new Error(`It did not fail: ${output}`),
      (failure: Error) => failure,
    );
    return error.message.trim().split('\n').at(-1) as string;
  }
});
