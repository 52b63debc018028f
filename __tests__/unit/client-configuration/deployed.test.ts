import { read } from '../../../src/client-configuration/deployed';
import { configuration } from '../../support/configurations';

const NAME = '/redis-privatelink/example/joda-toda-aws/client-configuration';

describe('the parameter of a deployed stack', () => {
  test('is read as it was written', () => {
    // GIVEN
    const written = configuration('sentinel by addresses', 'TLS, a user and a secret', 'use1-az1');
    // WHEN
    const found = read(NAME, JSON.stringify(written));
    // THEN
    expect(found).toEqual(JSON.parse(JSON.stringify(written)));
  });

  test.each([
    ['nothing', undefined, 'holds no JSON'],
    ['no JSON', 'redis', 'holds no JSON'],
    ['another version', JSON.stringify({ ...configuration(), version: 2 }), 'version: '],
    ['a field that is not known', JSON.stringify({ ...configuration(), colour: 'red' }), 'colour'],
  ])('is refused where it holds %s', (_, value, message) => {
    expect(() => read(NAME, value)).toThrow(message);
    expect(() => read(NAME, value)).toThrow(NAME);
  });
});
