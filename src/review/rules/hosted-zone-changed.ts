import type { ResourceChange } from '../../plans/terraform-plan';
import { after, before, isCreated, isGone, text } from '../planned-changes';
import type { Finding, ReviewedStack, Rule } from './rule';
import { addresses, ofType } from './topology';
import { list } from './words';

export const hostedZoneChanged: Rule = {
  name: 'hosted-zone-changed',
  effect: 'cut',
  watches: 'The private hosted zone goes, a VPC is dissociated from it, or names in it go.',
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html
  because: 'Names stop resolving as soon as cached answers expire. Open connections stay; every reconnection fails.',
  unlessExplained: true,
  find: (stack) => [...zone(stack), ...associations(stack), ...names(stack)],
};

function zone(stack: ReviewedStack): Finding[] {
  const zones = ofType(stack, 'aws_route53_zone').filter(isGone);
  return zones.map((zone) => {
    const [old, now] = [text(before(zone).name), text(after(zone).name)];
    return {
      addresses: [zone.address],
      covers: addresses(stack.resources.filter(({ type }) => type.startsWith('aws_route53_')).filter(isGone)),
      happens: `The private hosted zone ${old} is deleted with all its names${now && now !== old ? `, and ${now} is created` : ''}.`,
      who: `Every client of ${consumerOf(stack)}: names below ${old} stop resolving within a minute, when cached answers expire. Open connections stay; reconnecting fails until clients have ${now && now !== old ? 'the new names' : 'a zone again'}.`,
      instead:
        now && now !== old
          ? `Keep ${old}. To rename it, add a second consumer with the new name in the same VPC, move the clients, then remove this one.`
          : 'Move the clients to the DNS names that AWS gave the endpoints first: "endpointDnsNames" of the client configuration.',
      affected: {},
    };
  });
}

function associations(stack: ReviewedStack): Finding[] {
  const gone = ofType(stack, 'aws_route53_zone_association').filter(isGone);
  if (gone.length === 0) return [];
  const vpcs = list(gone.map((association) => text(before(association).vpc_id) ?? association.address));
  return [
    {
      addresses: addresses(gone),
      happens: `${vpcs} no longer resolves the names of the private hosted zone.`,
      who: `Clients in ${vpcs}: reconnecting fails once cached answers have expired, within a minute.`,
      instead: 'Move these clients first, and remove the VPC from dns.additionalVpcIds afterwards.',
    },
  ];
}

/** Names that nothing defines any more. A record that is forgotten stays on AWS. */
function names(stack: ReviewedStack): Finding[] {
  const records = ofType(stack, 'aws_route53_record');
  const made = new Set(
    records.filter((record) => !isGone(record) || isCreated(record)).map((record) => nameOf(after(record))),
  );
  const gone = records.filter((record) => isGone(record) && !made.has(nameOf(before(record))));
  if (gone.length === 0) return [];
  return [
    {
      addresses: addresses(gone),
      happens: `These names no longer exist: ${list([...new Set(gone.map(shown))].sort())}.`,
      who: `Clients of ${consumerOf(stack)} that were given one of them: reconnecting fails once cached answers have expired, within a minute.`,
      instead: 'Look for the names in the configuration of the applications before you deploy.',
    },
  ];
}

const nameOf = ({ name, type }: ReturnType<typeof before>) => `${type} ${name}`;
const shown = (record: ResourceChange) => text(before(record).name) ?? record.address;
const consumerOf = ({ name }: ReviewedStack) => `the consumer ${name.replace(/^redis-(consumer|publication)-/, '')}`;
