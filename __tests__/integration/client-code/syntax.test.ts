import { execFileSync } from 'node:child_process';
import { CLIENT_NAMES, CLIENTS, canUse } from '../../../src/client-code';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import { configuration, configurations } from '../../support/configurations';

// Starting a process takes a second, or several on a busy machine.
jest.setTimeout(60_000);

/** The code for every kind of configuration, and for names that need quoting. */
function everyText(language: string): string[] {
  const odd = 'it\'s "the" \\master\\';
  const quoted: ClientConfiguration = {
    ...configuration('sentinel by addresses', 'TLS, a user and a secret'),
    masterName: odd,
    credentials: { username: odd, passwordSecretName: odd },
  };
  return CLIENT_NAMES.filter((client) => CLIENTS[client].language === language).flatMap((client) =>
    [...configurations().map(([, given]) => given), quoted]
      .filter(({ mode }) => canUse(client, mode))
      .map((given) => CLIENTS[client].generate(given)),
  );
}

describe('the syntax', () => {
  test('of JavaScript modules is valid', () => {
    // GIVEN
    const texts = everyText('js');
    // WHEN
    const check = `const vm = require('node:vm');
      for (const text of JSON.parse(require('node:fs').readFileSync(0))) new vm.SourceTextModule(text);`;
    // THEN
    expect(() => run(process.execPath, ['--experimental-vm-modules', '-e', check], texts)).not.toThrow();
  });

  test('of Python is valid', () => {
    // GIVEN
    const texts = everyText('python');
    // WHEN
    const check = 'import json, sys\nfor text in json.load(sys.stdin): compile(text, "redis_clients.py", "exec")';
    // THEN
    expect(() => run('python3', ['-c', check], texts)).not.toThrow();
  });

  test.each(['go', 'java'])('of %s has balanced brackets', (language) => {
    for (const code of everyText(language)) {
      // WHEN
      const bare = code.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(\\.|[^"\\])*"/g, '');
      // THEN
      for (const [open, close] of ['()', '{}', '[]']) {
        expect(bare.split(open ?? '').length).toBe(bare.split(close ?? '').length);
      }
    }
  });

  test('of shell commands is valid', () => {
    // WHEN
    const check = () => execFileSync('sh', ['-n'], { input: everyText('sh').join('\n') });
    // THEN
    expect(check).not.toThrow();
  });
});

function run(program: string, args: string[], texts: string[]): void {
  execFileSync(program, args, { input: JSON.stringify(texts), stdio: ['pipe', 'pipe', 'pipe'] });
}
