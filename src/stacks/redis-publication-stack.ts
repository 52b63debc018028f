import { type App, propertyAccess, Token } from 'cdktf';
import { deployedName, regionOf, stackNames } from '../config/names';
import type { Consumer } from '../config/schema';
import type { EndpointAttributes } from '../constructs/interface-endpoint';
import { PublishedEndpoints } from '../constructs/published-endpoints';
import { AccountStack, type AccountStackProps } from './account-stack';
import type { RedisAcceptanceStack } from './redis-acceptance-stack';
import { CONSUMER_OUTPUTS, type RedisConsumerStack } from './redis-consumer-stack';

/** Properties of {@link RedisPublicationStack}. */
export interface RedisPublicationStackProps extends Omit<AccountStackProps, 'account'> {
  readonly consumer: Consumer;
  readonly consumerStack: RedisConsumerStack;
  /** Deployed first: a pending endpoint carries no traffic, so its address must not be published. */
  readonly acceptanceStack: RedisAcceptanceStack;
}

/**
 * Publishes a consumer's endpoints once they have been accepted, for manual acceptance. When acceptance becomes
 * automatic, the consumer's stack overwrites the records, and this one forgets them.
 */
export class RedisPublicationStack extends AccountStack {
  constructor(app: App, { consumer, consumerStack, acceptanceStack, ...props }: RedisPublicationStackProps) {
    super(app, stackNames.publication(consumer.name), {
      ...props,
      account: consumer.account,
      region: regionOf(consumer, props.environment),
      deployedName: stackNames.publication(deployedName(consumer)),
    });
    this.addDependency(acceptanceStack);
    const { acceptance, privateDns } = props.environment.service;
    const hasPrivateDns = privateDns !== undefined;
    if (acceptance !== 'manual') {
      this.addDependency(consumerStack);
      this.forget(PublishedEndpoints.addresses('published', { ...consumer, hasPrivateDns }));
      return;
    }

    const outputs = this.outputsOf('redis_consumer', consumerStack);
    const of = (output: string, ...path: string[]) => Token.asString(propertyAccess(outputs.get(output), path));
    new PublishedEndpoints(this, 'published', {
      ...consumer,
      hasPrivateDns,
      hostedZoneId: outputs.getString(CONSUMER_OUTPUTS.hostedZoneId),
      zoneName: consumer.dns.zoneName,
      attributes: (key) => {
        const attribute = (name: keyof EndpointAttributes) => of(CONSUMER_OUTPUTS.endpoints, key, name);
        return {
          id: attribute('id'),
          address: attribute('address'),
          dnsName: attribute('dnsName'),
          hostedZoneId: attribute('hostedZoneId'),
        };
      },
      healthCheckId: (zoneId) => (consumerStack.checksHealth ? of(CONSUMER_OUTPUTS.healthCheckIds, zoneId) : undefined),
      otherwise: `Deploy ${stackNames.acceptance(consumer.name)} first: it accepts the endpoint.`,
    });
  }
}
