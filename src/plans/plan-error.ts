import type { CommandError } from '../process/run';

const MOST_LINES = 60;

/** The errors in Terraform's output, without the frame that it draws around them, and the hints of lookups. */
export function errorOfPlan({ summary, output }: CommandError): string {
  const lines = output.split('\n').map((line) => line.replace(/^[╷│╵] ?/, '').trimEnd());
  const start = lines.findIndex((line) => line.startsWith('Error: '));
  const errors = start === -1 ? lines.slice(-MOST_LINES) : lines.slice(start, start + MOST_LINES);
  const [, ...hints] = summary.split('\n');
  const text = [...errors, ...hints].join('\n').replaceAll(/\n{3,}/g, '\n\n');
  return text.trim() || summary;
}
