import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosenEnvironment } from '../../../src/config/chosen-environment';

describe('the environment that is worked on', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cdktf-json-'));
    file = join(folder, 'cdktf.json');
    writeFileSync(file, '{"context":{"environment":"from-file"}}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['from-option', { ENVIRONMENT: 'from-variable' }, { name: 'from-option', by: '--environment' }],
    [undefined, { ENVIRONMENT: 'from-variable' }, { name: 'from-variable', by: 'ENVIRONMENT' }],
    [undefined, { ENVIRONMENT: '' }, { name: 'from-file', by: 'cdktf.json' }],
    ['', {}, { name: '', by: '--environment' }],
  ])('with the option %p and %p: %p', (given, env, choice) => {
    expect(chosenEnvironment(given, env, file)).toEqual(choice);
  });

  test.each([
    ['{', "cdktf.json can't be read"],
    ['{}', 'cdktf.json has no context.environment'],
    ['null', 'cdktf.json has no context.environment'],
    ['{"context":{"environment":""}}', 'cdktf.json has no context.environment'],
    ['{"context":{"environment":7}}', 'cdktf.json has no context.environment'],
  ])('is not to be had from a cdktf.json of %s, and the error says what to do', (content, problem) => {
    writeFileSync(file, content);
    expect(() => chosenEnvironment(undefined, {}, file)).toThrow(problem);
    expect(() => chosenEnvironment(undefined, {}, file)).toThrow('--environment <name> or ENVIRONMENT=<name>');
  });

  test('is not to be had from a cdktf.json that is missing', () => {
    expect(() => chosenEnvironment(undefined, {}, join(folder, 'nowhere.json'))).toThrow('cdktf.json is missing');
  });
});
