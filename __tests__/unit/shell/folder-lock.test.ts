import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '../../../src/shell/folder-lock';

const ROOT = join(__dirname, '..', '..', '..');

describe('lockFolder', () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
    lock = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('refuses a folder in which another command is at work, and names its process', () => {
    writeFileSync(lock, String(process.ppid));
    expect(() => lockFolder(folder)).toThrow(`Another command, process ${process.ppid}, works in ${folder}.`);
    expect(readFileSync(lock, 'utf8')).toBe(String(process.ppid));
  });

  test.each([
    ['of a process that has ended', '999999999'],
    ['that is empty', ''],
  ])('takes over a lock %s', (_, content) => {
    writeFileSync(lock, content);
    lockFolder(folder);
    expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  });

  test('the same process may take it again', () => {
    lockFolder(folder);
    expect(() => lockFolder(folder)).not.toThrow();
  });

  test('the lock goes with the process', () => {
    const script = `require('./src/shell/folder-lock').lockFolder(${JSON.stringify(folder)});
      if (!require('node:fs').existsSync(${JSON.stringify(lock)})) process.exit(1);`;
    const { status } = spawnSync(process.execPath, ['--require', './src/start.cjs', '-e', script], { cwd: ROOT });
    expect(status).toBe(0);
    expect(existsSync(lock)).toBe(false);
  });
});
