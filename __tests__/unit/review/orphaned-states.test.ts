import { keysOf, orphanedStates } from '../../../src/review/orphaned-states';
import { anotherConsumer, type Changes, environmentWith } from '../../support/environments';
import { contextOf } from '../../support/review/planned';
import { synthesised } from '../../support/stacks';

describe('the states of an environment', () => {
  test.each<[string, Changes]>([
    ['automatic acceptance', {}],
    ['manual acceptance', { 'service.acceptance': 'manual' }],
    ['acceptance that was manual', { 'service.acceptance': 'formerly-manual' }],
    ['a renamed consumer', { 'service.acceptance': 'manual', 'consumers[0].formerly': 'former' }],
    [
      'a private DNS name',
      {
        'service.privateDns': { name: 'redis.example.com', publicZoneName: 'example.com' },
        'consumers[0].endpoints': 'one',
        'consumers[1].endpoints': 'one',
      },
    ],
  ])('with %s have the keys that its stacks use', (_, changes) => {
    // GIVEN
    const environment = environmentWith({ 'consumers[1]': anotherConsumer('second', 'prod'), ...changes });
    // WHEN
    const used = Object.values(synthesised(environment)).map(
      ({ terraform }) => (terraform as { backend: { s3: { key: string } } }).backend.s3.key,
    );
    // THEN
    expect(keysOf(environment).sort()).toEqual(used.sort());
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
