import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../src/process/run';
import { CACHE } from '../../../src/project';

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0';

/** The artifacts that the first lines of a printed class name, both platforms' of those that have a classifier. */
export function artifactsOf(text: string): string[] {
  return [...text.matchAll(/^\/\/ {3}([\w.-]+:[\w.-]+:[\w.-]+)(?::([\w-]+) \(on Graviton: ([\w-]+)\))?$/gm)].flatMap(
    ([, artifact = '', ...classifiers]) => {
      const named = classifiers.filter(Boolean);
      return named.length === 0 ? [artifact] : named.map((classifier) => `${artifact}:${classifier}`);
    },
  );
}

/**
 * Has Maven fetch artifacts and everything that they depend on, once.
 *
 * @param artifacts `group:artifact:version` or `group:artifact:version:classifier`
 * @returns the class path
 */
export async function classPath(artifacts: readonly string[]): Promise<string> {
  const pom = POM(artifacts);
  const folder = join(CACHE, 'maven', createHash('sha256').update(pom).digest('hex').slice(0, 16));
  const finished = join(folder, 'class-path');
  const found = await readFile(finished, 'utf8').catch(() => undefined);
  if (found !== undefined) return found;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pom.xml'), pom);
  const output = join(folder, 'resolving');
  const args = [
    '-B',
    '-q',
    `-Dmaven.repo.local=${join(CACHE, 'maven', 'repository')}`,
    `${PLUGIN}:build-classpath`,
    `-Dmdep.outputFile=${output}`,
  ];
  await run('mvn', args, { cwd: folder, env: process.env as Record<string, string> });
  await rename(output, finished);
  return readFile(finished, 'utf8');
}

const POM = (artifacts: readonly string[]) => `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId>
  <artifactId>redisclients</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    ${artifacts.map(dependency).join('\n    ')}
  </dependencies>
</project>
`;

function dependency(artifact: string): string {
  const [group, name, version, classifier] = artifact.split(':');
  const classified = classifier ? `<classifier>${classifier}</classifier>` : '';
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${classified}</dependency>`;
}
