import type { HealthCheck } from './topology';

/** A target as its health checks have found it. */
export interface Health {
  readonly isHealthy: boolean;
  /** Probes in a row that said otherwise. */
  readonly contrary: number;
}

/** A target is taken for healthy until checks have failed: none is deployed to be unhealthy. */
export const HEALTHY: Health = { isHealthy: true, contrary: 0 };

/** What a probe makes of a target's health. */
export function probed({ isHealthy, contrary }: Health, passed: boolean, check: HealthCheck): Health {
  if (passed === isHealthy) return { isHealthy, contrary: 0 };
  const threshold = isHealthy ? check.unhealthyThreshold : check.healthyThreshold;
  return contrary + 1 >= threshold ? { isHealthy: passed, contrary: 0 } : { isHealthy, contrary: contrary + 1 };
}

/** What the process that checks is told of a target. */
export interface CheckedTarget {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** In milliseconds. */
  readonly interval: number;
  readonly timeout: number;
  readonly check: HealthCheck;
}

/** What it says of a target whose health has changed. */
export interface HealthChange {
  readonly id: string;
  readonly isHealthy: boolean;
}
