import type { Expectation } from '../fields';
import type { Mistake } from '../mistakes';
import type { SoundEnvironment } from './rule';

/** The tags that the project sets itself. Resources of a deployment are found by them. */
const OWN_TAGS = ['Project', 'Environment', 'Stack', 'Name'];

/** And one that hosted zones and health checks don't get. */
const OWN_KEYS = [...OWN_TAGS, 'DeletionProtection'];

/**
 * Most resources take 50 tags, but hosted zones and health checks 10:
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeTagsForResource.html
 */
const TAGS_PER_RESOURCE = 10;

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const RESERVED_PREFIX = /^aws:/i;

const RESERVED: Expectation = {
  allowed: 'no "aws:" at the beginning, in any case',
  why: 'AWS keeps this prefix for itself',
};
const CHARACTER: Expectation = {
  allowed: 'letters, digits, spaces and _.:/=+-@',
  why: 'not every service that gets the tag takes another character',
};

/** Tags that AWS would refuse, or that would take the place of the project's own. */
export function* tagRules({ tags }: SoundEnvironment): Iterable<Mistake> {
  if (!tags) return;
  for (const [key, value] of Object.entries(tags)) {
    const path = ['tags', key];
    const wrongKey = keyMistake(key);
    if (wrongKey) yield { path, given: key, ...wrongKey };
    const wrongValue = value !== undefined && valueMistake(value);
    if (wrongValue) yield { path, given: value, ...wrongValue };
  }
  const count = Object.keys(tags).length;
  const most = TAGS_PER_RESOURCE - OWN_TAGS.length;
  if (count > most) {
    yield {
      path: ['tags'],
      given: `${count} tags`,
      allowed: `${most} at most`,
      why: `Route 53 takes ${TAGS_PER_RESOURCE} tags on a hosted zone or health check, and the project sets ${OWN_TAGS.join(', ')}`,
    };
  }
}

function keyMistake(key: string): Expectation | undefined {
  if (key.length === 0 || [...key].length > KEY_LENGTH) {
    return { allowed: `a key of 1 to ${KEY_LENGTH} characters`, why: 'AWS takes no other' };
  }
  if (OWN_KEYS.includes(key)) {
    return {
      allowed: `any key but ${OWN_KEYS.join(', ')}`,
      why: 'the project sets this tag itself: the resources of a deployment are found by it',
    };
  }
  if (RESERVED_PREFIX.test(key)) return RESERVED;
  // zod leaves this key out of what it returns.
  if (key === '__proto__') return { allowed: 'any other key', why: "JavaScript keeps an object's prototype under it" };
  return CHARACTERS.test(key) ? undefined : CHARACTER;
}

function valueMistake(value: string): Expectation | undefined {
  if ([...value].length > VALUE_LENGTH) {
    return { allowed: `a value of ${VALUE_LENGTH} characters at most`, why: 'AWS takes no longer one' };
  }
  if (RESERVED_PREFIX.test(value)) return RESERVED;
  return CHARACTERS.test(value) ? undefined : CHARACTER;
}
