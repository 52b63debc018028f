import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../../src/process/run';
import { CACHE } from '../../../src/project';

/** The locked modules that the printed code uses. */
export const GO_MODULE = join(__dirname, 'go');
/** Its path, with which its packages are imported. */
export const GO_MODULE_PATH = 'example.test/redisclients';

/**
 * Writes a module with the given files.
 *
 * @param files by path
 */
export async function goModule(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const lock = {
    'go.mod': await readFile(join(GO_MODULE, 'go.mod'), 'utf8'),
    'go.sum': await readFile(join(GO_MODULE, 'go.sum'), 'utf8'),
  };
  for (const [path, text] of Object.entries({ ...lock, ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/**
 * Runs `go` or `gofmt` in a module. Returns its output.
 *
 * @throws CommandError with the output, if it fails
 */
export async function go(folder: string, program: 'go' | 'gofmt', ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, {
    cwd: folder,
    env: {
      ...(process.env as Record<string, string>),
      GOMODCACHE: join(CACHE, 'go'),
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-mod=readonly -modcacherw',
    },
  });
  return stdout.trim();
}
