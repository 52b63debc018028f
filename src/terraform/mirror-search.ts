import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const HOST = 'registry.terraform.io';

/** Folders that commonly hold filesystem mirrors. */
export function usualPlaces(home: string): string[] {
  const inHome = ['.terraform.d', '.local/share', '.cache'].map((folder) => join(home, folder));
  const systemWide = ['/opt', '/usr/local/share', '/usr/local/lib', '/usr/share', '/usr/lib', '/srv', '/var/lib'];
  return [...inHome, ...systemWide];
}

/** Bounds of {@link findMirrors}. */
export interface SearchBounds {
  /**
   * Levels of folders to search below the roots.
   * @default 3
   */
  readonly depth?: number;
  /**
   * Time limit, after which the search returns the mirrors found so far.
   * @default 3000
   */
  readonly milliseconds?: number;
}

/** Folders at or below the roots that look like a filesystem mirror, shallowest first. Does not follow links. */
export async function findMirrors(roots: readonly string[], bounds: SearchBounds = {}): Promise<string[]> {
  const { depth = 3, milliseconds = 3000 } = bounds;
  const end = Date.now() + milliseconds;
  const mirrors: string[] = [];
  let level = [...roots];
  for (let below = 0; below <= depth; below++) {
    const next: string[] = [];
    for (const folder of level) {
      if (Date.now() > end) return mirrors;
      const inside = await foldersIn(folder);
      if (inside.includes(HOST)) mirrors.push(folder);
      else next.push(...inside.filter((name) => name !== 'node_modules').map((name) => join(folder, name)));
    }
    level = next;
  }
  return mirrors;
}

async function foldersIn(folder: string): Promise<string[]> {
  // Many folders of a machine are unreadable: skip them.
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
