import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { Draining } from './draining';
import { type ClientHost, freeClientAddress, type LayoutProps, layOut, namespaceOf } from './layout';
import type { Namespaces } from './namespaces';
import { EMPTY_PLAN, type Plan } from './plan';
import { realize } from './realize';
import type { ConsumerVpc, Endpoint, TargetGroup, Topology } from './topology';

/** Properties of {@link Network}. */
export interface NetworkProps extends Pick<LayoutProps, 'timeScale' | 'healthOf' | 'hostNames'> {
  readonly namespaces: Namespaces;
  /** The addresses of hosts on premises that exist whether or not they are targets. */
  readonly hosts: readonly string[];
  /** Called when a change that nobody waits for fails. */
  readonly onError: (error: Error) => void;
}

/** The namespaces of a data plane, kept in step with the deployed topology, its clients and the targets' health. */
export class Network {
  private readonly clients: ClientHost[] = [];
  private readonly furtherHosts: string[] = [];
  /** The IDs of all endpoints so far, in the order of their links. */
  private readonly endpointIds: string[] = [];
  private readonly draining: Draining;
  private deployed?: Topology;
  private plan: Plan = EMPTY_PLAN;
  private changes: Promise<void> = Promise.resolve();

  constructor(private readonly props: NetworkProps) {
    const { timeScale, onError } = props;
    this.draining = new Draining({ timeScale, onDrained: () => void this.update().catch(onError) });
  }

  /** Changes the namespaces to another topology. */
  async apply(topology: Topology): Promise<void> {
    const before = this.deployed ? this.targetGroups : [];
    this.deployed = topology;
    this.draining.change(before, this.targetGroups);
    await this.update();
  }

  /** Applies all changes since the last update. Concurrent updates run one after the other. */
  update(): Promise<void> {
    const change = async () => {
      const plan = layOut(this.layout());
      await realize(this.props.namespaces, this.plan, plan);
      this.plan = plan;
    };
    this.changes = this.changes.then(change, change);
    return this.changes;
  }

  /** Ends what would change the namespaces later. */
  stop(): void {
    this.draining.stop();
  }

  /** Resolves when all changes so far are in effect, such as those of the targets' health. */
  async settled(): Promise<void> {
    await this.changes.catch(() => {}); // reported to the caller of update()
  }

  /** The topology that was applied last. */
  get topology(): Topology {
    if (!this.deployed) throw new Error('No topology has been applied.');
    return this.deployed;
  }

  /** The endpoints in a consumer's VPC, by zone ID. */
  endpoints(consumer: string): ReadonlyMap<string, Endpoint> {
    return new Map(this.vpcOf(consumer).endpoints.map((endpoint) => [endpoint.zoneId, endpoint]));
  }

  /** The target groups of all listeners. */
  get targetGroups(): readonly TargetGroup[] {
    return this.topology.loadBalancer.listeners.map(({ targetGroup }) => targetGroup);
  }

  /**
   * Adds a client to a consumer's VPC.
   *
   * @param address its address; by default that of the consumer's first client, which exists from the start
   * @returns the name of its namespace
   */
  async addClient(consumer: string, address?: string): Promise<string> {
    const vpc = this.vpcOf(consumer);
    const client = { vpcId: vpc.id, address: address ?? freeClientAddress(vpc) };
    const namespace = namespaceOf.client(client.vpcId, client.address);
    if (!this.plan.namespaces.has(namespace)) {
      this.clients.push(client);
      await this.update();
    }
    return namespace;
  }

  /** Adds a host on premises. The hosts of the environment's servers and of deployed targets exist from the start. */
  async addHost(address: string): Promise<void> {
    this.furtherHosts.push(address);
    await this.update();
  }

  /** The namespace of a consumer's first client. */
  clientOf(consumer: string): string {
    const vpc = this.vpcOf(consumer);
    const client = this.clients.find(({ vpcId }) => vpcId === vpc.id);
    if (!client) throw new Error(`The consumer ${consumer} has no client.`);
    return namespaceOf.client(client.vpcId, client.address);
  }

  /** Runs a program on a consumer's first client to its end. Returns its stdout. */
  async run(consumer: string, file: string, args: readonly string[]): Promise<string> {
    return this.props.namespaces.execute(this.clientOf(consumer), file, args);
  }

  /** Starts a process on a consumer's first client. */
  spawn(consumer: string, file: string, args: readonly string[], options?: SpawnOptions): ChildProcess {
    return this.props.namespaces.spawn(this.clientOf(consumer), file, args, options);
  }

  private layout(): LayoutProps {
    const { hosts, hostNames, timeScale, healthOf } = this.props;
    const { topology } = this;
    return {
      topology,
      hosts: [...new Set([...hosts, ...topology.hosts, ...this.furtherHosts])],
      clients: this.clients.filter(({ vpcId }) => topology.vpcs.some(({ id }) => id === vpcId)),
      hostNames,
      linkIndexOf: (endpointId) => this.linkIndexOf(endpointId),
      timeScale,
      healthOf,
      drainingOf: (group) => this.draining.of(group),
    };
  }

  private linkIndexOf(endpointId: string): number {
    if (!this.endpointIds.includes(endpointId)) this.endpointIds.push(endpointId);
    return this.endpointIds.indexOf(endpointId);
  }

  private vpcOf(consumer: string): ConsumerVpc {
    const found = this.topology.vpcs.find(({ consumers }) => consumers.includes(consumer));
    if (!found) throw new Error(`No consumer ${consumer} has been deployed.`);
    return found;
  }
}
