import { z } from 'zod';
import type { Report } from './report';

/** As much as shows that a file is a report of this version. This project wrote the rest. */
const reportSchema = z.looseObject({
  version: z.literal(1),
  environment: z.string(),
  destroying: z.boolean(),
  stacks: z.array(z.looseObject({ name: z.string(), status: z.enum(['planned', 'waiting', 'failed']) })),
  risks: z.array(z.looseObject({ rule: z.string(), stack: z.string(), addresses: z.array(z.string()) })),
  allowances: z.array(z.looseObject({ rule: z.string(), address: z.string() })),
  notices: z.array(z.string()),
});

/**
 * Parses a report that was rendered as JSON.
 *
 * @throws Error if it is something else, or a report of another version
 */
export function parseReport(text: string): Report {
  try {
    return reportSchema.parse(JSON.parse(text)) as unknown as Report;
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`This is no report of this version of the project: ${reason}`, { cause: error });
  }
}
