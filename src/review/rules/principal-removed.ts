import { before, isGone, text } from '../planned-changes';
import type { Rule } from './rule';
import { ofType } from './topology';
import { list } from './words';

export const principalRemoved: Rule = {
  name: 'principal-removed',
  effect: 'incomplete',
  watches: 'A principal is no longer allowed, or exchanged for another one.',
  // https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions
  because: 'Accepted endpoints stay connected; new ones of that principal are refused. Nobody notices until then.',
  unlessExplained: true,
  find(stack) {
    return ofType(stack, 'aws_vpc_endpoint_service_allowed_principal')
      .filter(isGone)
      .map((resource) => {
        const arn = text(before(resource).principal_arn) ?? 'the principal';
        const owner = /^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1];
        const { accounts, consumers } = stack.environment;
        const users = consumers.filter(({ account }) => accounts[account]?.id === owner).map(({ name }) => name);
        return {
          addresses: [resource.address],
          happens:
            `${arn} may no longer create endpoints onto the service. AWS leaves its accepted endpoints connected: ` +
            'removing a principal disconnects nobody.',
          who:
            users.length > 0
              ? `In that account ${users.length === 1 ? 'is the consumer' : 'are the consumers'} ${list(users)}: the next endpoint there, for a new zone or a replacement, is refused.`
              : 'Endpoints of that account keep their access to Redis until somebody rejects them.',
          instead:
            users.length > 0
              ? 'Keep the principal while a consumer is in its account. To exchange it, make sure that Terraform acts there as the new one.'
              : 'To end access, reject the endpoints (RejectVpcEndpointConnections) once their clients have left.',
          affected: owner === undefined ? {} : { owner },
        };
      });
  },
};
