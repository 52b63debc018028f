import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../../src/project';
import { KNOWN_TYPES } from '../../../src/review/known-types';
import { PROTECTED_TYPES } from '../../../src/review/rules/protected-resource';
import { environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';

/** Kinds of resources that constructs and stacks import, whichever option of an environment uses them. */
function importedTypes(): string[] {
  const files = ['constructs', 'stacks'].flatMap((folder) =>
    readdirSync(join(PROJECT, 'src', folder)).map((file) => join(PROJECT, 'src', folder, file)),
  );
  const modules = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'(@cdktf\/provider-aws\/lib\/(?!data-aws-|provider')[\w-]+)'/g)].map(
      ([, module]) => module as string,
    ),
  );
  return [...new Set(modules)].flatMap((module) =>
    Object.values<{ tfResourceType?: string }>(require(module)).flatMap(({ tfResourceType }) => tfResourceType ?? []),
  );
}

describe('the kinds of resources that the review knows', () => {
  test('are all that constructs use, and no others', () => {
    expect([...KNOWN_TYPES]).toEqual([...importedTypes(), 'terraform_data'].sort());
  });

  test('are all that a stack synthesises', () => {
    const environment = environmentWith({ 'service.acceptance': 'manual', 'state.kmsKeyArn': undefined });
    const types = Object.values(synthesised(environment)).flatMap(({ resource }) => Object.keys(resource));
    expect(types.length).toBeGreaterThan(10);
    expect(types.filter((type) => !KNOWN_TYPES.includes(type))).toEqual([]);
  });

  test('include those that are protected', () => {
    expect(PROTECTED_TYPES.filter((type) => !KNOWN_TYPES.includes(type))).toEqual([]);
  });
});
