import { checkEnvironment } from '../../../../src/config/load';
import { EnvironmentError, pathText } from '../../../../src/config/mistakes';
import { environmentWith, mistake, mistakesOf, propsWith } from '../../../support/environments';

/** The mistakes where a field is written down as `undefined`, which changes by path leave out. */
function mistakesWithUndefined(path: string) {
  const props = propsWith({ [path]: 'a marker' });
  const given = JSON.parse(JSON.stringify(props), (_, value) => value);
  const put = (at: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(at)) {
      if (value === 'a marker') at[key] = undefined;
      else if (typeof value === 'object' && value !== null) put(value as Record<string, unknown>);
    }
  };
  put(given);
  try {
    checkEnvironment('test', given);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.mistakes.map((mistake) => ({ ...mistake, path: pathText(mistake.path) }));
  }
  return [];
}

describe('a field that an unset variable leaves undefined', () => {
  test.each([
    ['accounts.prod.profile', 'the ambient credentials'],
    ['accounts.prod.roleArn', 'act as the credentials themselves'],
    ['accounts.prod.stateRoleArn', 'read and written as roleArn'],
    ['accounts.prod.externalId', 'assumed without it'],
    ['accounts.joda-toda-aws.endpointPrincipalArn', 'everybody in the account'],
    ['state.kmsKeyArn', 'encrypted without this key'],
    ['state.accessLogs', 'would not be logged'],
    ['state.replication', 'would have no copy'],
    ['tags', 'lack these tags'],
    ['service.routeTables', 'no route to the premises'],
    ['service.connectionNotificationTopicArn', 'nobody would be told'],
    ['service.privateDns', 'no private DNS name'],
    ['service.redis.tls', 'without TLS'],
    ['consumers[0].region', "the environment's Region"],
    ['consumers[0].clients', 'the whole VPC'],
    ['consumers[0].clients.cidrs', 'the whole VPC'],
    ['consumers[0].clients.securityGroupIds', 'the whole VPC'],
    ['consumers[0].credentials', 'without a password'],
    ['consumers[0].caCertificateParameterName', 'every authority'],
  ])('%s is refused: its default is less strict', (path, why) => {
    expect(mistakesWithUndefined(path)).toEqual([mistake(path, undefined, 'or no such field at all', why)]);
  });

  test('a Transit Gateway, beside the mistake of routes to none', () => {
    const path = 'service.transitGateway';
    expect(mistakesWithUndefined(path)).toContainEqual(
      mistake(path, undefined, 'no such field', 'no route to the premises'),
    );
  });

  test('a user name, beside the mistake of no password', () => {
    const path = 'consumers[0].credentials.username';
    expect(mistakesWithUndefined(path)).toContainEqual(mistake(path, undefined, 'no such field', 'the user "default"'));
  });

  test.each(['consumers[0].dns.additionalVpcIds', 'service.servers[0].sentinel', 'service.transitGateway.attachVpc'])(
    '%s is left out without harm',
    (path) => {
      expect(mistakesWithUndefined(path)).toEqual([]);
    },
  );

  test('a required field is told once', () => {
    expect(mistakesWithUndefined('region')).toEqual([mistake('region', undefined, 'an AWS Region', '')]);
  });
});

describe('clients', () => {
  test('that name nobody do not open the whole VPC', () => {
    expect(mistakesOf({ 'consumers[0].clients': {} })).toEqual([
      mistake('consumers[0].clients', {}, 'at least one of cidrs and securityGroupIds', 'the whole VPC is let in'),
    ]);
  });

  test('that are left out are the whole VPC', () => {
    expect(environmentWith({ 'consumers[0].clients': undefined }).consumers[0]).not.toHaveProperty('clients.cidrs');
  });

  test('with a mistake in them are not taken for empty', () => {
    expect(mistakesOf({ 'consumers[0].clients': { cidrs: ['10.3/16'] } }).map(({ path }) => path)).toEqual([
      'consumers[0].clients.cidrs[0]',
    ]);
  });
});
