import { availableParallelism, freemem } from 'node:os';

/** What one stack takes at its peak: Terraform with a provider process, and half as much again for a large stack. */
const BYTES_PER_STACK = 600 * 2 ** 20;

/**
 * How many stacks to plan at the same time: as many as there are processors, since providers load their schemas most of the
 * time, and as fit into the memory that is free.
 */
export function defaultParallelism(): number {
  // Node 20 has no constraint-aware figure: availableMemory() came with 22.
  const free = process.availableMemory?.() ?? freemem();
  return Math.max(1, Math.min(availableParallelism(), Math.floor(free / BYTES_PER_STACK)));
}
