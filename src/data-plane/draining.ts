import type { Target, TargetGroup } from './topology';

/** Properties of {@link Draining}. */
export interface DrainingProps {
  /** The factor that deregistration delays are multiplied by. */
  readonly timeScale: number;
  /** Called when the connections of a target are to be closed. */
  readonly onDrained: () => void;
}

/**
 * The targets that were deregistered and still serve the connections that they have:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#deregistration-delay
 */
export class Draining {
  private readonly targets = new Map<string, { groupArn: string; target: Target; timer?: NodeJS.Timeout }>();

  constructor(private readonly props: DrainingProps) {}

  /** Drains the targets that a group has lost. One that is back is registered like any other. */
  change(before: readonly TargetGroup[], after: readonly TargetGroup[]): void {
    for (const group of after) {
      for (const target of group.targets) this.end(idOf(group.arn, target));
      const earlier = before.find(({ arn }) => arn === group.arn)?.targets ?? [];
      for (const target of earlier)
        if (!group.targets.some((other) => isSame(other, target))) this.drain(group, target);
    }
  }

  /** The targets of a group that are draining. */
  of({ arn }: Pick<TargetGroup, 'arn'>): readonly Target[] {
    return [...this.targets.values()].filter(({ groupArn }) => groupArn === arn).map(({ target }) => target);
  }

  /** Ends all timers. */
  stop(): void {
    for (const { timer } of this.targets.values()) clearTimeout(timer);
  }

  private drain({ arn, deregistration }: TargetGroup, target: Target): void {
    const id = idOf(arn, target);
    // Two listeners may forward to one group.
    if (this.targets.has(id)) return;
    const drained = () => {
      this.targets.delete(id);
      this.props.onDrained();
    };
    // Without termination the connections outlive the delay.
    const milliseconds = deregistration.delaySeconds * this.props.timeScale * 1000;
    const timer = deregistration.terminatesConnections ? setTimeout(drained, milliseconds).unref() : undefined;
    this.targets.set(id, { groupArn: arn, target, timer });
  }

  private end(id: string): void {
    clearTimeout(this.targets.get(id)?.timer);
    this.targets.delete(id);
  }
}

const idOf = (groupArn: string, { address, port }: Target) => `${groupArn} ${address}:${port}`;

const isSame = (one: Target, other: Target) => one.address === other.address && one.port === other.port;
