import { VpcEndpointConnectionAccepter } from '@cdktf/provider-aws/lib/vpc-endpoint-connection-accepter';
import { type App, Fn } from 'cdktf';
import { addressOf, deployedName, endpointKeys, stackNames } from '../config/names';
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
 * Accepts a consumer's endpoints in the service's account, for manual acceptance. Destroying an accepter rejects its
 * endpoint, which ends every connection through it: so when acceptance becomes automatic, the stack forgets them.
 */
export class RedisAcceptanceStack extends AccountStack {
  constructor(app: App, { consumer, serviceStack, consumerStack, ...props }: RedisAcceptanceStackProps) {
    const { service, deletionProtection } = props.environment;
    super(app, stackNames.acceptance(consumer.name), {
      ...props,
      account: service.account,
      deployedName: stackNames.acceptance(deployedName(consumer)),
    });
    const keys = endpointKeys(consumer);
    if (service.acceptance !== 'manual') {
      this.addDependency(consumerStack);
      this.forget(keys.map((key) => `aws_vpc_endpoint_connection_accepter.${addressOf([key])}`));
      return;
    }
    const serviceId = this.outputsOf('redis_service', serviceStack).getString(SERVICE_OUTPUTS.serviceId);
    const endpointIds = this.outputsOf('redis_consumer', consumerStack).get(CONSUMER_OUTPUTS.endpointIds);
    for (const key of keys) {
      new VpcEndpointConnectionAccepter(this, key, {
        vpcEndpointServiceId: serviceId,
        vpcEndpointId: Fn.lookup(endpointIds, key),
        lifecycle: { preventDestroy: deletionProtection },
      });
    }
  }
}
