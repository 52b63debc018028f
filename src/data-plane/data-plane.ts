import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { dnsNames } from '../config/dns-names';
import { sentinelName } from '../config/names';
import type { Consumer, Environment } from '../config/schema';
import { type Certificates, makeCertificates } from './certificates';
import { Faults } from './faults';
import { HealthChecks } from './health-checks';
import { type Keeper, startKeeper } from './keeper';
import { type ClientHost, freeClientAddress, type LayoutProps, layOut, namespaceOf } from './layout';
import { Namespaces } from './namespaces';
import { NOTHING, type Plan } from './plan';
import { requireDataPlane } from './prerequisites';
import { realize } from './realize';
import type { Access } from './redis-config';
import { RedisServers } from './redis-servers';
import { type AlarmReader, Resolvers } from './resolvers';
import type { ConsumerVpc, Endpoint, Target, TargetGroup, Topology } from './topology';
import { type DeployedState, topologyFromState } from './topology-from-state';

/** Properties of {@link startDataPlane}. */
export interface DataPlaneProps {
  /** Says how the servers on premises work together. Where packets go, the state says. */
  readonly environment: Environment;
  /** What has been deployed. */
  readonly state: DeployedState;
  /**
   * What the deployed idle timeouts and health checks are multiplied by: 350 s are 7 s at 0.02.
   * @default 1
   */
  readonly timeScale?: number;
  /**
   * The one user that servers and Sentinels let in. Whether they speak TLS, the environment says.
   * @default - the default user, without a password
   */
  readonly user?: Access['user'];
  /**
   * In mode `cluster` the servers that are replicas, each with its master.
   * @default - all are masters
   */
  readonly replicas?: Readonly<Record<string, string>>;
  /**
   * Lines that follow every server's configuration, which is the text that people are given for theirs.
   * @default - none
   */
  readonly redisConfiguration?: readonly string[];
  /**
   * Reads the state of alarms, by their names, for records with health checks.
   * @default - no alarm has any data
   */
  readonly alarmStates?: AlarmReader;
  /** Receives what is being done. */
  readonly onProgress?: (what: string) => void;
}

/** How often the alarms are read. */
const ALARM_MILLISECONDS = 2000;

/**
 * Lays the deployed state out in network namespaces, and starts Redis servers and resolvers in them.
 *
 * @throws DataPlaneUnavailable where this machine can't carry it
 */
export async function startDataPlane(props: DataPlaneProps): Promise<DataPlane> {
  await requireDataPlane();
  const keeper = await startKeeper();
  const dataPlane = new DataPlane(props, keeper);
  try {
    await dataPlane.start();
    return dataPlane;
  } catch (error) {
    await dataPlane.stop();
    throw error;
  }
}

/** A standing data plane. It goes when it is stopped, or when this process ends, however that ends. */
export class DataPlane {
  readonly faults: Faults;
  readonly namespaces: Namespaces;
  private readonly resolvers: Resolvers;
  private readonly healthChecks: HealthChecks;
  private readonly clients: ClientHost[] = [];
  private readonly hosts: string[] = [];
  /** IDs of endpoints. The place of one is that of its link. */
  private readonly links: string[] = [];
  private topology?: Topology;
  private plan: Plan = NOTHING;
  private changes: Promise<void> = Promise.resolve();
  private servers?: RedisServers;
  private certificates?: Certificates;
  private alarmTimer?: NodeJS.Timeout;

  /** Use {@link startDataPlane}. */
  constructor(
    private readonly props: DataPlaneProps,
    private readonly keeper: Keeper,
  ) {
    const { folder, run } = keeper;
    const { timeScale = 1, alarmStates } = props;
    this.namespaces = new Namespaces(run);
    this.faults = new Faults(this.namespaces);
    this.resolvers = new Resolvers(this.namespaces, folder, alarmStates);
    this.healthChecks = new HealthChecks({
      namespaces: this.namespaces,
      folder,
      timeScale,
      onChange: (group, isHealthy) => this.healthChanged(group, isHealthy),
    });
  }

  async start(): Promise<void> {
    const { environment, state, user, replicas = {}, redisConfiguration = [], onProgress } = this.props;
    onProgress?.('Lay out the network');
    await this.apply(state);
    for (const consumer of environment.consumers) await this.addClient(consumer.name);
    onProgress?.('Start Redis');
    if (environment.service.redis.tls) this.certificates = await this.makeCertificates();
    this.servers = await RedisServers.start({
      namespaces: this.namespaces,
      folder: this.folder,
      environment,
      access: { tls: this.certificates?.tls, user },
      announcedName: this.names.server,
      replicas,
      configuration: redisConfiguration,
    });
    this.alarmTimer = setInterval(() => {
      // Without its emulator there are no alarms: the resolvers go on with what they know.
      this.readAlarms().catch((error: Error) => onProgress?.(`The alarms can't be read: ${error.message}`));
    }, ALARM_MILLISECONDS).unref();
  }

  /** Puts another deployed state into effect. Connections that it does not concern go on. */
  async apply(state: DeployedState): Promise<void> {
    const topology = topologyFromState(state);
    this.topology = topology;
    await this.reconcile();
    await this.resolvers.serve(topology.vpcs);
    await this.readAlarms();
    await this.healthChecks.check(topology.loadBalancer);
  }

  /** Removes everything, and resolves when nothing is left. */
  async stop(): Promise<void> {
    clearInterval(this.alarmTimer);
    await this.changes.catch(() => {}); // whoever asked for the change has been told
    await this.keeper.release();
  }

  /** The run's folder. It goes with the run. */
  get folder(): string {
    return this.keeper.folder;
  }

  /** The Redis servers on premises. */
  get redis(): RedisServers {
    if (!this.servers) throw new Error('The Redis servers have not been started.');
    return this.servers;
  }

  /** The authority that has signed the servers' certificates, where they speak TLS. */
  get authority(): { readonly file: string; readonly pem: string } | undefined {
    return this.certificates && { file: this.certificates.tls.caFile, pem: this.certificates.authority };
  }

  /** The groups that listeners lead to. */
  get targetGroups(): readonly TargetGroup[] {
    return this.deployed.loadBalancer.listeners.map(({ targetGroup }) => targetGroup);
  }

  /** Whether the load balancer takes a target for healthy: its health checks, with their thresholds. */
  isHealthy(group: Pick<TargetGroup, 'arn'>, target: Target): boolean {
    return this.healthChecks.isHealthy(group, target);
  }

  /** The endpoints of a consumer's VPC, by zone ID. */
  endpoints(consumer: string): ReadonlyMap<string, Endpoint> {
    return new Map(this.vpcOf(consumer).endpoints.map((endpoint) => [endpoint.zoneId, endpoint]));
  }

  /**
   * Puts a machine into a consumer's VPC.
   *
   * @param address by default one of a subnet's, which the consumer's first machine has
   * @returns the name of its namespace
   */
  async addClient(consumer: string, address?: string): Promise<string> {
    const vpc = this.vpcOf(consumer);
    const client = { vpcId: vpc.id, address: address ?? freeClientAddress(vpc) };
    const namespace = namespaceOf.client(client.vpcId, client.address);
    if (!this.plan.namespaces.has(namespace)) {
      this.clients.push(client);
      await this.reconcile();
    }
    return namespace;
  }

  /** Puts a host on premises. Those of the environment's servers and of deployed targets are there already. */
  async addHost(address: string): Promise<void> {
    this.hosts.push(address);
    await this.reconcile();
  }

  /** Where a consumer's clients run, if nothing else is said. */
  clientOf(consumer: string): string {
    const vpc = this.vpcOf(consumer);
    const client = this.clients.find(({ vpcId }) => vpcId === vpc.id);
    if (!client) throw new Error(`The consumer ${consumer} has no client.`);
    return namespaceOf.client(client.vpcId, client.address);
  }

  /** Runs a command in a consumer's VPC to its end. Returns what it printed. */
  async run(consumer: string, file: string, args: readonly string[]): Promise<string> {
    return this.namespaces.execute(this.clientOf(consumer), file, args);
  }

  /** Starts a command in a consumer's VPC. */
  spawn(consumer: string, file: string, args: readonly string[], options?: SpawnOptions): ChildProcess {
    return this.namespaces.spawn(this.clientOf(consumer), file, args, options);
  }

  /** The command that opens a shell in a consumer's VPC. */
  shellCommand(consumer: string): string {
    return `sudo ip netns exec ${this.namespaces.name(this.clientOf(consumer))} bash`;
  }

  /** Reads the alarms at once, and has the resolvers answer accordingly. */
  async readAlarms(): Promise<void> {
    await this.resolvers.checkHealth();
  }

  private healthChanged({ name }: TargetGroup, isHealthy: boolean): void {
    const { onProgress } = this.props;
    onProgress?.(`The target of ${name} is ${isHealthy ? 'healthy' : 'unhealthy'}`);
    this.reconcile().catch((error: Error) => onProgress?.(error.message));
  }

  /** One change at a time: health checks don't wait for callers, nor callers for them. */
  private reconcile(): Promise<void> {
    const change = async () => {
      const plan = layOut(this.layout());
      await realize(this.namespaces, this.plan, plan);
      this.plan = plan;
    };
    this.changes = this.changes.then(change, change);
    return this.changes;
  }

  private layout(): LayoutProps {
    const { environment, timeScale = 1 } = this.props;
    const { servers } = environment.service;
    const topology = this.deployed;
    return {
      topology,
      // Servers stand on premises whether or not anything that is deployed leads to them.
      hosts: [...new Set([...servers.map(({ address }) => address), ...topology.hosts, ...this.hosts])],
      clients: this.clients.filter(({ vpcId }) => topology.vpcs.some(({ id }) => id === vpcId)),
      hostNames: new Map(servers.map(({ name, address }) => [this.names.server(name), address])),
      linkOf: (endpointId) => this.linkOf(endpointId),
      timeScale,
      isHealthy: (group, target) => this.isHealthy(group, target),
    };
  }

  private linkOf(endpointId: string): number {
    if (!this.links.includes(endpointId)) this.links.push(endpointId);
    return this.links.indexOf(endpointId);
  }

  private makeCertificates(): Promise<Certificates> {
    const { servers } = this.props.environment.service;
    const names = servers.flatMap(({ name }) =>
      [name, sentinelName(name)].map((instance) => [instance, this.names.server(name)] as const),
    );
    return makeCertificates(this.folder, new Map(names));
  }

  /** The names of a hosted zone. Servers announce, and have certificates for, those of the first consumer's. */
  private get names(): ReturnType<typeof dnsNames> {
    return dnsNames(this.props.environment.consumers[0] as Consumer);
  }

  private get deployed(): Topology {
    if (!this.topology) throw new Error('Nothing has been laid out.');
    return this.topology;
  }

  private vpcOf(consumer: string): ConsumerVpc {
    const found = this.deployed.vpcs.find(({ consumers }) => consumers.includes(consumer));
    if (!found) throw new Error(`No consumer ${consumer} has been deployed.`);
    return found;
  }
}
