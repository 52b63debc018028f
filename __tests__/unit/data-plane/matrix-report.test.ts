import { markdown, type Row } from '../../data-plane/matrix/report';

const row = (given: Partial<Row>): Row => ({
  way: 'standalone',
  trial: 'killed',
  run: 1,
  library: 'jedis',
  seconds: 3,
  errors: 0,
  acknowledged: 100,
  lost: 0,
  ...given,
});

describe('the table of the matrix', () => {
  test('has ranges over the runs', () => {
    // WHEN
    const table = markdown([row({ seconds: 3.14, errors: 2 }), row({ run: 2, seconds: 4.26, errors: 0 })]);
    // THEN
    expect(table).toContain('## standalone\n\n| client | killed |\n|---|---|\n| jedis | 3.1-4.3 (0-2) |\n');
  });

  test('says which runs a client did not survive, and how many writes it lost', () => {
    const runs = [row({}), row({ run: 2, seconds: null, errors: 7, lost: 4 })];
    expect(markdown(runs)).toContain('| jedis | 3.0, **never** in 1 of 2 (0-7, **4 lost**) |');
    expect(markdown(runs.slice(1))).toContain('| jedis | **never** (7, **4 lost**) |');
  });

  test('separates ways and zones, and leaves a cell without a result empty', () => {
    // WHEN
    const table = markdown([
      row({}),
      row({ library: 'lettuce', trial: 'hung' }),
      row({ zone: 'use1-az2' }),
      row({ way: 'cluster by names' }),
    ]);
    // THEN
    expect(table.match(/^## .*/gm)).toEqual(['## standalone', '## standalone, by use1-az2', '## cluster by names']);
    expect(table).toContain(
      '| client | killed | hung |\n|---|---|---|\n| jedis | 3.0 (0) | - |\n| lettuce | - | 3.0 (0) |',
    );
  });
});
