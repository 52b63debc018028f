import type { StackRecovery } from '../../../src/recovery/recover';
import { isRecovered, recoveryReport } from '../../../src/recovery/report';

const NOTHING: StackRecovery = {
  stack: { name: 'redis-service', folder: 'stacks/redis-service', dependencies: [] },
  unsaved: false,
  lock: undefined,
  tainted: [],
  mended: new Set(),
  imports: [],
  superfluous: [],
  unplannable: undefined,
};
const LOCK = { ID: '1', Operation: 'OperationTypeApply', Who: 'ci@host', Created: '2026-11-24T00:00:00Z' };
const AGAIN = 'npm run recover -- --yes --environment test';
const report = (recovery: Partial<StackRecovery>) => recoveryReport([{ ...NOTHING, ...recovery }], AGAIN);

describe('the report of a recovery', () => {
  test('says that there is nothing to do', () => {
    expect(report({})).toBe('redis-service\n  nothing to recover');
    expect(isRecovered(NOTHING)).toBe(true);
  });

  test.each<
    [what: keyof StackRecovery & ('lock' | 'unsaved' | 'tainted'), found: Partial<StackRecovery>, shown: string]
  >([
    ['lock', { lock: LOCK }, 'ci@host on 2026-11-24T00:00:00Z'],
    ['unsaved', { unsaved: true }, 'errored.tfstate'],
    ['tainted', { tainted: ['aws_lb.load_balancer'] }, '    aws_lb.load_balancer'],
  ])('names the command for a %s, unless it is mended', (what, found, shown) => {
    expect(report(found)).toContain(shown);
    expect(report(found)).toContain(AGAIN);
    expect(isRecovered({ ...NOTHING, ...found })).toBe(false);
    const mended = { ...found, mended: new Set([what]) };
    expect(report(mended)).toContain(what === 'unsaved' ? 'is in the bucket now' : shown);
    expect(report(mended)).not.toContain(AGAIN);
    expect(isRecovered({ ...NOTHING, ...mended })).toBe(true);
  });

  test('lists imports, which need no decision, and superfluous objects, which do', () => {
    const imports = [{ to: 'aws_lb.load_balancer', id: 'arn:lb' }];
    const superfluous = [{ id: 'vpce-1', type: 'aws_vpc_endpoint', tags: { Name: 'redis-use1-az1' } }];
    expect(report({ imports })).toContain('aws_lb.load_balancer: arn:lb');
    expect(isRecovered({ ...NOTHING, imports })).toBe(true);
    expect(report({ superfluous })).toContain('aws_vpc_endpoint: vpce-1 (redis-use1-az1)');
    expect(isRecovered({ ...NOTHING, superfluous })).toBe(false);
  });

  test('says why a stack cannot be planned', () => {
    expect(report({ unplannable: 'Error: Unable to find remote state' })).toContain('Unable to find remote state');
    expect(isRecovered({ ...NOTHING, unplannable: 'Error' })).toBe(false);
  });
});
