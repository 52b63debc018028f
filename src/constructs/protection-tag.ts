/**
 * The tag of what deletion protection covers. The policies that `npm run permissions` prints deny its deletion, so that no
 * other tool deletes it with the deploying role either.
 */
export const PROTECTION_TAG = 'DeletionProtection';

/** The tag, or nothing: AWS's condition keys hold for tags that a resource has. */
export const protectionTag = (isProtected: boolean): Record<string, string> =>
  isProtected ? { [PROTECTION_TAG]: 'true' } : {};
