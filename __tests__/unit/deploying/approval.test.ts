import { Approval, Declined, RiskRefused } from '../../../src/deploying/approval';
import type { PlanResult } from '../../../src/plans/plan-result';
import { parsePlan } from '../../../src/plans/terraform-plan';
import { type Allowance, parseAllowance, review } from '../../../src/review';
import type { Stack } from '../../../src/terraform/stacks';
import { environmentWith } from '../../support/environments';

const stack = (name: string): Stack => ({ name, folder: `/stacks/${name}`, dependencies: [] });

/** A result with one change of a resource; by default one that no rule finds risky. */
function planned(name: string, change: object = { actions: ['create'], before: null, after: { id: 1 } }): PlanResult {
  const address = 'aws_lb_listener.redis_1_listener';
  const [, type, resource] = /^(\w+)\.(\w+)$/.exec(address) ?? [];
  const resource_changes = [{ address, mode: 'managed', type, name: resource, change }];
  return {
    planned: {
      status: 'planned',
      stack: stack(name),
      plan: parsePlan({ terraform_version: '1.11.4', resource_changes }),
      hasState: true,
    },
    record: { hasChanges: true } as PlanResult['record'],
  };
}

const removal = { actions: ['delete'], before: { port: 6379, protocol: 'TCP' }, after: null };

/** An approval that reviews with the project's rules, and notes what it shows and asks. */
function approval(answer: boolean | undefined, allowances: readonly Allowance[] = []) {
  const log: string[] = [];
  const review_ = async (results: readonly PlanResult[]) =>
    review(
      results.map((result) => result.planned),
      { environment: environmentWith(), connections: {}, allowances, now: new Date('2026-01-01') },
    );
  const ask = async () => {
    log.push('asked');
    return answer as boolean;
  };
  const approve = new Approval({
    session: { review: review_ },
    show: (text) => log.push(text.includes('redis_1_listener') ? 'shown' : 'shown without changes'),
    ask: answer === undefined ? undefined : ask,
  });
  return { approve: (results: readonly PlanResult[]) => approve.approve(results), log };
}

describe('Approval', () => {
  test('shows the review, then asks once', async () => {
    const { approve, log } = approval(true);
    await approve([planned('redis-service'), planned('redis-consumer-a')]);
    expect(log).toEqual(['shown', 'asked']);
  });

  test('stops if the answer is no', async () => {
    await expect(approval(false).approve([planned('redis-service')])).rejects.toBeInstanceOf(Declined);
  });

  test('asks nothing where there is nothing to change, or nobody to ask', async () => {
    const unchanged = { ...planned('redis-service', { actions: ['no-op'] }), record: undefined };
    const asking = approval(true);
    await asking.approve([unchanged]);
    expect(asking.log).toEqual(['shown without changes']);
    const unattended = approval(undefined);
    await unattended.approve([planned('redis-service')]);
    expect(unattended.log).toEqual(['shown']);
  });

  test('refuses a risk before it asks, and says how to allow it', async () => {
    const { approve, log } = approval(true);
    const refused = approve([planned('redis-service', removal)]);
    await expect(refused).rejects.toBeInstanceOf(RiskRefused);
    await expect(refused).rejects.toThrow("--allow 'listener-removed:aws_lb_listener.redis_1_listener'");
    expect(log).toEqual(['shown']);
  });

  test('goes on with a risk that was allowed', async () => {
    const { approve, log } = approval(true, [parseAllowance('listener-removed:aws_lb_listener.redis_1_listener')]);
    await approve([planned('redis-service', removal)]);
    expect(log).toEqual(['shown', 'asked']);
  });

  test('neither shows nor asks again about a plan that was made again and came out the same', async () => {
    const { approve, log } = approval(true);
    await approve([planned('redis-service'), planned('redis-consumer-a')]);
    await approve([planned('redis-consumer-a')]);
    expect(log).toEqual(['shown', 'asked']);
    const other = { actions: ['create'], before: null, after: { id: 2 } };
    await approve([planned('redis-consumer-a', other)]);
    expect(log).toEqual(['shown', 'asked', 'shown', 'asked']);
  });

  test('leaves risks and the question out where a stack failed to plan: nothing will be applied', async () => {
    const { approve, log } = approval(true);
    const failed: PlanResult = { planned: { status: 'failed', stack: stack('redis-consumer-a'), error: 'Error: no' } };
    await approve([planned('redis-service', removal), failed]);
    expect(log).toEqual(['shown']);
  });
});
