import { unattendedCommand } from '../../../src/commands/stacks';

describe('unattendedCommand', () => {
  test.each([
    [[], 'npm run destroy -- --yes --environment example'],
    [['state'], 'npm run destroy -- state --yes --environment example'],
    [
      ['redis-acceptance-a', 'redis-consumer-*'],
      "npm run destroy -- redis-acceptance-a 'redis-consumer-*' --yes --environment example",
    ],
  ])('names exactly the stacks given to the command, quoted for a shell: %j', (stacks, expected) => {
    expect(unattendedCommand('destroy', stacks, 'example')).toBe(expected);
  });
});
