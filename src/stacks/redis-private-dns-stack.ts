import { type App, Fn, Token } from 'cdktf';
import { stackNames } from '../config/names';
import type { Service } from '../config/schema';
import { PrivateDnsVerification } from '../constructs/private-dns-verification';
import { AccountStack, type AccountStackProps } from './account-stack';
import { type RedisServiceStack, SERVICE_OUTPUTS } from './redis-service-stack';

/** Properties of {@link RedisPrivateDnsStack}. */
export interface RedisPrivateDnsStackProps extends Omit<AccountStackProps, 'account'> {
  readonly privateDns: NonNullable<Service['privateDns']>;
  readonly serviceStack: RedisServiceStack;
}

/**
 * Verifies the service's private DNS name, in the service's account. A stack of its own, as the provider knows the TXT
 * record for a name that is added to an existing service only after that has been applied (terraform-provider-aws
 * #24044).
 */
export class RedisPrivateDnsStack extends AccountStack {
  constructor(app: App, { privateDns, serviceStack, ...props }: RedisPrivateDnsStackProps) {
    super(app, stackNames.privateDns, { ...props, account: props.environment.service.account });
    const service = this.outputsOf('redis_service', serviceStack);
    const record = Fn.element(service.get(SERVICE_OUTPUTS.privateDnsVerification), 0);
    const asked = (attribute: 'name' | 'value') => Token.asString(Fn.lookup(record, attribute));
    new PrivateDnsVerification(this, 'verification', {
      serviceId: service.getString(SERVICE_OUTPUTS.serviceId),
      privateDnsName: privateDns.name,
      publicZoneName: privateDns.publicZoneName,
      record: { name: asked('name'), value: asked('value') },
    });
  }
}
