import {
  type Changes,
  environmentWith,
  mistake,
  mistakesOf,
  propsWith,
  THIRD_ACCOUNT,
} from '../../../support/environments';

describe('accounts', () => {
  test('refuses one that "accounts" does not name', () => {
    expect(mistakesOf({ 'service.account': 'production', 'consumers[0].account': 'dev' })).toEqual([
      mistake('service.account', 'production', 'prod or joda-toda-aws', 'under "accounts"'),
      mistake('consumers[0].account', 'dev', 'prod or joda-toda-aws', 'under "accounts"'),
    ]);
    expect(mistakesOf({ accounts: {} })[0]).toEqual(
      mistake('service.account', 'prod', 'of which there are none', 'under "accounts"'),
    );
  });

  test.each(['Prod', 'third_', '1st'])('refuses the name %s', (name) => {
    expect(mistakesOf({ [`accounts.${name}`]: THIRD_ACCOUNT })).toEqual([
      mistake(`accounts.${name}`, name, 'beginning with a letter', 'Terraform addresses'),
    ]);
  });

  test('refuses two names for one ID, and says which to use', () => {
    expect(mistakesOf({ 'accounts.another': { id: '111111111111' } })).toEqual([
      mistake(
        'accounts.another.id',
        '111111111111',
        "account: 'prod' wherever 'another' is meant",
        'accounts.prod has this ID',
      ),
    ]);
  });

  test('does not take two malformed IDs for one', () => {
    expect(mistakesOf({ 'accounts.prod.id': '1', 'accounts.joda-toda-aws.id': '2' }).map(({ path }) => path)).toEqual([
      'accounts.prod.id',
      'accounts.joda-toda-aws.id',
    ]);
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'refuses the name %s, which every JavaScript object has',
    (name) => {
      const accounts = Object.fromEntries([...Object.entries(propsWith().accounts), [name, THIRD_ACCOUNT]]);
      expect(mistakesOf({ accounts })).toEqual([
        mistake(`accounts.${name}`, name, 'any other name', 'JavaScript objects have a property of this name'),
      ]);
    },
  );

  test.each(['constructor', '__proto__', 'toString'])(
    'refuses a reference to an account "%s" that does not exist',
    (name) => {
      expect(mistakesOf({ 'service.account': name })[0]?.path).toBe('service.account');
    },
  );
});

describe('the external ID and session name', () => {
  const NO_ROLE: Changes = { 'accounts.prod.roleArn': undefined };

  test.each([
    ['externalId', 'redis-7f3a'],
    ['sessionName', 'deploy'],
  ])('%s is refused in an account without a role', (key, given) => {
    expect(mistakesOf({ ...NO_ROLE, [`accounts.prod.${key}`]: given })).toEqual([
      mistake(`accounts.prod.${key}`, given, 'a roleArn or stateRoleArn beside it', 'this account names none'),
    ]);
  });

  test.each<[what: string, changes: Changes]>([
    ['a role', {}],
    ['a state role only', { ...NO_ROLE, 'accounts.prod.stateRoleArn': 'arn:aws:iam::111111111111:role/state' }],
  ])('are accepted beside %s', (_what, changes) => {
    const fields = { 'accounts.prod.externalId': 'a:b/c', 'accounts.prod.sessionName': 'deploy@prod' };
    expect(environmentWith({ ...changes, ...fields }).accounts.prod).toMatchObject({
      externalId: 'a:b/c',
      sessionName: 'deploy@prod',
    });
  });

  test('are not judged where the role itself is malformed', () => {
    const changes = { 'accounts.prod.roleArn': 'deploy', 'accounts.prod.externalId': 'redis-7f3a' };
    expect(mistakesOf(changes).map(({ path }) => path)).toEqual(['accounts.prod.roleArn']);
  });
});
