import { CLIENTS } from '../../../src/client-code';
import { configurations } from '../../support/configurations';

describe('the code for go-redis', () => {
  const codes = configurations().map(([name, given]) => ({ name, code: CLIENTS['go-redis'].generate(given) }));

  test('imports every package that it uses, and no others: both are errors in Go', () => {
    for (const { name, code } of codes) {
      // WHEN
      const [, imports = '', program = ''] = /^import \(\n([\s\S]*?)\n\)\n([\s\S]*)$/m.exec(code) ?? [];
      const paths = [...imports.matchAll(/"(.*)"/g)].map(([, path]) => path ?? '');
      // The package is the last word of the path: redis in github.com/redis/go-redis/v9.
      const imported = paths.map((path) =>
        path
          .replace(/\/v\d+$/, '')
          .split(/[/-]/)
          .at(-1),
      );
      const bare = program.replace(/\/\/.*|"(\\.|[^"\\])*"/g, '');
      // Packages are followed by exported names.
      const used = [...bare.matchAll(/(?<![.\w])([a-z]\w*)\.[A-Z]/g)].map(([, word]) => word ?? '');
      const packages = new Set(used.filter((word) => !VARIABLES.includes(word)));
      // THEN
      expect({ name, imported: imported.sort() }).toEqual({ name, imported: [...packages].sort() });
    }
  });

  test('defines every function that it calls', () => {
    for (const { name, code } of codes) {
      // WHEN
      const bare = code.replace(/\/\/.*|"(\\.|[^"\\])*"/g, '');
      const called = [...bare.matchAll(/(?<![.\w])(connect|dialer|secret|secured|parameter|translate)\(/gi)];
      const missing = called.filter(([, word]) => !new RegExp(`^func ${word}\\(`, 'm').test(bare));
      // THEN
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });
});

/** Variables whose methods and fields the code uses. */
const VARIABLES = [
  'authorities',
  'client',
  'connection',
  'found',
  'own',
  'reader',
  'replica',
  'replicas',
  'security',
  'server',
  'servers',
  'socket',
  'turns',
  'writer',
];
