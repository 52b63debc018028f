import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../src/process/run';
import { CACHE } from '../../../src/project';

/** The dependencies that printed code names in its first lines, as Cargo.toml has them. */
export const dependenciesOf = (text: string): string =>
  [...text.matchAll(/^\/\/ {3}(\w+ = .*)$/gm)].map(([, line]) => line).join('\n');

/**
 * Checks modules, with warnings as errors.
 *
 * @param folder an existing folder, in which the crate is created
 * @param dependencies lines of Cargo.toml
 * @throws CommandError with what the compiler says
 */
export async function checkCrate(folder: string, dependencies: string, modules: readonly string[]): Promise<void> {
  const source = join(folder, 'src');
  await mkdir(source, { recursive: true });
  const manifest = `[package]\nname = "printed"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n${dependencies}\n`;
  await writeFile(join(folder, 'Cargo.toml'), manifest);
  await Promise.all(modules.map((text, i) => writeFile(join(source, `c${i}.rs`), `${text}\n`)));
  await writeFile(join(source, 'lib.rs'), modules.map((_, i) => `pub mod c${i};\n`).join(''));
  // A target folder of the project's own: dependencies are compiled once.
  const own = { RUSTFLAGS: '-D warnings', CARGO_TARGET_DIR: join(CACHE, 'cargo') };
  const env = { ...(process.env as Record<string, string>), ...own };
  await run('cargo', ['check', '--quiet'], { cwd: folder, env });
}
