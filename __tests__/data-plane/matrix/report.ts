import type { Result, Trial } from '../support/trials';
import type { WayName } from '../support/ways';

/** A client's result in one run of a trial. */
export interface Row extends Result {
  readonly way: WayName;
  /** The only zone whose endpoint the clients used. */
  readonly zone?: string;
  readonly trial: Trial;
  readonly run: number;
}

/** A Markdown table for each way: a row for each client, a column for each trial, ranges over the runs. */
export function markdown(rows: readonly Row[]): string {
  const ways = distinct(rows.map(heading));
  const tables = ways.map((way) => [`## ${way}`, '', ...table(rows.filter((row) => heading(row) === way))].join('\n'));
  return `${[LEGEND, ...tables].join('\n\n')}\n`;
}

const LEGEND =
  'Seconds without writes; in parentheses errors of the caller, and acknowledged writes lost if any. Ranges are over all runs.';

const heading = ({ way, zone }: Row) => (zone ? `${way}, by ${zone}` : way);

function table(rows: readonly Row[]): string[] {
  const trials = distinct(rows.map(({ trial }) => trial));
  const lines = distinct(rows.map(({ library }) => library)).map((library) => {
    const cells = trials.map((trial) => cell(rows.filter((row) => row.library === library && row.trial === trial)));
    return `| ${[library, ...cells].join(' | ')} |`;
  });
  return [`| ${['client', ...trials].join(' | ')} |`, `|${'---|'.repeat(trials.length + 1)}`, ...lines];
}

function cell(rows: readonly Row[]): string {
  if (rows.length === 0) return '-';
  const times = rows.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  const nevers = rows.length - times.length;
  const never = nevers > 0 ? [rows.length === nevers ? '**never**' : `**never** in ${nevers} of ${rows.length}`] : [];
  const seconds = [...(times.length > 0 ? [range(times, 1)] : []), ...never].join(', ');
  const lost = Math.max(...rows.map((row) => row.lost));
  const notes = [
    range(
      rows.map(({ errors }) => errors),
      0,
    ),
    ...(lost > 0 ? [`**${lost} lost**`] : []),
  ];
  return `${seconds} (${notes.join(', ')})`;
}

function range(values: readonly number[], digits: number): string {
  const [least, most] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)];
  return least === most ? least : `${least}-${most}`;
}

const distinct = <T>(values: readonly T[]) => [...new Set(values)];
