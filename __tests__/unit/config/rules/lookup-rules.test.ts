import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

describe('a route table', () => {
  test.each(['prod-private', 'prod_private', 'prod private'])('a route table twice, or one address: %s', (name) => {
    expect(mistakesOf({ 'service.routeTables[1]': { name } })).toEqual([
      mistake('service.routeTables[1]', name, 'once', 'service.routeTables[0] has it already'),
    ]);
  });
});

describe('a subnet', () => {
  test.each([
    ['service.subnets', 'name', 'prod-private-1'],
    ['consumers[0].subnets', 'name', 'dev-private-1'],
    ['service.subnets', 'id', 'subnet-01234567'],
    ['consumers[0].subnets', 'id', 'subnet-01234567'],
  ])('of %s is in one zone, so its %s is there once', (path, key, value) => {
    const subnet = (zoneId: string) => ({ [key]: value, zoneId });
    expect(mistakesOf({ [`${path}[0]`]: subnet('use1-az1'), [`${path}[1]`]: subnet('use1-az2') })).toEqual([
      mistake(`${path}[1].${key}`, value, 'not in the list yet', `${path}[0].${key} has it already`),
    ]);
  });

  test("of the service may be a consumer's as well", () => {
    const changes = { 'consumers[0].account': 'prod', 'consumers[0].vpc': { name: 'prod', cidrs: ['10.8.0.0/16'] } };
    expect(environmentWith({ ...changes, 'consumers[0].subnets[0].name': 'prod-private-1' })).toBeDefined();
  });
});
