import { environmentWith, errorOf, mistake, mistakesOf } from '../../../support/environments';

const PATH = 'consumers[0].dns.zoneName';
const ZONE_NAME = `${'x'.repeat(60)}.${'y'.repeat(60)}.internal`;
const servers = (count: number, nameLength: number) =>
  Array.from({ length: count }, (_, i) => ({
    name: `r${i}`.padEnd(nameLength, 'x'),
    address: `10.0.4.${i + 1}`,
    port: 6379,
    listenerPort: 6400 + i,
  }));

describe('a client configuration that no SSM parameter holds', () => {
  const tooLarge = () => ({ 'service.servers': servers(50, 63), [PATH]: ZONE_NAME });

  test('is refused, and the message says what to shorten', () => {
    expect(mistakesOf(tooLarge())).toEqual([mistake(PATH, ZONE_NAME, 'a shorter name', 'an SSM parameter holds 8192')]);
    expect(errorOf(tooLarge()).message).toMatch(/takes up to \d{5} bytes/);
  });

  test('is reported together with other mistakes', () => {
    const paths = mistakesOf({ ...tooLarge(), 'state.bucket': 'X', 'consumers[0].account': 'dev' }).map(
      ({ path }) => path,
    );
    expect(paths).toEqual(['state.bucket', 'consumers[0].account', PATH]);
  });

  test.each([
    ['the servers', { 'service.servers[0].port': 0 }, 'service.servers[0].port'],
    ['the consumer', { 'consumers[0].subnets[0]': 'use1-az1' }, 'consumers[0].subnets[0]'],
  ])('is not looked for where %s cannot be read', (_what, changes, path) => {
    expect(mistakesOf({ ...tooLarge(), ...changes }).map((mistake) => mistake.path)).toEqual([path]);
  });

  test('is larger than 8192 bytes by as little as one', () => {
    // GIVEN servers' names that leave room for fewer than 100 bytes, and a user's name to fill it byte by byte
    const changes = (nameLength: number, userLength: number) => ({
      'service.servers': servers(50, nameLength),
      [PATH]: `${'x'.repeat(50)}.internal`,
      'consumers[0].credentials': { username: 'u'.repeat(userLength), passwordSecretName: 's' },
    });
    const bytes = (nameLength: number, userLength: number) => {
      try {
        environmentWith(changes(nameLength, userLength));
      } catch (error) {
        return Number(/takes up to (\d+) bytes/.exec((error as Error).message)?.[1]);
      }
      return 0;
    };
    const nameLength = first(62, (length) => bytes(length + 1, 1) > 0);
    const userLength = first(127, (length) => bytes(nameLength, length + 1) > 0);
    // THEN
    expect(bytes(nameLength, userLength)).toBe(0);
    expect(bytes(nameLength, userLength + 1)).toBe(8193);
  });

  /** The least length that holds, by halving: each try checks an environment of 50 servers. */
  function first(most: number, holds: (length: number) => boolean): number {
    let [least, enough] = [1, most];
    if (!holds(enough)) throw new Error('no length is too large');
    while (least < enough) {
      const middle = Math.floor((least + enough) / 2);
      if (holds(middle)) enough = middle;
      else least = middle + 1;
    }
    return least;
  }
});
