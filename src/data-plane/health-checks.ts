import { join } from 'node:path';
import type { CheckedTarget, HealthChange } from './health-check';
import { Helper } from './helper';
import { namespaceOf } from './layout';
import type { Namespaces } from './namespaces';
import type { LoadBalancer, Target, TargetGroup } from './topology';

/** Properties of {@link HealthChecks}. */
export interface HealthChecksProps {
  readonly namespaces: Namespaces;
  /** Where to put the log. */
  readonly folder: string;
  /** What the deployed intervals and timeouts are multiplied by. */
  readonly timeScale: number;
  /** Is called when a target's health has changed. */
  readonly onChange: (group: TargetGroup, isHealthy: boolean) => void;
}

/** The load balancer's health checks, and what they have found. */
export class HealthChecks {
  private helper?: Helper;
  private groups: readonly TargetGroup[] = [];
  private readonly unhealthy = new Set<string>();

  constructor(private readonly props: HealthChecksProps) {}

  /** Checks the targets that have been deployed now. */
  async check({ nodes, listeners }: LoadBalancer): Promise<void> {
    this.groups = listeners.map(({ targetGroup }) => targetGroup);
    const [node] = nodes;
    if (!this.helper && node) await this.start(node.address);
    await this.helper?.tell(this.targets());
  }

  /** Whether a target counts as healthy. */
  isHealthy({ arn }: Pick<TargetGroup, 'arn'>, target: Target): boolean {
    return !this.unhealthy.has(idOf(arn, target));
  }

  private async start(source: string): Promise<void> {
    const { namespaces, folder } = this.props;
    const log = join(folder, 'health-checks.log');
    this.helper = await Helper.start(namespaces, namespaceOf.loadBalancer, 'health-check-process', [source], log);
    this.helper.onMessage((message) => {
      if (typeof message === 'object') this.changed(message as HealthChange);
    });
  }

  private targets(): CheckedTarget[] {
    const milliseconds = this.props.timeScale * 1000;
    return this.groups.flatMap(({ arn, targets, healthCheck: check }) =>
      targets.map((target) => ({
        ...target,
        id: idOf(arn, target),
        interval: check.interval * milliseconds,
        timeout: check.timeout * milliseconds,
        check,
      })),
    );
  }

  private changed({ id, isHealthy }: HealthChange): void {
    if (isHealthy) this.unhealthy.delete(id);
    else this.unhealthy.add(id);
    const group = this.groups.find(({ arn, targets }) => targets.some((target) => idOf(arn, target) === id));
    if (group) this.props.onChange(group, isHealthy);
  }
}

const idOf = (groupArn: string, { address, port }: Target) => `${groupArn} ${address}:${port}`;
