import { createHash } from 'node:crypto';
import { assemble } from './assemble';
import type { Report, Risk } from './report';

/**
 * A hash of a report: equal for the same changes and risks, whenever and in whichever order the stacks were planned.
 *
 * Left out is what differs between two runs of the same plan: who is connected right now, whether AWS could be asked,
 * the text of Terraform's errors, and the reasons of allowances.
 */
export function reportHash(report: Report): string {
  const { allowances, ...rest } = report;
  const { stacks, risks, ...parts } = assemble({ ...rest, risks: report.risks.map(normalised), allowances: [] });
  const allowed = new Map(report.risks.map((risk) => [identity(risk), risk.allowed]));
  const content = {
    ...parts,
    stacks: stacks.map(({ error: _, ...stack }) => stack),
    risks: risks.map((risk) => ({ ...risk, allowed: allowed.get(identity(risk)) })),
    allowances: [],
  };
  return createHash('sha256').update(canonical(content)).digest('hex');
}

const identity = ({ rule, stack, addresses }: Risk) => JSON.stringify([rule, stack, addresses]);

function normalised({ connections: _, allowedBecause: __, ...risk }: Risk): Risk {
  return risk;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}
