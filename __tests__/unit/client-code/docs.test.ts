import { readFileSync } from 'node:fs';
import { CLIENT_NAMES } from '../../../src/client-code';
import { PAGE, refreshed, SCHEMA } from '../../../src/client-code/docs';
import { CLIENT_TIMES } from '../../../src/client-configuration/document';
import { jsonSchemaText } from '../../../src/client-configuration/json-schema';

const REFRESH = 'To refresh: node --import tsx src/client-code/docs.ts --write';

describe('docs/clients.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  test(`has the code that the project prints. ${REFRESH}`, () => {
    expect(page).toBe(refreshed(page));
  });

  test('has the timeouts of the document', () => {
    const { connectTimeoutMilliseconds, responseTimeoutMilliseconds, keepAliveSeconds } = CLIENT_TIMES;
    expect(page).toContain(`A response timeout** (${responseTimeoutMilliseconds} ms)`);
    expect(page).toContain(`a connect timeout** (${connectTimeoutMilliseconds} ms)`);
    expect(page).toContain(`TCP keepalive after ${keepAliveSeconds} s`);
  });

  test.each([...CLIENT_NAMES, 'server'])('has a snippet for %s', (name) => {
    expect(page).toMatch(new RegExp(`<!-- printed: ${name} [\\w-]+ -->`));
  });
});

describe('docs/client-configuration.schema.json', () => {
  test(`is up to date. ${REFRESH}`, () => {
    expect(readFileSync(SCHEMA, 'utf8')).toBe(jsonSchemaText());
  });

  test('describes every field', () => {
    // WHEN
    const { properties } = JSON.parse(jsonSchemaText());
    // THEN
    for (const [name, schema] of Object.entries<{ description?: string }>(properties)) {
      expect([name, schema.description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
    }
  });
});
