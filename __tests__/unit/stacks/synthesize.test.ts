import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentNames, loadEnvironment } from '../../../src/config/load';
import type { Environment } from '../../../src/config/schema';
import { synthesize } from '../../../src/stacks/synthesize';
import { environmentWith } from '../../support/environments';

describe('synthesize', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'synthesize-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  // AccountStack skips the step in which cdktf resolves cross-stack references.
  test.each(environmentNames())('%s: no stack refers to a resource of another', (name) => {
    // WHEN
    synthesize(folder, loadEnvironment(name), {});
    // THEN
    const stacks = readdirSync(join(folder, 'stacks'));
    expect(stacks.length).toBeGreaterThan(2);
    for (const stack of stacks) {
      const text = readFileSync(join(folder, 'stacks', stack, 'cdk.tf.json'), 'utf8');
      const referred = references(text);
      expect(referred.filter((address) => !declared(text).includes(address))).toEqual([]);
      expect(referred.length).toBeGreaterThan(0);
    }
  });

  test('captures no unused stack traces', () => {
    // GIVEN
    const capturing = {} as { stack?: string };
    const environment = environmentWith();
    const observed = Object.defineProperty({ ...environment }, 'tags', {
      get() {
        Error.captureStackTrace(capturing);
        return environment.tags;
      },
    });
    const before = Error.captureStackTrace;
    // WHEN
    synthesize(folder, observed, {});
    // THEN
    expect(capturing.stack).toBeUndefined();
    expect(Error.captureStackTrace).toBe(before);
  });

  test('a defect keeps its stack trace', () => {
    // GIVEN
    const before = Error.captureStackTrace;
    const broken = { ...environmentWith(), service: undefined } as unknown as Environment;
    // WHEN
    const synth = () => synthesize(folder, broken, {});
    // THEN
    expect(synth).toThrow(
      expect.objectContaining({ stack: expect.stringMatching(/^TypeError: .*\n(?: +at .*\n)* +at addStacks /) }),
    );
    expect(Error.captureStackTrace).toBe(before);
  });
});

/** Addresses in a stack's expressions: `aws_vpc.main`, `data.aws_subnet.a`. */
function references(text: string): string[] {
  const expressions = text.match(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g) ?? [];
  return expressions.flatMap((expression) => expression.match(/\b(?:data\.)?(?:aws|terraform)_\w+\.[\w-]+/g) ?? []);
}

/** Addresses of a stack's resources and data sources. */
function declared(text: string): string[] {
  const { resource = {}, data = {} } = JSON.parse(text) as Record<string, Record<string, object>>;
  const addresses = (blocks: Record<string, object>, prefix: string) =>
    Object.entries(blocks).flatMap(([type, byName]) => Object.keys(byName).map((name) => `${prefix}${type}.${name}`));
  return [...addresses(resource, ''), ...addresses(data, 'data.')];
}
