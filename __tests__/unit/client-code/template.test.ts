import { fromTemplate, gofmt } from '../../../src/client-code/template';
import { configuration } from '../../support/configurations';

describe('a template file', () => {
  test('escapes values for string literals', () => {
    // GIVEN
    const given = { ...configuration('sentinel by addresses'), masterName: 'a "quoted" \\ name' };
    // THEN
    expect(fromTemplate('go-redis.go')(given)).toContain('MasterName: "a \\"quoted\\" \\\\ name",');
  });

  test('leaves no trace of its tags: no line, no indentation, no blank lines in a row or beside a brace', () => {
    for (const file of ['go-redis.go', 'jedis.java', 'lettuce.java', 'redisson.java', 'spring-boot.java']) {
      const text = fromTemplate(file)(configuration('cluster by addresses'));
      expect(text).not.toMatch(/\n{3}|\{\n\n|\n\n[ \t]*\}|[ \t]$/m);
    }
  });
});

describe('gofmt', () => {
  test('aligns the values of consecutive fields, by indentation, comment and blank line', () => {
    // GIVEN
    const text = ['\tA: 1,', '\tLonger: 2,', '\t// a comment', '\tB: x(),', '', '\t"key": "value",', '\t"a": "b",'];
    // THEN
    expect(gofmt(text.join('\n')).split('\n')).toEqual([
      '\tA:      1,',
      '\tLonger: 2,',
      '\t// a comment',
      '\tB: x(),',
      '',
      '\t"key": "value",',
      '\t"a":   "b",',
    ]);
  });

  test('leaves other lines alone', () => {
    const text = '\tcase "a": one, two\n\treturn f(x)\n\tsocket := &net.Dialer{';
    expect(gofmt(text)).toBe(text);
  });
});
