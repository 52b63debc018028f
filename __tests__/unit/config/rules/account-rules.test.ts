import { mistake, mistakesOf, propsWith, THIRD_ACCOUNT } from '../../../support/environments';

describe('accounts', () => {
  test('one that is not written down', () => {
    expect(mistakesOf({ 'service.account': 'production', 'consumers[0].account': 'dev' })).toEqual([
      mistake('service.account', 'production', 'prod or joda-toda-aws', 'under "accounts"'),
      mistake('consumers[0].account', 'dev', 'prod or joda-toda-aws', 'under "accounts"'),
    ]);
    expect(mistakesOf({ accounts: {} })[0]).toEqual(
      mistake('service.account', 'prod', 'of which there are none', 'under "accounts"'),
    );
  });

  test.each(['Prod', 'third_', '1st'])('%s is no name of one', (name) => {
    expect(mistakesOf({ [`accounts.${name}`]: THIRD_ACCOUNT })).toEqual([
      mistake(`accounts.${name}`, name, 'beginning with a letter', 'Terraform addresses'),
    ]);
  });

  test('one account by two names: the message says which name to use', () => {
    expect(mistakesOf({ 'accounts.another': { id: '111111111111' } })).toEqual([
      mistake(
        'accounts.another.id',
        '111111111111',
        "account: 'prod' wherever 'another' is meant",
        'accounts.prod has this ID',
      ),
    ]);
  });

  test.each(['constructor', '__proto__', 'toString'])('%s is a name that JavaScript objects have already', (name) => {
    const accounts = Object.fromEntries([...Object.entries(propsWith().accounts), [name, THIRD_ACCOUNT]]);
    expect(mistakesOf({ accounts })).toEqual([
      mistake(`accounts.${name}`, name, 'any other name', 'JavaScript objects have a property of this name'),
    ]);
  });

  test.each(['constructor', '__proto__', 'toString'])('a consumer in an account "%s" that there is not', (name) => {
    expect(mistakesOf({ 'service.account': name })[0]?.path).toBe('service.account');
  });
});
