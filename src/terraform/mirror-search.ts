import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const HOST = 'registry.terraform.io';

/** Where machines keep software that nobody downloads. */
export function usualPlaces(home: string): string[] {
  const inHome = ['.terraform.d', '.local/share', '.cache'].map((folder) => join(home, folder));
  const ofTheMachine = ['/opt', '/usr/local/share', '/usr/local/lib', '/usr/share', '/usr/lib', '/srv', '/var/lib'];
  return [...inHome, ...ofTheMachine];
}

/** Bounds of {@link findMirrors}. */
export interface SearchBounds {
  /**
   * How far below the places a mirror may be, in folders.
   * @default 3
   */
  readonly depth?: number;
  /**
   * After how many milliseconds the search ends with what it has.
   * @default 3000
   */
  readonly milliseconds?: number;
}

/** Folders in or below the places that look like a filesystem mirror, the nearest ones first. Links are not followed. */
export async function findMirrors(places: readonly string[], bounds: SearchBounds = {}): Promise<string[]> {
  const { depth = 3, milliseconds = 3000 } = bounds;
  const end = Date.now() + milliseconds;
  const mirrors: string[] = [];
  let level = [...places];
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
  // Much of a machine is not for everybody to read.
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
