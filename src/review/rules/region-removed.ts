import { after, before, isUpdated, texts } from '../planned-changes';
import type { Rule } from './rule';
import { ofType } from './topology';
import { list } from './words';

export const regionRemoved: Rule = {
  name: 'region-removed',
  effect: 'incomplete',
  watches: 'The endpoint service no longer supports a Region.',
  // https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#manage-supported-regions
  because: 'No endpoint can be created from that Region any more. AWS does not say what becomes of those that exist.',
  find(stack) {
    return ofType(stack, 'aws_vpc_endpoint_service')
      .filter(isUpdated)
      .flatMap((service) => {
        const left = texts(after(service).supported_regions);
        const removed = texts(before(service).supported_regions).filter((region) => !left.includes(region));
        if (removed.length === 0) return [];
        return [
          {
            addresses: [service.address],
            happens: `The endpoint service no longer supports ${list(removed)}: nobody can create an endpoint from there. AWS does not document what becomes of endpoints that exist.`,
            who: `Consumers in ${list(removed)}: a new or replaced endpoint is refused; count on the others as well.`,
            instead:
              'Move the consumers of that Region first, and remove the Region when no endpoint of it is connected.',
            affected: removed.length === 1 ? { region: removed[0] } : {},
          },
        ];
      });
  },
};
