import { clientConfiguration } from '../../client-configuration/document';
import { clientConfigurationName } from '../../config/names';
import type { ResourceChange } from '../../plans/terraform-plan';
import { after, before, isGone, isUpdated, text } from '../planned-changes';
import type { Finding, ReviewedStack, Rule } from './rule';
import { addresses, ofType } from './topology';
import { list } from './words';

export const clientConfigurationChanged: Rule = {
  name: 'client-configuration-changed',
  effect: 'incomplete',
  watches: 'A client configuration goes, or something in it that clients use changes or goes. Additions are no risk.',
  because: 'Running clients have read the old one. They do not notice before they restart or fail.',
  find(stack) {
    const changed = ofType(stack, 'aws_ssm_parameter').flatMap((parameter): Changed[] => {
      if (isGone(parameter)) return [{ parameter, fields: [] }];
      const fields = isUpdated(parameter) ? changedFields(stack, parameter) : [];
      return fields.length > 0 ? [{ parameter, fields }] : [];
    });
    return changed.length > 0 ? [finding(stack, changed)] : [];
  },
};

interface Changed {
  readonly parameter: ResourceChange;
  readonly fields: readonly string[];
}

const nameOf = ({ parameter }: Changed) => text(before(parameter).name) ?? parameter.address;

function finding(stack: ReviewedStack, changed: readonly Changed[]): Finding {
  const gone = changed.filter(({ fields }) => fields.length === 0).map(nameOf);
  // The parameters of the zones repeat that of all endpoints with other host names.
  const [shortest] = [...changed].sort((a, b) => nameOf(a).length - nameOf(b).length);
  const fields = shortest?.fields.length ? shortest.fields : [...new Set(changed.flatMap((one) => one.fields))].sort();
  const consumer = stack.name.replace('redis-consumer-', '');
  return {
    addresses: addresses(changed.map(({ parameter }) => parameter)),
    happens: [
      fields.length > 0 ? `The configuration that clients have read is out of date: ${list(fields)}.` : '',
      gone.length > 0 ? `${list(gone)} ${gone.length === 1 ? 'is' : 'are'} deleted.` : '',
    ]
      .filter(Boolean)
      .join(' '),
    who: `Applications of the consumer ${consumer}: those that run go on with the old configuration, and fail when they reconnect to what has changed.`,
    instead:
      'Deploy when the applications can be restarted, and restart them after it. Add the new server or name beside the old ' +
      'one first, where that is possible.',
  };
}

/** Fields that had a value, and now have another one or none: `tls (false, now true)`. */
function changedFields(stack: ReviewedStack, parameter: ResourceChange): string[] {
  const old = parsed(before(parameter).insecure_value);
  const now = parsed(after(parameter).insecure_value) ?? expected(stack, parameter);
  if (!old || !now) return [];
  // AWS gives each endpoint its name: a replaced endpoint is a risk by another rule.
  return differences({ ...old, endpointDnsNames: undefined }, { ...now, endpointDnsNames: undefined }, []);
}

/** The document of the environment, if the plan does not show it because names of new endpoints are not known. */
function expected({ environment, name }: ReviewedStack, parameter: ResourceChange): Document | undefined {
  const consumer = environment.consumers.find((one) => `redis-consumer-${one.name}` === name);
  if (!consumer) return undefined;
  const parameterName = text(before(parameter).name) ?? '';
  const prefix = `${clientConfigurationName(environment, consumer)}/`;
  const zone = parameterName.startsWith(prefix) ? parameterName.slice(prefix.length) : undefined;
  return JSON.parse(JSON.stringify(clientConfiguration({ environment, consumer, zone })));
}

type Document = Readonly<Record<string, unknown>>;

function parsed(value: unknown): Document | undefined {
  try {
    const document: unknown = JSON.parse(text(value) ?? '');
    return typeof document === 'object' && document !== null ? (document as Document) : undefined;
  } catch {
    return undefined;
  }
}

function differences(old: unknown, now: unknown, path: readonly string[]): string[] {
  if (old === undefined || old === null) return [];
  const name = path.join(' ');
  if (typeof old !== 'object') {
    if (old === now) return [];
    return [now === undefined ? `${name} (gone)` : `${name} (${String(old)}, now ${String(now)})`];
  }
  if (typeof now !== 'object' || now === null) return [`${name} (gone)`];
  return Object.entries(old).flatMap(([key, value]) => differences(value, (now as Document)[key], [...path, key]));
}
