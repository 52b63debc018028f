import { assemble } from './assemble';
import type { Report, Risk } from './report';

/**
 * Merges reports of one environment that each cover some of the stacks. The result equals the report of all stacks made
 * in one go.
 *
 * @throws Error if there is none, or if they are of different environments or of destroying and deploying
 */
export function mergeReports(reports: readonly Report[]): Report {
  const [first] = reports;
  if (!first) throw new Error('There is no report to merge.');
  for (const { environment, destroying } of reports) {
    if (environment !== first.environment || destroying !== first.destroying) {
      throw new Error(
        `Only reports of one environment can be merged: got ${title(first)} and ${title({ environment, destroying })}.`,
      );
    }
  }
  const key = ({ rule, stack, addresses }: Risk) => JSON.stringify([rule, stack, addresses]);
  return assemble({
    environment: first.environment,
    destroying: first.destroying,
    // Shares may overlap: each job plans what its own stacks need.
    stacks: unique(
      reports.flatMap(({ stacks }) => stacks),
      ({ name }) => name,
    ),
    risks: unique(
      reports.flatMap(({ risks }) => risks),
      key,
    ),
    allowances: unique(
      reports.flatMap(({ allowances }) => allowances),
      ({ rule, address }) => `${rule}:${address}`,
    ).map(({ status, ...allowance }) => ({ ...allowance, expired: status === 'expired' })),
    notices: reports.flatMap(({ notices }) => notices),
  });
}

const title = ({ environment, destroying }: Pick<Report, 'environment' | 'destroying'>) =>
  `"${environment}"${destroying ? ' (destroy)' : ''}`;

/** The first item of each key. */
function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) {
    if (!found.has(key(item))) found.set(key(item), item);
  }
  return [...found.values()];
}
