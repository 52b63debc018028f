import type { EnvironmentProps } from '../config/schema';

/** The design note, number for number: three Redis servers, one load balancer, three endpoints. */
export default {
  region: 'us-east-1',
  accounts: {
    prod: {
      id: '111111111111',
      roleArn: 'arn:aws:iam::111111111111:role/redis-privatelink-deploy',
      planRoleArn: 'arn:aws:iam::111111111111:role/redis-privatelink-plan',
    },
    'joda-toda-aws': {
      id: '222222222222',
      roleArn: 'arn:aws:iam::222222222222:role/redis-privatelink-deploy',
      planRoleArn: 'arn:aws:iam::222222222222:role/redis-privatelink-plan',
    },
  },
  state: { bucket: 'redis-privatelink-state-111111111111' },
  deletionProtection: true,
  service: {
    name: 'redis',
    account: 'prod',
    vpc: { name: 'prod', cidrs: ['10.8.0.0/16'] },
    subnets: [
      { name: 'prod-private-1', zoneId: 'use1-az1' },
      { name: 'prod-private-2', zoneId: 'use1-az2' },
      { name: 'prod-private-4', zoneId: 'use1-az4' },
    ],
    transitGateway: { name: 'on-premises' },
    routeTables: { private: { name: 'prod-private' } },
    onPremisesCidrs: ['10.0.4.0/24'],
    servers: [
      { name: 'redis-1', address: '10.0.4.10', port: 6379, listenerPort: 6379 },
      { name: 'redis-2', address: '10.0.4.11', port: 6379, listenerPort: 6380 },
      { name: 'redis-3', address: '10.0.4.12', port: 6379, listenerPort: 6381 },
    ],
    redis: { mode: 'cluster' },
    acceptance: 'automatic',
  },
  consumers: [
    {
      name: 'joda-toda-aws',
      account: 'joda-toda-aws',
      vpc: { name: 'dev', cidrs: ['10.3.0.0/16'] },
      subnets: [
        { name: 'dev-private-1', zoneId: 'use1-az1' },
        { name: 'dev-private-2', zoneId: 'use1-az2' },
        { name: 'dev-private-4', zoneId: 'use1-az4' },
      ],
      clients: { cidrs: ['10.3.0.0/16'] },
      dns: { zoneName: 'redis.joda-toda.internal' },
    },
  ],
} satisfies EnvironmentProps;
