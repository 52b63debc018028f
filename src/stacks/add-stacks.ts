import type { App } from 'cdktf';
import type { Environment } from '../config/schema';
import type { AccountStackProps } from './account-stack';
import { RedisAcceptanceStack } from './redis-acceptance-stack';
import { RedisConsumerStack } from './redis-consumer-stack';
import { RedisPrivateDnsStack } from './redis-private-dns-stack';
import { RedisPublicationStack } from './redis-publication-stack';
import { RedisServiceStack } from './redis-service-stack';
import { StateStack } from './state-stack';

/** Adds an environment's stacks directly to the app: `cdktf deploy` does not sort nested ones. */
export function addStacks(
  app: App,
  environment: Environment,
  options: Pick<AccountStackProps, 'awsProviderVersion' | 'role'> = {},
): void {
  const props = { environment, ...options };
  const stateStack = new StateStack(app, props);
  const serviceStack = new RedisServiceStack(app, props);
  // A consumer's stack can access its state only once the bucket policy allows its account.
  serviceStack.addDependency(stateStack);
  const { privateDns, acceptance } = environment.service;
  const privateDnsStack = privateDns && new RedisPrivateDnsStack(app, { ...props, privateDns, serviceStack });
  for (const consumer of environment.consumers) {
    const consumerStack = new RedisConsumerStack(app, { ...props, consumer, serviceStack });
    // Endpoints can have the private DNS name once it is verified.
    if (privateDnsStack) consumerStack.addDependency(privateDnsStack);
    if (acceptance === 'automatic') continue;
    const acceptanceStack = new RedisAcceptanceStack(app, { ...props, consumer, serviceStack, consumerStack });
    new RedisPublicationStack(app, { ...props, consumer, consumerStack, acceptanceStack });
  }
}
