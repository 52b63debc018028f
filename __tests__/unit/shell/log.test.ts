import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Log } from '../../../src/shell/log';

/** Larger than the largest process ID of any system. */
const NO_SUCH_PID = 2 ** 31 - 1;

describe('Log', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (...names: string[]) => {
    for (const name of names) writeFileSync(join(folder, name), 'earlier\n');
  };
  const own = `local-${process.pid}.log`;

  test('removes the logs of ended runs, and keeps those of running ones', () => {
    // GIVEN
    const running = `local-${process.ppid}.log`;
    put(`local-${NO_SUCH_PID}.log`, running);
    // WHEN
    new Log(folder);
    // THEN
    expect(readdirSync(folder).sort()).toEqual([own, running].sort());
    expect(readFileSync(join(folder, running), 'utf8')).toBe('earlier\n');
  });

  test('leaves other files in the folder alone', () => {
    // GIVEN
    const others = ['notes.txt', 'local-x.log', `local-${NO_SUCH_PID}.log.gz`];
    put(...others);
    // WHEN
    new Log(folder);
    // THEN
    expect(readdirSync(folder).sort()).toEqual([...others, own].sort());
  });

  test('creates its folder', () => {
    const log = new Log(join(folder, 'new', '.local'));
    expect(readFileSync(log.file, 'utf8')).toBe('');
  });

  test('starts empty after an earlier run with the same process ID', () => {
    put(own);
    expect(readFileSync(new Log(folder).file, 'utf8')).toBe('');
  });

  test('writes each line immediately, after the seconds since its start', () => {
    // GIVEN
    const now = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    const log = new Log(folder);
    // WHEN
    log.write('first');
    now.mockReturnValue(1_012_345);
    log.write('second');
    now.mockRestore();
    // THEN
    expect(readFileSync(log.file, 'utf8')).toBe('   0.0  first\n  12.3  second\n');
    expect(log.tail(1)).toEqual(['second']);
    expect(log.tail(5)).toEqual(['first', 'second']);
  });

  test("appends another program's log under its name, without counting it as output of the run", () => {
    // GIVEN
    const log = new Log(folder);
    log.write('last line');
    put('emulator.log');
    const file = join(folder, 'emulator.log');
    // WHEN
    log.include(file);
    // THEN
    expect(readFileSync(log.file, 'utf8')).toMatch(new RegExp(`last line\n\n${file}:\nearlier\n$`));
    expect(log.tail(1)).toEqual(['last line']);
  });
});
