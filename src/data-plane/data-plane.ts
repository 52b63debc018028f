import { dnsNames } from '../config/dns-names';
import { sentinelName } from '../config/names';
import type { Consumer, Environment } from '../config/schema';
import { until } from '../process/until';
import { type Certificates, makeCertificates } from './certificates';
import type { HealthStatus } from './health-check';
import { HealthChecks } from './health-checks';
import { Namespaces } from './namespaces';
import { Network } from './network';
import { requireDataPlane } from './prerequisites';
import { type Reaper, startReaper } from './reaper';
import type { Access } from './redis-config';
import { RedisServers } from './redis-servers';
import { type AlarmReader, Resolvers } from './resolvers';
import type { Target, TargetGroup } from './topology';
import { type DeployedState, topologyFromState } from './topology-from-state';

/** Properties of {@link startDataPlane}. */
export interface DataPlaneProps {
  /** How the servers on premises work together. All paths of packets come from the state. */
  readonly environment: Environment;
  /** The states of the deployed stacks. */
  readonly state: DeployedState;
  /**
   * The factor that deployed idle timeouts, deregistration delays and health check times are multiplied by: at 0.02, 350 s are 7 s.
   * @default 1
   */
  readonly timeScale?: number;
  /**
   * The only user of servers and Sentinels. TLS is set by the environment.
   * @default - the default user, without a password
   */
  readonly user?: Access['user'];
  /**
   * In mode `cluster` the replicas, each with its master, by name.
   * @default - all servers are masters
   */
  readonly replicas?: Readonly<Record<string, string>>;
  /**
   * Lines that follow the generated configuration of every server.
   * @default - none
   */
  readonly redisConfiguration?: readonly string[];
  /**
   * Reads the states of alarms, for records with health checks.
   * @default - no alarm has data
   */
  readonly alarmStates?: AlarmReader;
  /**
   * Called with each step, and with each change of a target's health.
   * @default - nobody is told
   */
  readonly onProgress?: (message: string) => void;
}

const ALARM_INTERVAL_MILLISECONDS = 2000;
const HEALTHY_WITHIN_MILLISECONDS = 30_000;

/**
 * Lays out the deployed state in network namespaces and starts Redis servers and resolvers in them.
 *
 * @throws DataPlaneUnavailable if this machine lacks something that the data plane needs
 */
export async function startDataPlane(props: DataPlaneProps): Promise<DataPlane> {
  await requireDataPlane();
  const reaper = await startReaper();
  const dataPlane = new DataPlane(props, reaper);
  try {
    await dataPlane.start();
    return dataPlane;
  } catch (error) {
    await dataPlane.stop();
    throw error;
  }
}

/** A running data plane. It is removed when it is stopped, or when this process ends in whatever way. */
export class DataPlane {
  /** Runs programs in the namespaces. */
  readonly namespaces: Namespaces;
  /** The hosts and clients, and the path between them. */
  readonly network: Network;
  private readonly resolvers: Resolvers;
  private readonly healthChecks: HealthChecks;
  private servers?: RedisServers;
  private certificates?: Certificates;
  private alarmTimer?: NodeJS.Timeout;

  /** Use {@link startDataPlane}. */
  constructor(
    private readonly props: DataPlaneProps,
    private readonly reaper: Reaper,
  ) {
    const { folder, run } = reaper;
    const { environment, timeScale = 1, alarmStates } = props;
    const { servers } = environment.service;
    this.namespaces = new Namespaces(run);
    const { namespaces } = this;
    this.resolvers = new Resolvers(namespaces, folder, alarmStates);
    const onChange = this.healthChanged.bind(this);
    this.healthChecks = new HealthChecks({ namespaces, folder, timeScale, onChange });
    this.network = new Network({
      namespaces,
      timeScale,
      hosts: servers.map(({ address }) => address),
      hostNames: new Map(servers.map(({ name, address }) => [this.names.server(name), address])),
      healthOf: (group, target) => this.healthOf(group, target),
      onError: ({ message }) => props.onProgress?.(message),
    });
  }

  /** Use {@link startDataPlane}. */
  async start(): Promise<void> {
    const { environment, state, onProgress } = this.props;
    onProgress?.('Lay out the network');
    await this.applyNetwork(state);
    for (const consumer of environment.consumers) await this.network.addClient(consumer.name);
    onProgress?.('Start Redis');
    this.servers = await this.startServers();
    onProgress?.('Wait for the first health checks');
    await this.checkHealth();
    this.alarmTimer = setInterval(() => {
      // When the emulator is gone, the resolvers go on with the last states of the alarms.
      this.readAlarms().catch((error: Error) => onProgress?.(`The alarms can't be read: ${error.message}`));
    }, ALARM_INTERVAL_MILLISECONDS).unref();
  }

  /**
   * Applies another deployed state. Connections that it does not concern persist.
   *
   * Like Terraform, it does not wait for new targets: they get no traffic before they are healthy.
   */
  async apply(state: DeployedState): Promise<void> {
    await this.applyNetwork(state);
    await this.healthChecks.check(this.network.topology.loadBalancer);
  }

  /** Removes the data plane. Resolves when nothing is left. */
  async stop(): Promise<void> {
    clearInterval(this.alarmTimer);
    this.network.stop();
    await this.network.settled();
    await this.reaper.reap();
  }

  /** The run's folder. It is removed with the data plane. */
  get folder(): string {
    return this.reaper.folder;
  }

  /** The Redis servers and Sentinels on premises. */
  get redis(): RedisServers {
    if (!this.servers) throw new Error('The Redis servers have not been started.');
    return this.servers;
  }

  /** The authority that signed the servers' certificates, if the servers use TLS. */
  get authority(): { readonly file: string; readonly pem: string } | undefined {
    return this.certificates && { file: this.certificates.tls.caFile, pem: this.certificates.authority };
  }

  /** A target's health status by the load balancer's health checks. */
  healthOf(group: Pick<TargetGroup, 'arn'>, target: Target): HealthStatus {
    return this.healthChecks.statusOf(group, target);
  }

  /** The command that opens a shell on a consumer's first client. */
  shellCommand(consumer: string): string {
    return `sudo ip netns exec ${this.namespaces.name(this.network.clientOf(consumer))} bash`;
  }

  /** Reads the states of the alarms now, and has the resolvers answer accordingly. */
  async readAlarms(): Promise<void> {
    await this.resolvers.checkHealth();
  }

  private async applyNetwork(state: DeployedState): Promise<void> {
    const topology = topologyFromState(state);
    await this.network.apply(topology);
    await this.resolvers.serve(topology.vpcs);
    await this.readAlarms();
  }

  private async startServers(): Promise<RedisServers> {
    const { environment, user, replicas = {}, redisConfiguration = [] } = this.props;
    if (environment.service.redis.tls) this.certificates = await this.makeCertificates();
    return RedisServers.start({
      namespaces: this.namespaces,
      folder: this.folder,
      environment,
      access: { tls: this.certificates?.tls, user },
      announcedName: this.names.server,
      replicas,
      configuration: redisConfiguration,
    });
  }

  /** Starts the health checks, and waits until the targets that have a server are no longer `initial`. */
  private async checkHealth(): Promise<void> {
    await this.healthChecks.check(this.network.topology.loadBalancer);
    const targets = this.network.targetGroups.flatMap((group) => group.targets.map((target) => ({ group, target })));
    const served = targets.filter(({ target }) =>
      this.redis.all.some(({ address, port }) => address === target.address && port === target.port),
    );
    await until(() => served.map(({ group, target }) => ({ ...target, health: this.healthOf(group, target) })), {
      describe: 'the first health checks of the targets that have a server',
      within: HEALTHY_WITHIN_MILLISECONDS,
      every: 10,
      // Unhealthy is enough: a data plane also starts on a deployment that cuts its targets off.
      holds: (all) => all.every(({ health }) => health !== 'initial'),
    });
    await this.network.settled();
  }

  private healthChanged({ name }: TargetGroup, { address, port }: Target, status: HealthStatus): void {
    const { onProgress } = this.props;
    onProgress?.(`Target ${address}:${port} of ${name} is ${status}`);
    this.network.update().catch((error: Error) => onProgress?.(error.message));
  }

  private makeCertificates(): Promise<Certificates> {
    const { servers } = this.props.environment.service;
    const names = servers.flatMap(({ name }) =>
      [name, sentinelName(name)].map((instance) => [instance, this.names.server(name)] as const),
    );
    return makeCertificates(this.folder, new Map(names));
  }

  /** The names in the first consumer's hosted zone: servers announce these, and their certificates are for these. */
  private get names(): ReturnType<typeof dnsNames> {
    return dnsNames(this.props.environment.consumers[0] as Consumer);
  }
}
