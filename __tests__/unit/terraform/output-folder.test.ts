import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceStacks } from '../../../src/terraform/output-folder';

const WITH_RESOURCES = JSON.stringify({ resources: [{ type: 'aws_s3_bucket' }] }, null, 2);

describe('the output folder', () => {
  let parent: string;
  let outdir: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'output-'));
    outdir = join(parent, 'cdktf.out');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  /** Synthesises stacks whose configuration is `content`. */
  function write(environment: string, stacks: readonly string[], content = environment) {
    replaceStacks(outdir, environment, (folder) => {
      for (const stack of stacks) {
        mkdirSync(join(folder, 'stacks', stack), { recursive: true });
        writeFileSync(join(folder, 'stacks', stack, 'cdk.tf.json'), content);
      }
      writeFileSync(join(folder, 'manifest.json'), '{}');
    });
  }

  const stackFile = (stack: string, name: string) => join(outdir, 'stacks', stack, name);
  const put = (stack: string, name: string, content = '') => writeFileSync(stackFile(stack, name), content);

  test('holds only the stacks of the environment synthesised last', () => {
    write('one', ['state', 'redis-consumer-a']);
    write('two', ['state']);
    expect(readdirSync(join(outdir, 'stacks'))).toEqual(['state']);
    expect(readFileSync(stackFile('state', 'cdk.tf.json'), 'utf8')).toBe('two');
    expect(readdirSync(parent)).toEqual(['cdktf.out']);
  });

  test("keeps Terraform's files if the environment is the same", () => {
    write('one', ['state']);
    put('state', '.terraform.lock.hcl', 'checksums');
    write('one', ['state', 'redis-service'], 'newer');
    expect(readFileSync(stackFile('state', '.terraform.lock.hcl'), 'utf8')).toBe('checksums');
    expect(readFileSync(stackFile('state', 'cdk.tf.json'), 'utf8')).toBe('newer');
  });

  test("drops another environment's .terraform folder, whose backend Terraform would offer to migrate", () => {
    write('one', ['state']);
    mkdirSync(stackFile('state', '.terraform'));
    writeFileSync(stackFile('state', '.terraform/terraform.tfstate'), '{"backend":{}}');
    write('two', ['state']);
    expect(existsSync(stackFile('state', '.terraform'))).toBe(false);
  });

  test('has no stacks after a failed synth', () => {
    write('one', ['state', 'redis-service']);
    const failing = () => {
      throw new Error('a mistake');
    };
    expect(() => replaceStacks(outdir, 'one', failing)).toThrow('a mistake');
    expect(existsSync(stackFile('state', 'cdk.tf.json'))).toBe(false);
    expect(existsSync(stackFile('redis-service', 'cdk.tf.json'))).toBe(false);
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
    expect(readdirSync(parent)).toEqual(['cdktf.out']);
  });

  test("keeps Terraform's files across a failed synth", () => {
    write('one', ['state']);
    put('state', '.terraform.lock.hcl', 'checksums');
    expect(() => replaceStacks(outdir, 'one', () => JSON.parse('{'))).toThrow();
    write('one', ['state']);
    expect(readFileSync(stackFile('state', '.terraform.lock.hcl'), 'utf8')).toBe('checksums');
  });

  test.each(['terraform.tfstate', 'errored.tfstate'])(
    'keeps a local state with resources when the environment changes: %s',
    (name) => {
      write('one', ['state']);
      put('state', name, WITH_RESOURCES);
      expect(() => write('two', ['state'])).toThrow(
        new RegExp(`the only copy of a state of the environment "one":\n.*${name}\n.*Move the file away`),
      );
      expect(readFileSync(stackFile('state', name), 'utf8')).toBe(WITH_RESOURCES);
      // The same environment can still be synthesised.
      write('one', ['state']);
      expect(readFileSync(stackFile('state', name), 'utf8')).toBe(WITH_RESOURCES);
    },
  );

  test('discards an empty local state when the environment changes', () => {
    write('one', ['state']);
    put('state', 'terraform.tfstate', '{"resources": []}');
    write('two', ['state']);
    expect(existsSync(stackFile('state', 'terraform.tfstate'))).toBe(false);
  });
});
