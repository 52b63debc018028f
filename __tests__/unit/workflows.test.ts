import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyCommand } from '../../src/commands/apply';
import { planCommand } from '../../src/commands/plan';
import { reportCommand } from '../../src/commands/report';
import { runCommand } from '../support/commands';

const GITHUB = join(__dirname, '..', '..', '.github');
const files = readdirSync(GITHUB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yml'));
const read = (file: string) => readFileSync(join(GITHUB, file), 'utf8');
const workflows = files.filter((file) => file.startsWith('workflows'));

describe.each(files)('.github/%s', (file) => {
  test('pins every action of others by its commit, with the version beside it', () => {
    const uses = [...read(file).matchAll(/uses: (.*)/g)].map(([, action]) => action as string);
    const foreign = uses.filter((action) => !action.startsWith('./'));
    expect(foreign.length).toBeGreaterThan(0);
    for (const action of foreign) expect(action).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});

describe.each(workflows)('.github/%s', (file) => {
  test('gives its token read access to the code, and more only to single jobs', () => {
    expect(read(file)).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
  });

  test('keeps no AWS key', () => {
    expect(read(file)).not.toMatch(/aws-access-key-id|aws-secret-access-key|AWS_SECRET/i);
  });
});

test('no plan file becomes an artifact: a report does', () => {
  const paths = workflows.flatMap((file) => [...read(file).matchAll(/upload-artifact@[\s\S]*?path: (.*)/g)]);
  expect(paths.length).toBeGreaterThan(0);
  for (const [, path] of paths) expect(path).toMatch(/\/report\.json$/);
});

test('workflows use only options that the commands have', async () => {
  const help = async (command: typeof planCommand | typeof applyCommand | typeof reportCommand) =>
    (await runCommand(command as typeof planCommand, ['--help'])).stdout;
  const options = {
    plan: await help(planCommand),
    apply: await help(applyCommand),
    report: await help(reportCommand),
  };
  const uses = workflows.flatMap((file) =>
    [...read(file).matchAll(/npm run --silent (plan|apply|report) --((?:.|\\\n)*)/g)].map(([, command, rest = '']) => ({
      command: command as keyof typeof options,
      given: rest.split(/ > | >> | \|\| /)[0]?.match(/--[a-z]+/g) ?? [],
    })),
  );
  expect(uses.length).toBeGreaterThan(5);
  for (const { command, given } of uses) for (const option of given) expect(options[command]).toContain(`${option} `);
});
