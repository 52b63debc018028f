import { keysOf, orphanedStates } from '../../../src/review/orphaned-states';
import { anotherConsumer, type Changes, environmentWith } from '../../support/environments';
import { contextOf } from '../../support/review/planned';
import { synthesised } from '../../support/stacks';

const PRIVATE_DNS = { name: 'redis.example.com', publicZoneName: 'example.com' };

describe('the states of an environment', () => {
  test.each<[string, Changes]>([
    ['automatic acceptance', {}],
    ['manual acceptance', { 'service.acceptance': 'manual' }],
    ['acceptance that was manual', { 'service.acceptance': 'formerly-manual' }],
    ['a private DNS name', { 'service.privateDns': PRIVATE_DNS, 'consumers[0].endpoints': 'one' }],
    [
      'a consumer in another account',
      { 'consumers[1]': anotherConsumer('second', 'prod'), 'service.acceptance': 'manual' },
    ],
  ])('have the keys that its stacks use, with %s', (_what, changes) => {
    const environment = environmentWith(changes);
    const backends = Object.values(synthesised(environment)).map(
      ({ terraform }) => (terraform.backend as { s3: { key: string } }).s3.key,
    );
    expect(keysOf(environment).sort()).toEqual(backends.sort());
  });

  const environment = environmentWith();
  const noticesFor = (...stateKeys: string[]) => orphanedStates(contextOf(environment, { stateKeys }));

  test('that no stack uses any more are reported: nobody else would see their resources', () => {
    expect(noticesFor('test/111111111111/redis-acceptance-joda-toda-aws.tfstate')).toEqual([
      expect.stringContaining('none of its stacks uses: test/111111111111/redis-acceptance-joda-toda-aws.tfstate'),
    ]);
  });

  test.each([
    'test/111111111111/redis-service.tfstate',
    'test/111111111111/redis-service.tfstate.tflock',
    'other/111111111111/redis-consumer-old.tfstate',
  ])('are not reported for %s', (key) => {
    expect(noticesFor(key)).toEqual([]);
  });
});
