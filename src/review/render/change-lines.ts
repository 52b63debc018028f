import type { AttributeChange, ChangedResource, ChangeKind, Drift, ResourceChanges, StackReport } from '../report';
import { oneLine, shortened } from './printable';

/** A line of a change, and how it is marked. */
export interface Line {
  readonly mark: '+' | '-' | '!' | ' ';
  readonly text: string;
}

const WORDS: Readonly<Record<ChangeKind, readonly [Line['mark'], string]>> = {
  add: ['+', 'created'],
  change: ['!', 'changed'],
  replace: ['!', 'REPLACED'],
  destroy: ['-', 'DESTROYED'],
  forget: ['-', 'forgotten: it stays on AWS, without Terraform'],
  none: ['!', 'moved or imported, otherwise unchanged'],
};

/** A change: its resources, then their attributes. */
export function changeLines({ kind, resources, reason, attributes, knownAfterApply }: ResourceChanges): Line[] {
  const [mark, word] = WORDS[kind];
  const why = reason ? `, since ${reason}` : '';
  return [
    ...heading(mark, resources.map(resourceText), { one: `is ${word}${why}`, many: `are ${word} alike${why}` }),
    ...attributes.map((attribute) => attributeLine(attribute, kind)),
    ...(knownAfterApply.length > 0 ? [plain(`known after apply: ${some(knownAfterApply)}`)] : []),
  ];
}

/** Names of unknown attributes that are listed: listeners have dozens. */
const MOST_NAMES = 8;

const some = (names: readonly string[]) =>
  names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : names.join(', ');

/** The resources of a change alone, in one line each. */
export function addressLines(change: ResourceChanges): Line[] {
  return changeLines({ ...change, attributes: [], knownAfterApply: [] });
}

/** What somebody changed outside Terraform. */
export function driftLines({ kind, resources, attributes, relevant }: Drift): Line[] {
  const what = `${kind === 'destroy' ? 'deleted' : 'changed'} outside Terraform${relevant ? '; this plan depends on it' : ''}`;
  const names = resources.map(resourceText);
  return [
    ...heading(kind === 'destroy' ? '-' : '!', names, { one: `was ${what}`, many: `were ${what}` }),
    ...(kind === 'destroy' ? [] : attributes.map((attribute) => attributeLine(attribute, kind))),
  ];
}

/** `aws_lb.a is changed`, or `3 resources are changed alike:` and their addresses. */
function heading(mark: Line['mark'], names: readonly string[], verb: { readonly one: string; readonly many: string }) {
  const lines =
    names.length === 1
      ? [`${names[0]} ${verb.one}`]
      : [`${names.length} resources ${verb.many}:`, ...names.map((name) => `  ${name}`)];
  return lines.map((text): Line => ({ mark, text: oneLine(text) }));
}

/** Changes of outputs. */
export function outputLines({ outputs }: Pick<StackReport, 'outputs'>): Line[] {
  return outputs.flatMap(({ name, attributes }) => [
    { mark: '!' as const, text: oneLine(`output ${name} changes`) },
    ...attributes.map((attribute) => attributeLine({ ...attribute, path: attribute.path || 'value' }, 'change')),
  ]);
}

function resourceText({ address, from, importId, deposed }: ChangedResource): string {
  const notes = [
    ...(from ? [`moved from ${from}`] : []),
    ...(importId ? [`imported from ${importId}`] : []),
    ...(deposed ? [`object ${deposed}, left behind by a replacement`] : []),
  ];
  return notes.length > 0 ? `${address} (${notes.join(', ')})` : address;
}

function attributeLine({ path, before, after, forcesReplacement }: AttributeChange, kind: ChangeKind): Line {
  const [old, now] = [before, after].map((value) => (value === undefined ? '(none)' : shortened(value)));
  const forced = forcesReplacement ? '   <- forces the replacement' : '';
  if (kind === 'add') return plain(`${path} = ${now}${forced}`);
  if (kind === 'destroy' || kind === 'forget') return plain(`${path} = ${old}`);
  return plain(`${path}: ${old} -> ${now}${forced}`);
}

const plain = (text: string): Line => ({ mark: ' ', text: `    ${oneLine(text)}` });
