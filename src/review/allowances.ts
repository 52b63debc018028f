import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../config/mistakes';
import { unknownName } from '../nearest';
import type { ReportedAllowance, Risk } from './report';
import { RULE_NAMES } from './rules';

/** A risk that somebody accepts. */
export interface Allowance {
  /** Name of the rule. */
  readonly rule: string;
  /** Address of the resource; where several stacks have that risk, `<stack>/<address>`. */
  readonly address: string;
  /**
   * Why the risk is acceptable.
   * @default - none, on the command line
   */
  readonly reason?: string;
  /**
   * The last day on which the allowance holds: `2026-12-31`.
   * @default - it holds for one run, on the command line
   */
  readonly expires?: string;
}

/**
 * Parses `RULE:ADDRESS`, the value of `--allow`.
 *
 * @throws UserError if it has another form, or if there is no such rule
 */
export function parseAllowance(text: string): Allowance {
  const [, rule, address] = /^([^:]*):(.+)$/.exec(text) ?? [];
  if (!rule || !address) {
    throw new UserError(
      `--allow ${JSON.stringify(text)} is not of the form RULE:ADDRESS, such as ` +
        'listener-removed:aws_lb_listener.load_balancer_listener_6380. The report prints it for each risk.',
    );
  }
  return { rule: known(rule), address };
}

function known(rule: string): string {
  if (!RULE_NAMES.includes(rule)) throw new UserError(unknownName('rule', rule, RULE_NAMES));
  return rule;
}

const fileSchema = z.array(
  z.strictObject({
    rule: z.string(),
    address: z.string().min(1),
    reason: z.string().trim().min(1),
    expires: z.iso.date(),
  }),
);

/**
 * Reads the committed allowances: a JSON list of `{ "rule", "address", "reason", "expires" }`.
 *
 * @param file path of the file; where there is none, nothing is allowed
 * @throws UserError if an allowance is malformed, or if there is no such rule
 */
export function readAllowances(file: string): Allowance[] {
  const result = fileSchema.safeParse(parsed(file));
  if (!result.success) {
    throw new UserError(
      `${file} must hold a list of allowances, each with "rule", "address", "reason" and "expires", the last day on ` +
        `which it holds, such as "2026-12-31":\n${z.prettifyError(result.error)}`,
    );
  }
  return result.data.map((allowance) => {
    try {
      return { ...allowance, rule: known(allowance.rule) };
    } catch (error) {
      throw new UserError(`${file}: ${(error as Error).message}`);
    }
  });
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError(`${file} can't be read: ${(error as Error).message}`);
  }
}

/** An allowance whose expiry has been compared with today. */
export type DatedAllowance = Allowance & { readonly expired: boolean };

/** Compares the expiry of an allowance with today, in UTC. */
export function dated(allowance: Allowance, now: Date): DatedAllowance {
  const { expires } = allowance;
  return { ...allowance, expired: expires !== undefined && expires < now.toISOString().slice(0, 10) };
}

/** Marks the risks that are allowed, and says what became of each allowance. */
export function applyAllowances(
  risks: readonly Risk[],
  allowances: readonly DatedAllowance[],
): { risks: Risk[]; allowances: ReportedAllowance[] } {
  const reported = allowances.map(({ expired, ...allowance }): ReportedAllowance => {
    const stacks = risks.filter((risk) => matches(allowance, risk)).map(({ stack }) => stack);
    if (stacks.length === 0) return { ...allowance, status: expired ? 'expired' : 'unused' };
    if (expired) return { ...allowance, status: 'expired' };
    return { ...allowance, status: new Set(stacks).size > 1 ? 'ambiguous' : 'used' };
  });
  const used = reported.filter(({ status }) => status === 'used');
  const marked = risks.map(({ allowedBecause: _, ...risk }): Risk => {
    const holding = risk.addresses.map((address) =>
      used.find((one) => matches(one, { ...risk, addresses: [address] })),
    );
    const reason = holding.find((allowance) => allowance?.reason)?.reason;
    const allowed = risk.intended === true || holding.every((allowance) => allowance !== undefined);
    return { ...risk, allowed, ...(allowed && reason && { allowedBecause: reason }) };
  });
  return { risks: marked, allowances: reported };
}

function matches({ rule, address }: Allowance, risk: Pick<Risk, 'rule' | 'stack' | 'addresses'>): boolean {
  return rule === risk.rule && risk.addresses.some((one) => address === one || address === `${risk.stack}/${one}`);
}

/** The values of `--allow` that accept a risk. */
export function allowancesFor(risk: Risk, risks: readonly Risk[]): string[] {
  return risk.addresses.map((address) => {
    const elsewhere = risks.some(
      (other) => other.rule === risk.rule && other.stack !== risk.stack && other.addresses.includes(address),
    );
    return `${risk.rule}:${elsewhere ? `${risk.stack}/` : ''}${address}`;
  });
}
