import type { Format } from '../review';

const FORMATS: readonly Format[] = ['text', 'markdown', 'json'];

/** The option that chooses the format of a report. */
export const FORMAT_OPTION = ['--format <format>', `${FORMATS.join(', ')}`, 'text'] as const;

/** Exit statuses of a review beyond those of every command. */
export const REVIEW_STATUSES = '2 there are changes; 3 a risk was not allowed';

/** @throws Error that lists the formats */
export function parsedFormat(given: string): Format {
  const format = FORMATS.find((name) => name === given);
  if (format) return format;
  throw new Error(`--format is "${given}". Allowed: ${FORMATS.join(', ')}.`);
}

/** @throws Error if it is no positive whole number */
export function parsedNumber(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new Error(`${option} is "${given}". Allowed: a whole number from 1 on.`);
}

/** The exit status of a command that applies plans, beyond those of every command. */
export const RISK_STATUS = '3 a risk was not allowed';
