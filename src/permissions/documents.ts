import type { Statement } from './statements';

/** A statement as IAM takes it: a list of one is the one, since characters count. */
export interface PolicyStatement extends Omit<Statement, 'Action' | 'Resource'> {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** A policy as IAM takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/**
 * AWS's limits. IAM does not count white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const POLICY_LIMITS = {
  /** Characters of a managed policy. */
  managedCharacters: 6144,
  /** Managed policies of a role, unless AWS raises it (to 20 at most). */
  managedPolicies: 10,
  /** Characters of all inline policies of a role together. */
  inlineCharacters: 10_240,
} as const;

/**
 * Statements in as many policies as AWS's limit on the size of a managed policy makes necessary.
 *
 * @throws Error if one statement on one resource is over the limit by itself
 */
export function documentsOf(statements: readonly Statement[]): PolicyDocument[] {
  const documents: Statement[][] = [];
  for (const part of statements.flatMap(fitting)) {
    const open = documents.find((document) => sizeOf(documentWith([...document, part])) <= LIMIT);
    if (open) open.push(part);
    else documents.push([part]);
  }
  return documents.map(documentWith);
}

/** Characters of a policy without white space, as IAM counts them. */
export const sizeOf = (document: PolicyDocument) => JSON.stringify(document).length;

const LIMIT = POLICY_LIMITS.managedCharacters;

const documentWith = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map(({ Action, Resource, ...rest }) => ({
    ...rest,
    Action: oneOrSeveral(Action),
    Resource: oneOrSeveral(Resource),
  })),
});

const oneOrSeveral = (values: readonly string[]) => (values.length === 1 ? (values[0] as string) : values);

/** The statement, divided by resources until each part fits a policy. */
function fitting(statement: Statement): Statement[] {
  if (sizeOf(documentWith([statement])) <= LIMIT) return [statement];
  const { Resource } = statement;
  if (Resource.length < 2) {
    throw new Error(
      `A statement on ${Resource[0]} takes more than the ${LIMIT} characters that IAM allows in a managed policy. ` +
        'Use fewer consumers in one account of the environment.',
    );
  }
  const half = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, half), Resource.slice(half)].flatMap((part) => fitting({ ...statement, Resource: part }));
}
