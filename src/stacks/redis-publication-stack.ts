import { type App, propertyAccess, Token } from 'cdktf';
import { deployedName, stackNames } from '../config/names';
import type { Consumer } from '../config/schema';
import { EndpointRecords } from '../constructs/endpoint-records';
import { AccountStack, type AccountStackProps } from './account-stack';
import type { RedisAcceptanceStack } from './redis-acceptance-stack';
import { CONSUMER_OUTPUTS, type RedisConsumerStack } from './redis-consumer-stack';

/** Properties of {@link RedisPublicationStack}. */
export interface RedisPublicationStackProps extends Omit<AccountStackProps, 'account'> {
  readonly consumer: Pick<Consumer, 'name' | 'formerly' | 'account' | 'subnets' | 'dns'>;
  readonly consumerStack: RedisConsumerStack;
  /** Deployed first: a pending endpoint carries no traffic, so its address must not be published. */
  readonly acceptanceStack: RedisAcceptanceStack;
}

/** Publishes a consumer's endpoints once they have been accepted, for manual acceptance. */
export class RedisPublicationStack extends AccountStack {
  constructor(app: App, { consumer, consumerStack, acceptanceStack, ...props }: RedisPublicationStackProps) {
    super(app, stackNames.publication(consumer.name), {
      ...props,
      account: consumer.account,
      deployedName: stackNames.publication(deployedName(consumer)),
    });
    this.addDependency(acceptanceStack);

    const outputs = this.outputsOf('redis_consumer', consumerStack);
    const of = (output: string, ...path: string[]) => Token.asString(propertyAccess(outputs.get(output), path));
    for (const { zoneId } of consumer.subnets) {
      const ofEndpoint = (attribute: string) => of(CONSUMER_OUTPUTS.endpoints, zoneId, attribute);
      new EndpointRecords(this, zoneId, {
        hostedZoneId: outputs.getString(CONSUMER_OUTPUTS.hostedZoneId),
        zoneName: consumer.dns.zoneName,
        zoneId,
        endpoint: {
          id: ofEndpoint('id'),
          address: ofEndpoint('address'),
          dnsName: ofEndpoint('dnsName'),
          hostedZoneId: ofEndpoint('hostedZoneId'),
        },
        healthCheckId: consumerStack.checksHealth ? of(CONSUMER_OUTPUTS.healthCheckIds, zoneId) : undefined,
        otherwise: `Deploy ${stackNames.acceptance(consumer.name)} first: it accepts the endpoint.`,
      });
    }
  }
}
