import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../project';
import { environmentOfSize, type Size, sizeName } from './sizes';

/** Path of the floor program in the copy. */
export const FLOOR = 'floor.cjs';

/** Name of the environment of a size, in the copy. */
export const environmentName = (size: Size) => `bench-${sizeName(size)}`;

/**
 * Copies the project into an empty folder and adds an environment of each size. So the bench runs the project's real
 * commands without touching the user's `cdktf.out`.
 */
export async function copyProject(folder: string, sizes: readonly Size[]): Promise<void> {
  for (const name of ['main.ts', 'src', 'cdktf.json', 'package.json', 'tsconfig.json']) {
    await cp(join(PROJECT, name), join(folder, name), { recursive: true });
  }
  // All packages but not the cache: entries for these environments must not end up in the project's cache.
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir(join(PROJECT, 'node_modules'))) {
    if (name === '.cache') continue;
    await symlink(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  for (const size of sizes) {
    const text = `export default ${JSON.stringify(environmentOfSize(size))};\n`;
    await writeFile(join(folder, 'src', 'environments', `${environmentName(size)}.ts`), text);
  }
  await writeFile(join(folder, FLOOR), floor(await providerModules(folder)));
}

/** The minimum that any cdktf project with these resources does: load them, and synthesise an empty app. */
function floor(modules: readonly string[]): string {
  return [
    "const { App } = require('cdktf');",
    ...modules.map((name) => `require('${name}');`),
    'new App({ outdir: process.argv[2] }).synth();\n',
  ].join('\n');
}

/** The modules of the AWS provider that the project loads. */
async function providerModules(folder: string): Promise<string[]> {
  const found = new Set<string>();
  for (const part of ['constructs', 'stacks']) {
    for (const file of await readdir(join(folder, 'src', part))) {
      const source = await readFile(join(folder, 'src', part, file), 'utf8');
      for (const [, name] of source.matchAll(
        /^(?:import (?!type).*|} )from '(@cdktf\/provider-aws\/lib\/[\w-]+)';$/gm,
      )) {
        found.add(name as string);
      }
    }
  }
  return [...found].sort();
}
