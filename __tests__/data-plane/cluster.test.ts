import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { RedisInstance } from '../../src/data-plane/redis-instance';
import { Client, librariesFor } from './support/clients';
import { testClusterClients } from './support/cluster-tests';
import { nodesOf } from './support/clusters';
import { deployed, deployedConfiguration } from './support/deployed';
import { REPLICAS } from './support/environments';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';

onDataPlane(
  'Redis Cluster, with the generated code',
  () => {
    const example = deployed('grown');
    const configuration = deployedConfiguration(example, CONSUMER);
    let dataPlane: DataPlane;
    let nodes: RedisInstance[];
    let clients: Client[];

    beforeAll(async () => {
      // Each master has one replica, so a promoted one has none: with the generated setting it would refuse all writes.
      const redisConfiguration = ['min-replicas-to-write 0'];
      dataPlane = await startDataPlane({ ...example, replicas: REPLICAS, redisConfiguration });
      nodes = nodesOf(dataPlane, example.environment);
      clients = await Promise.all(
        librariesFor('cluster').map((library) =>
          Client.start({ dataPlane, consumer: CONSUMER, library, configuration }),
        ),
      );
      await Promise.all(clients.map((client) => client.connect()));
    });
    afterAll(() => dataPlane?.stop());

    testClusterClients(() => ({ dataPlane, nodes, clients, configuration }));
  },
  120,
);
