import type { HealthCheck } from './topology';

/**
 * A target's health status, by its AWS name. `initial` targets get no traffic:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
export type HealthStatus = 'initial' | 'healthy' | 'unhealthy';

/** A target's health as the probes have established it. */
export interface Health {
  readonly status: HealthStatus;
  /** The number of consecutive probes that contradict the status. */
  readonly contrary: number;
}

/** The health of a target that has just been registered. */
export const REGISTERED: Health = { status: 'initial', contrary: 0 };

/** A target's health after another probe. */
export function probed({ status, contrary }: Health, passed: boolean, check: HealthCheck): Health {
  if (status === (passed ? 'healthy' : 'unhealthy')) return { status, contrary: 0 };
  return contrary + 1 >= threshold(status, passed, check)
    ? { status: passed ? 'healthy' : 'unhealthy', contrary: 0 }
    : { status, contrary: contrary + 1 };
}

function threshold(status: HealthStatus, passed: boolean, check: HealthCheck): number {
  if (!passed) return check.unhealthyThreshold;
  // A new target needs to pass one health check only:
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html#target-not-in-service
  return status === 'initial' ? 1 : check.healthyThreshold;
}

/** A target to be checked, as the process that checks is told of it. */
export interface CheckedTarget {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** Milliseconds between two probes. */
  readonly interval: number;
  /** Milliseconds after which a probe has failed. */
  readonly timeout: number;
  readonly check: HealthCheck;
}

/** The message of the process that checks when a target's status has changed. */
export interface HealthChange {
  readonly id: string;
  readonly status: HealthStatus;
}
