import { spawnSync } from 'node:child_process';

// Starting a process takes a second, and several on a busy machine.
jest.setTimeout(60_000);

describe('npm run client-config', () => {
  test.each([
    [['--help'], 0],
    [['--client', 'predis'], 1],
  ])('%j exits with status %d', (args, status) => {
    // WHEN
    const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/commands/main.ts', 'client-config', ...args], {
      encoding: 'utf8',
    });
    // THEN
    expect([run.status, run[status === 0 ? 'stderr' : 'stdout']]).toEqual([status, '']);
  });
});
