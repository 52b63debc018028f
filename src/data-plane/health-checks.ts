import { join } from 'node:path';
import type { CheckedTarget, HealthChange, HealthStatus } from './health-check';
import { Helper } from './helper';
import { namespaceOf } from './layout';
import type { Namespaces } from './namespaces';
import type { LoadBalancer, Target, TargetGroup } from './topology';

/** Properties of {@link HealthChecks}. */
export interface HealthChecksProps {
  readonly namespaces: Namespaces;
  /** The folder for the log. */
  readonly folder: string;
  /** The factor that deployed intervals and timeouts are multiplied by. */
  readonly timeScale: number;
  /** Called when a target's status has changed. */
  readonly onChange: (group: TargetGroup, target: Target, status: HealthStatus) => void;
}

/** The load balancer's health checks and their results. */
export class HealthChecks {
  private helper?: Helper;
  private groups: readonly TargetGroup[] = [];
  /** By ID, the status of each target that is not `initial`. */
  private readonly statuses = new Map<string, HealthStatus>();

  constructor(private readonly props: HealthChecksProps) {}

  /** Checks the targets of a load balancer. Targets that are new start as `initial`. */
  async check({ nodes, listeners }: LoadBalancer): Promise<void> {
    // Without a listener a group's targets are not checked, as on AWS, where their status is `unused`.
    this.groups = listeners.map(({ targetGroup }) => targetGroup);
    const ids = this.targets().map(({ id }) => id);
    for (const id of [...this.statuses.keys()].filter((id) => !ids.includes(id))) this.statuses.delete(id);
    const [node] = nodes;
    if (!this.helper && node) await this.start(node.address);
    await this.helper?.tell(this.targets());
  }

  /** The status of a target. */
  statusOf({ arn }: Pick<TargetGroup, 'arn'>, target: Target): HealthStatus {
    return this.statuses.get(idOf(arn, target)) ?? 'initial';
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

  private changed({ id, status }: HealthChange): void {
    for (const group of this.groups) {
      const target = group.targets.find((target) => idOf(group.arn, target) === id);
      if (!target) continue;
      this.statuses.set(id, status);
      this.props.onChange(group, target, status);
    }
  }
}

const idOf = (groupArn: string, { address, port }: Target) => `${groupArn} ${address}:${port}`;
