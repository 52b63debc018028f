import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENTS } from '../../../src/client-code';
import { configuration } from '../../support/configurations';

/** A cluster whose third server has all keys, and whose first one is down. */
const CLUSTER = `
case "$2 $4" in
  "redis-1.redis.joda-toda.internal 6379") echo "Could not connect" >&2; exit 1 ;;
  "redis-3.redis.joda-toda.internal 6381") [ "$5" = SET ] && echo OK || echo hello ;;
  *) echo "MOVED 12182 10.0.4.12:6379" ;;
esac
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-privatelink-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the part of the commands that writes and reads, with this script in place of redis-cli. */
function writeAndRead(script: string): string {
  writeFileSync(join(folder, 'redis-cli'), `#!/bin/sh\n${script}`, { mode: 0o755 });
  const code = CLIENTS['redis-cli'].generate(configuration('cluster by addresses'));
  const part = code.slice(code.indexOf('# Runs a command on the server that has its key'));
  const env = { PATH: `${folder}:${process.env.PATH}` };
  return execFileSync('sh', ['-c', part], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
}

describe('the commands for redis-cli in mode cluster, by addresses,', () => {
  test('ask the server that has the key, past one that is down', () => {
    expect(writeAndRead(CLUSTER)).toBe('OK\nhello\n');
  });

  test('fail if no server has it', () => {
    expect(() => writeAndRead('echo "MOVED 12182 10.0.4.12:6379"\n')).toThrow('No server has the key');
  });
});
