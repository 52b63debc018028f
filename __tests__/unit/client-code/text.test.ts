import { code, python, quoted, shellWord, singleQuoted } from '../../../src/client-code/text';

describe('a template', () => {
  test('indents every line of a value like the line that contains it', () => {
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

  test('keeps text after such a value', () => {
    // WHEN
    const text = code`
      list(
          ${['a,', 'b']});
    `;
    // THEN
    expect(text).toBe('list(\n    a,\n    b);');
  });

  test.each([[undefined], [false], [[]], [[undefined, false]]])('drops the line of %j', (nothing) => {
    // WHEN
    const text = code`
      first

      ${nothing as undefined}

      last
    `;
    // THEN
    expect(text).toBe('first\n\nlast');
  });

  test('keeps an empty line in a list', () => {
    expect(code`${['one', '', 'two']}`).toBe('one\n\ntwo');
  });

  test('keeps backslashes, except before a backtick or a dollar sign', () => {
    expect(code`print("\n") \`\${x}\``).toBe(['print("\\n") `$', '{x}`'].join(''));
  });

  test('for Python has two blank lines around definitions at the left margin, and one inside them', () => {
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

  test('in JavaScript evaluates to the text', () => {
    expect(new Function(`return ${singleQuoted(ODD)}`)()).toBe(ODD);
  });

  test('in the other languages evaluates to the text', () => {
    expect(JSON.parse(quoted(ODD))).toBe(ODD);
  });

  test.each([
    ['plain/path-1', 'plain/path-1'],
    ['it is', "'it is'"],
    ["it's", "'it'\\''s'"],
    ['$(x)', "'$(x)'"],
  ])('in a shell command: %s', (given, word) => {
    expect(shellWord(given)).toBe(word);
  });
});
