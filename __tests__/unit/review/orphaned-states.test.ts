import { keysOf, orphanedStates } from '../../../src/review/orphaned-states';
import { anotherConsumer, environmentWith } from '../../support/environments';
import { contextOf } from '../../support/review/planned';
import { synthesised } from '../../support/stacks';

describe('the states of an environment', () => {
  test.each(['automatic', 'manual'])('with %s acceptance have the keys that its stacks use', (acceptance) => {
    // GIVEN
    const environment = environmentWith({
      'service.acceptance': acceptance,
      'consumers[1]': anotherConsumer('second', 'prod'),
    });
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
