import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Construct } from 'constructs';
import { renamed } from '../../../src/constructs/renamed';
import { type Block, stackWith } from '../../support/synth';

/** The `moved` blocks of a group below two constructs, which had these ids before. */
function moves(outer: string | undefined, inner: string | undefined): Block[] | undefined {
  const { json } = stackWith((stack) => {
    const one = new Construct(stack, 'redis-one');
    const two = new Construct(one, 'two');
    new SecurityGroup(two, 'group', {});
    new SecurityGroup(stack, 'other', {});
    renamed(one, outer);
    renamed(two, inner);
  });
  return JSON.parse(json).moved;
}

describe('resources below a renamed construct', () => {
  test.each<[outer: string | undefined, inner: string | undefined, from: string]>([
    ['redis-1', undefined, 'aws_security_group.redis_1_two_group'],
    [undefined, '2', 'aws_security_group.redis_one_2_group'],
    ['redis-1', '2', 'aws_security_group.redis_1_2_group'],
  ])('move from the address that they had: %s, %s', (outer, inner, from) => {
    expect(moves(outer, inner)).toEqual([{ from, to: 'aws_security_group.redis_one_two_group' }]);
  });

  test('stay where they are without a former id, or with the present one', () => {
    expect(moves(undefined, undefined)).toBeUndefined();
    expect(moves('redis-one', 'two')).toBeUndefined();
  });

  test('do not include data sources, which have nothing to move', () => {
    const { json } = stackWith((stack) => {
      const one = new Construct(stack, 'one');
      new DataAwsVpc(one, 'vpc', { id: 'vpc-1' });
      renamed(one, 'former');
    });
    expect(JSON.parse(json)).not.toHaveProperty('moved');
  });
});
