import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requireSameFiles, requireSameResources, resources } from '../../../src/bench/outputs';
import { writePlainly } from '../../../src/bench/plain/main';
import { environmentOfSize, LARGEST, sizeName, sizeOf } from '../../../src/bench/sizes';
import { checkEnvironment } from '../../../src/config/load';
import { synthesize } from '../../../src/stacks/synthesize';

let one: string;
let other: string;

beforeEach(() => {
  one = mkdtempSync(join(tmpdir(), 'one-'));
  other = mkdtempSync(join(tmpdir(), 'other-'));
});
afterEach(() => {
  for (const folder of [one, other]) rmSync(folder, { recursive: true });
});

function write(folder: string, file: string, text: string) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

describe('environments of the bench', () => {
  test.each(['1x1', sizeName(LARGEST)])('%s passes every check', (name) => {
    // WHEN
    const { service, consumers } = checkEnvironment('bench', environmentOfSize(sizeOf(name) as never));
    // THEN
    expect(`${service.servers.length}x${consumers.length}`).toBe(name);
  });
});

describe('the plain app', () => {
  test('writes the same resources as the project', () => {
    // GIVEN
    const props = environmentOfSize({ servers: 2, consumers: 3 });
    // WHEN
    synthesize(one, checkEnvironment('bench', props), {});
    writePlainly(other, props);
    // THEN
    requireSameResources(one, other);
    expect(resources(other).get('aws_vpc_endpoint')).toBe(9);
  });
});

describe('requireSameResources', () => {
  const stack = (resource: object, data = {}) => JSON.stringify({ resource, data });

  test('counts over all stacks, and names the types that differ', () => {
    // GIVEN
    write(one, 'stacks/a/cdk.tf.json', stack({ aws_lb: { x: {}, y: {} } }));
    write(one, 'stacks/b/cdk.tf.json', stack({ aws_lb: { x: {} } }, { aws_vpc: { v: {} } }));
    write(other, 'stacks/a/cdk.tf.json', stack({ aws_lb: { x: {} } }, { aws_vpc: { other: {} } }));
    // THEN
    expect(() => requireSameResources(one, other)).toThrow(/different resources:\n {2}aws_lb: 3 and 1$/);
  });
});

describe('requireSameFiles', () => {
  beforeEach(() => {
    for (const folder of [one, other]) write(folder, 'stacks/a/cdk.tf.json', '{}');
  });

  test('passes equal files', () => {
    expect(() => requireSameFiles(one, other)).not.toThrow();
  });

  test('refuses a file that differs', () => {
    write(one, 'stacks/a/cdk.tf.json', '{} ');
    expect(() => requireSameFiles(one, other)).toThrow(/cdk\.tf\.json differs between/);
  });

  test.each(['one', 'other'])('refuses a file that only %s has', (name) => {
    write(name === 'one' ? one : other, 'manifest.json', '{}');
    expect(() => requireSameFiles(one, other)).toThrow('manifest.json is in only one of');
  });
});
