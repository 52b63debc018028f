/** Errors of Terraform whose own advice is bad for a live deployment. */
const KNOWN: readonly { readonly pattern: RegExp; readonly explain: (addresses: string) => string }[] = [
  {
    pattern: /Resource (\S+) has lifecycle\.prevent_destroy set/g,
    explain: (addresses) =>
      `deletionProtection is on, and this plan would destroy or replace ${addresses}. Nothing has been changed. ` +
      'Do not turn the protection off to get past this: undo the change, or look at the whole of it first, in a plan of ' +
      'the same change with deletionProtection off.',
  },
];

/** An error of Terraform, preceded by what it means here. */
export function explained(error: string): string {
  const explanations = KNOWN.flatMap(({ pattern, explain }) => {
    // Terraform wraps its messages.
    const addresses = [...error.replaceAll(/\s+/g, ' ').matchAll(pattern)].map(([, address]) => address);
    return addresses.length > 0 ? [explain([...new Set(addresses)].join(', '))] : [];
  });
  return [...explanations, error].join('\n\n');
}
