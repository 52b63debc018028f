import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENTS } from '../../../src/client-code';
import { VERSIONS } from '../../../src/client-code/versions';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import { run } from '../../../src/process/run';
import { GO_MODULE_PATH, go, goModule } from '../../support/compiled/go';
import { artifactsOf, classPath } from '../../support/compiled/java';
import { checkCrate, dependenciesOf } from '../../support/compiled/rust';
import { compiling } from '../../support/compiled/toolchains';
import { configuration, configurations } from '../../support/configurations';

// The first run downloads the libraries, and compiles those of AWS, which are large.
jest.setTimeout(900_000);

const ODD = 'it\'s "the" \\master\\';

/** Every kind of configuration, and one whose names need quoting. */
const CONFIGURATIONS: ClientConfiguration[] = [
  ...configurations().map(([, given]) => given),
  {
    ...configuration('sentinel by addresses', 'TLS, a user and a secret'),
    masterName: ODD,
    credentials: { username: ODD, passwordSecretName: ODD },
  },
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-compile-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

compiling('go', 'the Go code', () => {
  test('is formatted, builds, passes go vet, and can be imported', async () => {
    // GIVEN
    const packages = CONFIGURATIONS.map((given, i) => [
      `c${i}/redisclients.go`,
      `${CLIENTS['go-redis'].generate(given)}\n`,
    ]);
    const application = {
      'application/main.go': `package main

import (
	"context"
	redisclients "${GO_MODULE_PATH}/c0"
)

func main() { _ = redisclients.Example(context.Background()) }
`,
    };
    await goModule(folder, { ...Object.fromEntries(packages), ...application });
    // THEN
    expect(await go(folder, 'gofmt', '-l', ...packages.map(([path]) => path as string))).toBe('');
    expect(await go(folder, 'go', 'vet', './...')).toBe('');
    expect(await go(folder, 'go', 'build', '-o', '/dev/null', './application')).toBe('');
  });
});

compiling('rust', 'the Rust code', () => {
  test.each(['standalone', 'cluster'])(
    'in mode %s compiles without warnings, with the dependencies that it names',
    async (mode) => {
      // GIVEN
      const printed = CONFIGURATIONS.filter((given) => given.mode === mode).map((given) => ({
        tls: given.tls,
        text: CLIENTS['redis-rs'].generate(given),
      }));
      const [secure, plain] = [true, false].map(
        (tls) => new Set(printed.filter((one) => one.tls === tls).map(({ text }) => dependenciesOf(text))),
      ) as [Set<string>, Set<string>];
      // WHEN compiled with TLS's: compiling redis-rs a second time would take as long as all the rest
      const [dependencies = ''] = secure;
      await checkCrate(
        folder,
        dependencies,
        printed.map(({ text }) => text),
      );
      // THEN without TLS the only difference is what TLS needs
      const withoutTls = dependencies.replace(', "tokio-rustls-comp"', '').replace(/\nrustls = .*/, '');
      expect([secure.size, ...plain]).toEqual([1, withoutTls]);
      expect(withoutTls).not.toContain('rustls');
    },
  );
});

compiling('java', 'the Java code', () => {
  test.each([
    ['jedis', 'redisclients.RedisClients::connect'],
    ['lettuce', 'redisclients.RedisClients::connect'],
    ['redisson', 'redisclients.RedisClients::connect'],
    ['spring-boot', 'redisclients.RedisConfiguration::new'],
  ] as const)(
    'for %s compiles without warnings, with the artifacts that it names; it can be imported, and loaded without a network',
    async (client, use) => {
      // GIVEN
      const texts = CONFIGURATIONS.map((given) => CLIENTS[client].generate(given));
      const artifacts = new Set(texts.flatMap(artifactsOf));
      const application = `package application;

public class Main {
  public java.util.concurrent.Callable<?> connect = ${use};
}
`;
      const folders = await Promise.all(
        texts.map(async (text, i) => {
          const own = join(folder, `c${i}`);
          await mkdir(own);
          await writeFile(join(own, CLIENTS[client].fileName), text);
          await writeFile(join(own, 'Main.java'), application);
          return own;
        }),
      );
      // WHEN
      const program = join(__dirname, '../../support/compiled/java/CompileEach.java');
      const args = [program, await classPath([...artifacts]), VERSIONS.java, use.split('::')[0] as string, ...folders];
      const { stdout } = await run('java', args, { cwd: folder, env: { PATH: process.env.PATH ?? '' } });
      // THEN
      const said = stdout.trim().split('\n');
      expect(said.filter((line) => !/^(compiled|loaded) /.test(line))).toEqual([]);
      expect(said).toHaveLength(2 * folders.length);
    },
  );
});
