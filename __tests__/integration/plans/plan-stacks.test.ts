import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedStack } from '../../../src/plans/planned-stack';
import { expression, keeping, PlannableStacks } from '../../support/plannable';

jest.setTimeout(60_000);

/** Real Terraform on stacks that need no provider. */
describe('planStacks', () => {
  let here: PlannableStacks;
  beforeEach(() => {
    here = new PlannableStacks();
  });
  afterEach(() => here.remove());

  const service = (value: string) => ({ resource: keeping(value), output: { name: { value } } });
  const consumer = (output: string) => ({
    resource: keeping(`\${data.terraform_remote_state.service.outputs.${output}}`),
  });
  const statuses = (results: readonly { planned: PlannedStack }[]) =>
    Object.fromEntries(results.map(({ planned }) => [planned.stack.name, planned.status]));

  test('a stack whose upstream was never deployed is waiting for it, and the next one for that', async () => {
    here.add('service', service('a'));
    here.add('consumer', { ...consumer('name'), output: { id: { value: 1 } } }, ['service']);
    here.add('acceptance', { resource: keeping(`\${data.terraform_remote_state.consumer.outputs.id}`) }, ['consumer']);
    const results = await here.plan();
    expect(statuses(results)).toEqual({ service: 'planned', consumer: 'waiting', acceptance: 'waiting' });
    expect(results.map(({ planned }) => planned.status === 'waiting' && planned.upstream)).toEqual([
      false,
      ['service'],
      ['consumer'],
    ]);
    expect(results[0]?.planned).toMatchObject({ hasState: false });
  });

  test('a stack whose upstream has a state without the output that it reads is waiting too', async () => {
    const stack = here.add('service', { resource: keeping('a') });
    const reader = here.add('consumer', consumer('name'), ['service']);
    await here.apply(await here.plan([stack]));
    here.write(stack, service('a'));
    expect(statuses(await here.plan())).toEqual({ service: 'planned', consumer: 'waiting' });
    expect(statuses(await here.plan([reader]))).toEqual({ consumer: 'waiting' });
  });

  test('after the upstream was destroyed, a stack is waiting again', async () => {
    const stack = here.add('service', service('a'));
    here.add('consumer', consumer('name'), ['service']);
    await here.apply(await here.plan([stack]));
    await here.apply(await here.plan([stack], { destroying: true }), { dependencies: 'last' });
    expect(statuses(await here.plan())).toEqual({ service: 'planned', consumer: 'waiting' });
  });

  describe('with the upstream deployed', () => {
    beforeEach(async () => {
      here.add('service', service('a'));
      here.add('consumer', consumer('name'), ['service']);
      here.add('other', { resource: keeping('constant') }, ['service']);
      await here.apply(await here.plan(here.stacks.slice(0, 1)));
      await here.apply(await here.plan(here.stacks.slice(1)));
    });

    test('a plan without changes says so, and knows the state that it was made against', async () => {
      const [first] = await here.plan();
      const state = await here.read({ bucket: 'states', key: 'service', region: 'us-east-1' });
      expect(first?.planned).toMatchObject({ status: 'planned', hasState: true });
      expect(first?.record).toMatchObject({
        hasChanges: false,
        state: { lineage: state?.lineage, serial: state?.serial },
      });
    });

    test('plans against the present state, and tells which plans an upstream will put out of date', async () => {
      here.write(here.stacks[0] as never, service('b'));
      const results = await here.plan();
      expect(results.map(({ planned }) => planned.status === 'planned' && (planned.outdatedBy ?? []))).toEqual([
        [],
        ['service'],
        [],
      ]);
      expect(results.map(({ record }) => record?.hasChanges)).toEqual([true, false, false]);
    });

    test('a change of the upstream that leaves its outputs alone puts nothing out of date', async () => {
      here.write(here.stacks[0] as never, { ...service('a'), resource: keeping('b') });
      const [, second] = await here.plan();
      expect(second?.planned).not.toHaveProperty('outdatedBy');
    });

    test('a stack that fails only because of an output that is about to change is waiting', async () => {
      here.write(here.stacks[1] as never, {
        resource: {
          terraform_data: {
            kept: {
              input: `\${one([for c in ["b"] : c if c == data.terraform_remote_state.service.outputs.name]) == null ? tonumber("none") : 1}`,
            },
          },
        },
      });
      expect(statuses(await here.plan())).toEqual({ service: 'planned', consumer: 'failed', other: 'planned' });
      here.write(here.stacks[0] as never, service('b'));
      expect(statuses(await here.plan())).toEqual({ service: 'planned', consumer: 'waiting', other: 'planned' });
    });
  });

  test('one stack that fails stops no other, and its error has no frame and no colour', async () => {
    here.add('broken', { resource: keeping(expression('tonumber("none")')) });
    here.add('sound', service('a'));
    const results = await here.plan(here.stacks, { parallelism: 1 });
    expect(statuses(results)).toEqual({ broken: 'failed', sound: 'planned' });
    const [{ planned } = {} as never] = results;
    expect(planned).toMatchObject({
      error: expect.stringMatching(/^Error: Invalid function argument\n\n {2}on cdk\.tf\.json line 1/),
    });
    expect(planned).toMatchObject({ error: expect.not.stringMatching(/[╷╵]|^│|\[\d+m/m) });
  });

  test('a failed postcondition fails the plan with its message', async () => {
    const postcondition = [{ condition: expression('self.input == "b"'), error_message: 'The value is not b.' }];
    here.add('service', { resource: { terraform_data: { kept: { input: 'a', lifecycle: [{ postcondition }] } } } });
    const [result] = await here.plan();
    expect(result?.planned).toMatchObject({ status: 'failed', error: expect.stringContaining('The value is not b.') });
  });

  test('plans as many stacks at once as asked, and no more', async () => {
    for (const name of ['a', 'b', 'c', 'd']) here.add(name, service(name));
    let running = 0;
    let most = 0;
    const progress = {
      start: () => {
        most = Math.max(most, ++running);
      },
      line: () => {},
      end: () => {
        running--;
      },
    };
    await here.plan(here.stacks, { parallelism: 3, progress });
    expect({ most, running }).toEqual({ most: 3, running: 0 });
  });

  test('initialises a stack once, and again after its providers or backend have changed', async () => {
    const stack = here.add('service', service('a'));
    const initialised: string[] = [];
    const progress = {
      start: () => {},
      line: (_: unknown, line: string) => {
        if (line.includes('Initializing the backend')) initialised.push(line);
      },
      end: () => {},
    };
    await here.plan([stack], { progress });
    await here.plan([stack], { progress });
    expect(initialised).toHaveLength(1);
    here.write(stack, {
      ...service('a'),
      ...{
        terraform: {
          required_version: '>= 1.9',
          backend: { s3: { bucket: 'states', key: 'service', region: 'us-east-1' } },
        },
      },
    });
    await here.plan([stack], { progress });
    expect(initialised).toHaveLength(2);
  });

  test('only this user can read the plans', async () => {
    here.add('service', service('a'));
    const [result] = await here.plan();
    const files = Object.values<string>({ ...result?.record?.files });
    expect(files.map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(['600', '600']);
  });

  test('locks nothing: a role that may only read can plan, and so can anyone during an apply', async () => {
    const stack = here.add('service', service('a'));
    await here.apply(await here.plan());
    const program =
      'import fcntl, sys; f = open(sys.argv[1], "r+"); fcntl.lockf(f, fcntl.LOCK_EX); print("locked", flush=True); sys.stdin.read()';
    const holder = spawn('python3', ['-c', program, join(here.folder, 'service.tfstate')], { stdio: 'pipe' });
    try {
      await once(holder.stdout, 'data');
      await expect(here.terraform(stack, 'plan')).rejects.toThrow('Error acquiring the state lock');
      expect(statuses(await here.plan())).toEqual({ service: 'planned' });
    } finally {
      holder.stdin.end();
      await once(holder, 'close');
    }
  });

  test('an abort ends it with the reason', async () => {
    here.add('service', service('a'));
    const controller = new AbortController();
    const planning = here.plan(here.stacks, {
      signal: controller.signal,
      progress: { start: () => controller.abort(new Error('enough')), line() {}, end() {} },
    });
    await expect(planning).rejects.toThrow('enough');
  });
});
