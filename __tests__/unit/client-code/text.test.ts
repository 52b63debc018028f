import { code, python, quoted, shellWord, singleQuoted } from '../../../src/client-code/text';

describe('a template', () => {
  test('gives a part of several lines the indentation of its own line', () => {
    // GIVEN
    const body = code`
      one();
        two();
    `;
    // WHEN
    const text = code`
      {
        ${body}
      }
    `;
    // THEN
    expect(text).toBe('{\n  one();\n    two();\n}');
  });

  test('keeps what stands behind such a part', () => {
    // WHEN
    const text = code`
      list(
          ${['a,', 'b']});
    `;
    // THEN
    expect(text).toBe('list(\n    a,\n    b);');
  });

  test.each([[undefined], [false], [[]], [[undefined, false]]])('leaves out the line of %j', (nothing) => {
    // WHEN
    const text = code`
      first

      ${nothing as undefined}

      last
    `;
    // THEN
    expect(text).toBe('first\n\nlast');
  });

  test('keeps an empty line that is asked for', () => {
    expect(code`${['one', '', 'two']}`).toBe('one\n\ntwo');
  });

  test('writes backslashes as they stand, and a template of JavaScript where they escape it', () => {
    expect(code`print("\n") \`\${x}\``).toBe(['print("\\n") `$', '{x}`'].join(''));
  });

  test('of Python has two empty lines around what is defined at the margin, and one within', () => {
    // WHEN
    const text = python`
      import socket

      def first():
          one()

          two()

      last()
    `;
    // THEN
    expect(text).toBe('import socket\n\n\ndef first():\n    one()\n\n    two()\n\n\nlast()');
  });
});

describe('a literal', () => {
  const ODD = `it's "\\" a\nlot`;

  test('of JavaScript is what it was', () => {
    expect(new Function(`return ${singleQuoted(ODD)}`)()).toBe(ODD);
  });

  test('of the other languages is what it was', () => {
    expect(JSON.parse(quoted(ODD))).toBe(ODD);
  });

  test.each([
    ['plain/path-1', 'plain/path-1'],
    ['it is', "'it is'"],
    ["it's", "'it'\\''s'"],
    ['$(x)', "'$(x)'"],
  ])('of the shell: %s', (given, word) => {
    expect(shellWord(given)).toBe(word);
  });
});
