import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../../src/plans/journal';
import type { PlanResult } from '../../../src/plans/plan-result';
import { inRounds } from '../../../src/plans/rounds';
import { emptyPlansFolder, environmentOfPlans, loadPlans, savePlans } from '../../../src/plans/saved-plans';
import type { Stack } from '../../../src/terraform/stacks';
import { expression, keeping, PlannableStacks } from '../../support/plannable';

jest.setTimeout(60_000);

const service = (value: string) => ({ resource: keeping(value), output: { name: { value } } });

/** Real Terraform on stacks that need no provider. */
describe('applying plans', () => {
  let here: PlannableStacks;
  let stack: Stack;
  beforeEach(() => {
    here = new PlannableStacks();
    stack = here.add('service', service('a'));
  });
  afterEach(() => here.remove());

  const kept = async (of = stack) => JSON.parse(await here.terraform(of, 'show', '-json')).values?.root_module;
  const values = async (of = stack) =>
    (await kept(of))?.resources.find(({ mode }: { mode: string }) => mode === 'managed').values.input;

  test('applies exactly what was planned, and nothing where there is nothing to change', async () => {
    const results = await here.plan();
    await here.apply(results);
    expect(here.outcomes.get('service')).toBe('Resources: 1 added, 0 changed, 0 destroyed.');
    expect(await values()).toBe('a');
    await here.apply(await here.plan());
    expect(here.outcomes.get('service')).toBe('No changes.');
  });

  test('refuses a first plan whose stack has a state by now, whatever Terraform does about it', async () => {
    const results = await here.plan();
    const twice = await here.plan();
    await here.apply(results);
    await expect(here.apply(twice)).rejects.toThrow(
      'The plan of service is out of date: it was made when the stack had no state, and now it has one. Plan again',
    );
  });

  test('refuses a plan that another apply has overtaken', async () => {
    await here.apply(await here.plan());
    here.write(stack, service('b'));
    const [overtaken, other] = [await here.plan(), await here.plan()];
    await here.apply(other);
    await expect(here.apply(overtaken)).rejects.toThrow(/the state has changed since, from serial \d+ to \d+/);
  });

  test('refuses a plan whose state was replaced by one of another lineage', async () => {
    await here.apply(await here.plan());
    here.write(stack, service('b'));
    const results = await here.plan();
    const file = join(here.folder, 'service.tfstate');
    const state = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...state, lineage: '00000000-0000-4000-8000-000000000000' }));
    await expect(here.apply(results)).rejects.toThrow('the stack has another state now, of another lineage');
    rmSync(file);
    await expect(here.apply(results)).rejects.toThrow('it was made against a state that is gone');
  });

  test('refuses a plan of another configuration or lock file', async () => {
    const results = await here.plan();
    writeFileSync(join(stack.folder, '.terraform.lock.hcl'), '# another\n');
    await expect(here.apply(results)).rejects.toThrow('The plan of service was made with other providers');
    rmSync(join(stack.folder, '.terraform.lock.hcl'));
    here.write(stack, service('b'));
    await expect(here.apply(results)).rejects.toThrow('The plan of service was made from another configuration');
    expect(await kept()).toBeUndefined();
  });

  test('checks every plan before it applies the first', async () => {
    const later = here.add('later', { resource: keeping('x') }, [], ['service']);
    const results = await here.plan();
    here.write(later, { resource: keeping('y') });
    await expect(here.apply(results)).rejects.toThrow('The plan of later was made from another configuration');
    expect(await kept()).toBeUndefined();
  });

  test('stops at the first failure and says what was not done', async () => {
    const provisioner = [{ 'local-exec': { command: 'exit 1' } }];
    here.add('broken', { resource: { terraform_data: { kept: { input: 'x', provisioner } } } }, [], ['service']);
    here.add('last', { resource: keeping('z') }, [], ['broken']);
    await expect(here.apply(await here.plan())).rejects.toThrow('local-exec provisioner error');
    expect([...here.outcomes]).toEqual([
      ['service', 'Resources: 1 added, 0 changed, 0 destroyed.'],
      ['broken', 'failed'],
    ]);
  });

  describe('in rounds', () => {
    const rounds = (first: readonly PlanResult[], seen: (results: readonly PlanResult[]) => void = () => {}) =>
      inRounds(first, {
        apply: (ready) => here.apply(ready),
        plan: (left) => here.plan(left),
        approve: async (results) => seen(results),
      });
    const reading = { resource: keeping(expression('data.terraform_remote_state.service.outputs.name')) };

    test('plans a waiting stack once its upstream is there, has it approved, and applies it', async () => {
      const consumer = here.add('consumer', reading, ['service']);
      const late: string[] = [];
      await rounds(await here.plan(), (results) =>
        late.push(...results.map(({ planned }) => `${planned.stack.name} ${planned.status}`)),
      );
      expect(late).toEqual(['consumer planned']);
      expect(await values(consumer)).toBe('a');
    });

    test('plans again what an upstream has put out of date: one deployment is enough', async () => {
      const consumer = here.add('consumer', reading, ['service']);
      await rounds(await here.plan());
      here.write(stack, service('b'));
      await rounds(await here.plan());
      expect(await values(consumer)).toBe('b');
    });

    test('applies nothing of a late plan that is not approved', async () => {
      const consumer = here.add('consumer', reading, ['service']);
      const refuse = () => {
        throw new Error('not approved');
      };
      await expect(rounds(await here.plan(), refuse)).rejects.toThrow('not approved');
      expect(await values()).toBe('a');
      expect(await kept(consumer)).toBeUndefined();
    });

    test('applies nothing if a stack failed to plan', async () => {
      here.add('broken', { resource: keeping(expression('tonumber("none")')) });
      await expect(rounds(await here.plan())).rejects.toThrow('Planning failed: broken.');
      expect(await kept()).toBeUndefined();
    });

    test('destroys in one round, dependents first', async () => {
      const consumer = here.add('consumer', reading, ['service']);
      await rounds(await here.plan());
      here.outcomes.clear();
      const results = await here.plan(here.stacks, { destroying: true });
      await inRounds(results, {
        apply: (ready) => here.apply(ready, { dependencies: 'last' }),
        plan: () => Promise.reject(new Error('nothing may be planned again')),
        approve: () => Promise.reject(new Error('nothing may be approved again')),
      });
      expect([...here.outcomes.keys()]).toEqual(['consumer', 'service']);
      expect([await kept(), await kept(consumer)]).toEqual([undefined, undefined]);
    });

    test('names the stack that is waited for, if it is not among those planned', async () => {
      const consumer = here.add('consumer', reading, ['service']);
      await expect(rounds(await here.plan([consumer]))).rejects.toThrow(
        'consumer is waiting for service. Deploy that first',
      );
    });
  });

  describe('from a folder', () => {
    let folder: string;
    beforeEach(() => {
      folder = join(here.folder, 'saved');
      emptyPlansFolder(folder);
    });
    const save = async () => {
      const results = await here.plan(here.stacks, { folder });
      savePlans(
        folder,
        { environment: 'test', allowed: ['rule:address'], reportHash: 'hash', results },
        { 'a/report.json': '{}' },
      );
    };

    test('gives back the same plans', async () => {
      here.add('consumer', { resource: keeping(expression('data.terraform_remote_state.service.outputs.name')) }, [
        'service',
      ]);
      here.add('broken', { resource: keeping(expression('tonumber("none")')) });
      const results = await here.plan(here.stacks, { folder });
      savePlans(folder, { environment: 'test', allowed: ['rule:address'], reportHash: 'hash', results }, {});
      const { environment, allowed, reportHash, results: loaded } = loadPlans(folder, here.stacks);
      expect({ environment, allowed, reportHash }).toEqual({
        environment: 'test',
        allowed: ['rule:address'],
        reportHash: 'hash',
      });
      expect(loaded).toEqual(results);
      expect(environmentOfPlans(folder)).toBe('test');
    });

    test.each([['service/plan.tfplan'], ['service/plan.json'], ['a/report.json']])(
      'refuses an altered %s',
      async (file) => {
        await save();
        writeFileSync(join(folder, file), Buffer.concat([readFileSync(join(folder, file)), Buffer.from(' ')]));
        expect(() => loadPlans(folder, here.stacks)).toThrow(`${file} was altered after the plan`);
        rmSync(join(folder, file));
        expect(() => loadPlans(folder, here.stacks)).toThrow(`${file} is missing`);
      },
    );

    test('refuses a manifest that leaves a plan out of its list of files', async () => {
      await save();
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
      delete manifest.files['service/plan.tfplan'];
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
      expect(() => loadPlans(folder, here.stacks)).toThrow('plan.tfplan is not in manifest.json');
    });

    test('refuses plans that other users can write to', async () => {
      await save();
      chmodSync(join(folder, 'service', 'plan.tfplan'), 0o620);
      expect(() => loadPlans(folder, here.stacks)).toThrow(/Other users can write to .*plan\.tfplan/);
      chmodSync(folder, 0o777);
      expect(() => loadPlans(folder, here.stacks)).toThrow(`Other users can write to ${folder}`);
    });

    test('refuses a stack that is gone, and a folder without plans or with unfinished ones', async () => {
      await save();
      expect(() => loadPlans(folder, [])).toThrow('The environment has no stack "service" any more');
      emptyPlansFolder(folder);
      expect(() => loadPlans(folder, here.stacks)).toThrow('is incomplete');
      rmSync(join(folder, 'manifest.json'));
      expect(() => loadPlans(folder, here.stacks)).toThrow('holds no saved plans');
    });

    test('empties an earlier folder of plans, and no other one', async () => {
      await save();
      expect(() => emptyPlansFolder(folder)).not.toThrow();
      expect(() => emptyPlansFolder(stack.folder)).toThrow('holds other files than saved plans');
    });

    test('remembers what it has done, so that a repetition goes on after it', async () => {
      await save();
      const { results } = loadPlans(folder, here.stacks);
      await here.apply(results, { journal: new Journal(folder) });
      expect(new Journal(folder).of('service')).toBe('applied');
      expect(new Journal(folder).of('other')).toBeUndefined();
      const copy = join(here.folder, 'copy');
      cpSync(folder, copy, { recursive: true });
      expect(new Journal(copy).of('service')).toBe('applied');
    });
  });
});
