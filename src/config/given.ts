/** A value whose field is unknown. Nobody knows what it is, so it is never printed. */
export const UNKNOWN_VALUE = Symbol('the value of an unknown field');

const HIDDEN = '(not shown: it may be a secret)';

/** Characters of a text that are printed. */
const SHOWN_LENGTH = 160;

/** Fields of an object that are printed with their values. Of all others only the name is. */
const SHOWN_FIELDS = new Set(['id', 'name', 'zoneId', 'address', 'port', 'listenerPort']);

/** What a message says of a value that was given: short, and never a secret. */
export function givenText(given: unknown, path: readonly PropertyKey[] = []): string {
  if (given === undefined) return 'nothing';
  if (given === UNKNOWN_VALUE || path.some((key) => isSecretive(String(key)))) return HIDDEN;
  if (Array.isArray(given)) return given.length === 1 ? 'a list of 1 item' : `a list of ${given.length} items`;
  if (typeof given === 'object' && given !== null) return objectText(given);
  if (typeof given === 'string') return stringText(given);
  return typeof given === 'function' ? 'a function' : String(given);
}

/** Whether a field's name says that it holds a secret, or that it might. */
function isSecretive(field: string): boolean {
  return /pass(word|wd|phrase|code)?|secret|token|credential|private|api_?key|access_?key|\bauth\b/i.test(field);
}

function objectText(given: object): string {
  const fields = Object.entries(given).map(([key, value]) =>
    SHOWN_FIELDS.has(key) && typeof value !== 'object' ? `${key}: ${givenText(value)}` : key,
  );
  return fields.length === 0 ? '{}' : cut(`{ ${fields.join(', ')} }`);
}

/** In JSON, so that spaces and control characters can be seen. A URL's user and password are left out. */
const stringText = (given: string) => cut(JSON.stringify(given.replace(/:\/\/[^/@]*@/g, '://(not shown)@')));

function cut(text: string): string {
  const characters = [...text];
  if (characters.length <= SHOWN_LENGTH) return text;
  return `${characters.slice(0, SHOWN_LENGTH).join('')}… (${characters.length} characters)`;
}
