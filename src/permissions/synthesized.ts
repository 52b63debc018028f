import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../config/schema';
import { synthesize } from '../stacks/synthesize';
import { readStacks } from '../terraform/stacks';
import { readBlocks, type StackBlocks } from './blocks';

/** The stacks of an environment, synthesised into a folder that is gone afterwards. */
export function synthesizedBlocks(environment: Environment): StackBlocks[] {
  const folder = mkdtempSync(join(tmpdir(), 'redis-privatelink-permissions-'));
  try {
    synthesize(folder, environment, {});
    return readStacks(folder).map(readBlocks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
