import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CLIENTS } from '../../../src/client-code';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import { run } from '../../../src/process/run';
import { CACHE } from '../../../src/project';
import { go, goModule } from '../../support/compiled/go';
import { artifactsOf, classPath } from '../../support/compiled/java';

const DRIVERS = join(__dirname, 'drivers');
/** For the driver's own requests and answers. */
const GSON = 'com.google.code.gson:gson:2.14.0';

/** The folders of the drivers in Java. */
export const JAVA_CLIENTS = ['jedis', 'lettuce', 'spring-boot', 'redisson'] as const;
export type JavaClient = (typeof JAVA_CLIENTS)[number];

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** Builds, once, the driver around a generated Go package. */
export async function goDriver(text: string, { mode }: ClientConfiguration): Promise<Command> {
  const connect = mode === 'standalone' ? 'connect_standalone.go' : 'connect_pair.go';
  const files = {
    'main.go': await readFile(join(DRIVERS, 'go', 'main.go'), 'utf8'),
    'connect.go': await readFile(join(DRIVERS, 'go', connect), 'utf8'),
    'generated/redisclients.go': `${text}\n`,
  };
  const folder = await built(files, async (building) => {
    await goModule(building, files);
    await go(building, 'go', 'build', '-o', 'driver', '.');
  });
  return [join(folder, 'driver')];
}

/** Builds, once, the driver around a generated Java class. */
export async function javaDriver(text: string, client: JavaClient): Promise<Command> {
  const libraries = await classPath([...artifactsOf(text), GSON]);
  const files = {
    'Driver.java': await readFile(join(DRIVERS, 'java', 'Driver.java'), 'utf8'),
    'ClientAdapter.java': await readFile(join(DRIVERS, 'java', client, 'ClientAdapter.java'), 'utf8'),
    [`redisclients/${CLIENTS[client].fileName}`]: text,
  };
  const folder = await built(files, async (building) => {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(building, path)), { recursive: true });
      await writeFile(join(building, path), source);
    }
    const args = ['-cp', libraries, '-d', 'classes', ...Object.keys(files)];
    await run('javac', args, { cwd: building, env: { PATH: process.env.PATH ?? '' } });
  });
  // The flags that the text itself asks for, and a quick start in little memory.
  const flags = [...text.matchAll(/-D[\w.]+=\w+/g)].map(([flag]) => flag);
  const quick = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m'];
  return ['java', ...flags, ...quick, '-cp', `${join(folder, 'classes')}:${libraries}`, 'Driver'];
}

/** A folder that a build has completed in, now or earlier for the same files. */
async function built(files: Readonly<Record<string, string>>, build: (folder: string) => Promise<void>) {
  const parent = join(CACHE, 'drivers');
  const finished = join(parent, createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16));
  await mkdir(parent, { recursive: true });
  if ((await readdir(parent)).includes(finished.slice(parent.length + 1))) return finished;
  const building = await mkdtemp(`${finished}.`);
  try {
    await build(building);
    // Another process may have built the same in the meantime.
    await rename(building, finished).catch(async (error) => {
      if (!(await readdir(parent)).includes(finished.slice(parent.length + 1))) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return finished;
}
