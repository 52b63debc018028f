import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

describe('the way to the premises', () => {
  test.each([
    ['made elsewhere', { 'service.transitGateway': undefined, 'service.routeTables': undefined }],
    ['a Transit Gateway whose routes are made elsewhere', { 'service.routeTables': undefined }],
  ])('may be %s', (_what, changes) => {
    expect(() => environmentWith(changes)).not.toThrow();
  });

  test('needs a Transit Gateway for routes', () => {
    expect(mistakesOf({ 'service.transitGateway': undefined })).toEqual([
      mistake('service.transitGateway', undefined, 'or no service.routeTables', 'routes'),
    ]);
  });
});

describe('a fixed address', () => {
  test('of an endpoint is in its VPC', () => {
    expect(() => environmentWith({ 'consumers[0].subnets[0].address': '10.3.0.10' })).not.toThrow();
    expect(mistakesOf({ 'consumers[0].subnets[0].address': '10.4.0.10' })).toEqual([
      mistake('consumers[0].subnets[0].address', '10.4.0.10', '10.3.0.0/16', 'in this subnet'),
    ]);
  });

  test('of the load balancer is in its VPC, and in every zone or in none', () => {
    const all = Object.fromEntries([0, 1, 2].map((i) => [`service.subnets[${i}].address`, `10.8.${i}.10`]));
    expect(() => environmentWith(all)).not.toThrow();
    expect(mistakesOf({ ...all, 'service.subnets[2].address': '10.9.0.10' })).toEqual([
      mistake('service.subnets[2].address', '10.9.0.10', '10.8.0.0/16', 'in this subnet'),
    ]);
    expect(mistakesOf({ 'service.subnets[0].address': '10.8.0.10' })).toEqual([
      mistake('service.subnets', '1 of 3 subnets with an address', 'in every subnet', 'firewall'),
    ]);
  });
});

describe('VPCs that resolve the names too', () => {
  const further = (cidrs: string[] | undefined) => ({
    'consumers[0].dns.additionalVpcIds': ['vpc-01234567'],
    'consumers[0].clients': cidrs && { cidrs },
  });

  test('are let in by networks of theirs', () => {
    expect(() => environmentWith(further(['10.3.0.0/16', '10.9.0.0/16']))).not.toThrow();
  });

  test.each([[undefined], [['10.3.0.0/16']], [['10.3.1.0/24', '10.3.2.0/24']]])(
    'are a mistake where only their own VPC may connect: %j',
    (cidrs) => {
      expect(mistakesOf(further(cidrs))).toEqual([
        { ...mistake('consumers[0].clients.cidrs', cidrs, 'vpc-01234567', 'let none of them in') },
      ]);
    },
  );
});
