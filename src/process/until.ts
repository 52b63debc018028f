import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

/** Options of {@link until}. */
export interface UntilOptions<T> {
  /** What is waited for, as it follows "Waited 30 s for": `the replicas to connect`. */
  readonly describe: string;
  /** Milliseconds after which to give up. */
  readonly within: number;
  /**
   * Milliseconds between two looks.
   * @default 100
   */
  readonly every?: number;
  /**
   * Whether a value is the one that is waited for.
   * @default - any truthy value is
   */
  readonly holds?: (seen: T) => boolean;
}

/** A wait that was given up. The message says what was waited for, how long, and what was seen last. */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout';
}

const SEEN_LENGTH = 2000;

/**
 * Looks again and again until it sees the value that it waits for.
 *
 * @param look gives the value at this moment. If it throws, waiting ends with its error.
 * @returns the value that was waited for
 * @throws WaitTimeout
 */
export async function until<T>(look: () => T | Promise<T>, options: UntilOptions<T>): Promise<T> {
  const { describe, within, every = 100, holds = Boolean } = options;
  const start = performance.now();
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() - start >= within) {
      throw new WaitTimeout(`Waited ${within / 1000} s for ${describe}. Last seen: ${shown(seen)}`);
    }
    await sleep(every);
  }
}

function shown(seen: unknown): string {
  if (seen instanceof Error) return seen.message;
  const text = typeof seen === 'string' ? seen : inspect(seen, { depth: 5, breakLength: 120 });
  return text.length > SEEN_LENGTH ? `${text.slice(0, SEEN_LENGTH)}…` : text;
}
