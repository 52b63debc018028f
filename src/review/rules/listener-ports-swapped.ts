import { after, isUpdated } from '../planned-changes';
import type { Rule } from './rule';
import { deployedListeners } from './topology';
import { list } from './words';

export const listenerPortsSwapped: Rule = {
  name: 'listener-ports-swapped',
  effect: 'refused',
  watches: 'A listener takes the port that another listener still has.',
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyListener.html
  because: 'AWS allows one listener a port (DuplicateListener), and Terraform changes both at the same time.',
  unlessExplained: true,
  find(stack) {
    const listeners = deployedListeners(stack);
    const moving = listeners.filter(({ resource, port }) => isUpdated(resource) && after(resource).port !== port);
    const taking = moving.filter((one) =>
      listeners.some((other) => other !== one && other.port === after(one.resource).port),
    );
    if (taking.length === 0) return [];
    const moves = taking.map(({ server, port, resource }) => `${server} from ${port} to ${after(resource).port}`);
    return [
      {
        addresses: taking.map(({ resource }) => resource.address),
        happens:
          `${list(moves)}: each port belongs to another listener at that moment, and AWS allows one listener a port ` +
          '(DuplicateListener). The apply fails, and so does every repetition.',
        who:
          'Nobody loses a connection while both are refused. If one of the two does change, its clients reach the other ' +
          "server's data on the port they know.",
        instead:
          'Move one server to a free port with formerListenerPort, and the other one after no client uses its port any more.',
        affected: {},
      },
    ];
  },
};
