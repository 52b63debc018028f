import { VpcEndpointConnectionAccepter } from '@cdktf/provider-aws/lib/vpc-endpoint-connection-accepter';
import { type App, Fn } from 'cdktf';
import { deployedName, endpointKeys, stackNames } from '../config/names';
import type { Consumer } from '../config/schema';
import { AccountStack, type AccountStackProps } from './account-stack';
import { CONSUMER_OUTPUTS, type RedisConsumerStack } from './redis-consumer-stack';
import { type RedisServiceStack, SERVICE_OUTPUTS } from './redis-service-stack';

/** Properties of {@link RedisAcceptanceStack}. */
export interface RedisAcceptanceStackProps extends Omit<AccountStackProps, 'account'> {
  readonly consumer: Pick<Consumer, 'name' | 'formerly' | 'subnets' | 'endpoints'>;
  readonly serviceStack: RedisServiceStack;
  readonly consumerStack: RedisConsumerStack;
}

/**
 * Accepts a consumer's endpoints in the service's account, for manual acceptance. Destroying this stack rejects them.
 */
export class RedisAcceptanceStack extends AccountStack {
  constructor(app: App, props: RedisAcceptanceStackProps) {
    const { consumer, environment } = props;
    super(app, stackNames.acceptance(consumer.name), {
      ...props,
      account: environment.service.account,
      deployedName: stackNames.acceptance(deployedName(consumer)),
    });

    const service = this.outputsOf('redis_service', props.serviceStack);
    const endpointIds = this.outputsOf('redis_consumer', props.consumerStack).get(CONSUMER_OUTPUTS.endpointIds);
    for (const key of endpointKeys(consumer)) {
      new VpcEndpointConnectionAccepter(this, key, {
        vpcEndpointServiceId: service.getString(SERVICE_OUTPUTS.serviceId),
        vpcEndpointId: Fn.lookup(endpointIds, key),
        // Destroying an accepter rejects the endpoint, which ends every connection through it.
        lifecycle: { preventDestroy: environment.deletionProtection },
      });
    }
  }
}
