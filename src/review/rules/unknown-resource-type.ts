import { KNOWN_TYPES } from '../known-types';
import { kindOf } from '../planned-changes';
import type { Rule } from './rule';
import { addresses } from './topology';
import { list } from './words';

export const unknownResourceType: Rule = {
  name: 'unknown-resource-type',
  effect: 'nothing',
  watches: 'A resource of a kind that no stack of this project has.',
  because: 'No rule knows what its change does.',
  find({ resources }) {
    const unknown = resources.filter((resource) => !KNOWN_TYPES.includes(resource.type) && kindOf(resource) !== 'none');
    if (unknown.length === 0) return [];
    return [
      {
        addresses: addresses(unknown),
        happens: `This project has no resources of the kind ${list([...new Set(unknown.map(({ type }) => type))])}, so no rule knows what their change does.`,
        who: 'Unknown.',
        instead:
          'Read the change below. If somebody edited the Terraform JSON, synthesise it again; if the project has got a new ' +
          'kind of resource, add it to src/review/known-types.ts, with a rule where it carries connections.',
      },
    ];
  },
};
