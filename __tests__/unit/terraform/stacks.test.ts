import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inDependencyOrder, readStacks, type Stack, selectStacks } from '../../../src/terraform/stacks';

const stack = (name: string, ...dependencies: string[]): Stack => ({ name, folder: `/stacks/${name}`, dependencies });

const STACKS = [
  stack('state'),
  stack('redis-service', 'state'),
  stack('redis-consumer-a', 'redis-service'),
  stack('redis-consumer-b', 'redis-service'),
];

describe('readStacks', () => {
  let outdir: string;
  beforeEach(() => {
    outdir = mkdtempSync(join(tmpdir(), 'stacks-'));
  });
  afterEach(() => rmSync(outdir, { recursive: true }));

  test('orders each stack after its dependencies', () => {
    // GIVEN a manifest in the order of names, as cdktf writes it
    const manifest = Object.fromEntries(
      [...STACKS]
        .sort((a, b) => a.name.localeCompare(b.name))
        .map(({ name, dependencies }) => {
          return [name, { name, workingDirectory: `stacks/${name}`, dependencies }];
        }),
    );
    writeFileSync(join(outdir, 'manifest.json'), JSON.stringify({ stacks: manifest }));
    // THEN
    expect(readStacks(outdir).map(({ name }) => name)).toEqual(STACKS.map(({ name }) => name));
    expect(readStacks(outdir)[0]?.folder).toBe(join(outdir, 'stacks', 'state'));
  });

  test('says how to synthesise stacks if there are none', () => {
    expect(() => readStacks(outdir)).toThrow('has no stacks. Write them with npm run synth.');
  });
});

describe('selectStacks', () => {
  test.each([
    [['redis-service'], ['redis-service']],
    [
      ['redis-consumer-b', 'state'],
      ['state', 'redis-consumer-b'],
    ],
    [['redis-*'], ['redis-service', 'redis-consumer-a', 'redis-consumer-b']],
    [['*'], STACKS.map(({ name }) => name)],
  ])('%j selects %j', (names, selected) => {
    expect(selectStacks(STACKS, names).map(({ name }) => name)).toEqual(selected);
  });

  test.each(['redis-servic', 'redis.service', 'service', 'x-*'])('refuses %s and lists the stacks', (name) => {
    expect(() => selectStacks(STACKS, [name])).toThrow(
      new RegExp(
        `^There is no stack "${name.replace('*', '\\*')}"\\..*Allowed: state, redis-service, redis-consumer-a`,
      ),
    );
  });
});

describe('inDependencyOrder', () => {
  /** Records when work on each stack starts (+) and ends (-). */
  async function recorded(props: Partial<Parameters<typeof inDependencyOrder>[0]> = {}, failing?: string) {
    const events: string[] = [];
    const work = async ({ name }: Stack) => {
      events.push(`+${name}`);
      await sleep(1);
      if (name === failing) throw new Error(`${name} failed`);
      events.push(`-${name}`);
    };
    const result = inDependencyOrder({ stacks: STACKS, dependencies: 'first', parallelism: 2, work, ...props });
    const failure = await result.catch((error: Error) => error.message);
    return { events, failure };
  }

  test('runs independent stacks in parallel, after their dependencies', async () => {
    expect((await recorded()).events).toEqual([
      ...['+state', '-state', '+redis-service', '-redis-service', '+redis-consumer-a', '+redis-consumer-b'],
      ...['-redis-consumer-a', '-redis-consumer-b'],
    ]);
  });

  test('respects the parallelism', async () => {
    const { events } = await recorded({ parallelism: 1 });
    expect(events.slice(-4)).toEqual([
      '+redis-consumer-a',
      '-redis-consumer-a',
      '+redis-consumer-b',
      '-redis-consumer-b',
    ]);
  });

  test('runs in reverse order if dependencies come last', async () => {
    const { events } = await recorded({ dependencies: 'last' });
    expect(events.slice(0, 2)).toEqual(['+redis-consumer-a', '+redis-consumer-b']);
    expect(events.slice(-4)).toEqual(['+redis-service', '-redis-service', '+state', '-state']);
  });

  test('does not wait for dependencies that were not selected', async () => {
    const { events } = await recorded({ stacks: STACKS.slice(2, 3) });
    expect(events).toEqual(['+redis-consumer-a', '-redis-consumer-a']);
  });

  test('starts no stack after a failure, and lets running ones finish', async () => {
    const further = stack('redis-acceptance-b', 'redis-consumer-b');
    const { events, failure } = await recorded({ stacks: [...STACKS, further] }, 'redis-consumer-a');
    expect(failure).toBe('redis-consumer-a failed');
    expect(events.slice(-3)).toEqual(['+redis-consumer-a', '+redis-consumer-b', '-redis-consumer-b']);
  });
});
