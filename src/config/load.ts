import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../nearest';
import { defaultExport } from './environment-file';
import { labelMistake } from './fields/names';
import { givenText } from './given';
import { fromIssue } from './issues';
import { EnvironmentError, UserError } from './mistakes';
import { brokenRules } from './rules';
import { type Environment, environmentSchema, type Vpc } from './schema';

const FOLDER = join(__dirname, '..', 'environments');

/** The names of all environments, sorted: the files in `src/environments`, without `.ts`. */
export function environmentNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => /^[^.]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/**
 * Reads `src/environments/<name>.ts` and checks it.
 *
 * @throws UnknownEnvironmentError where there is no such environment; it lists those that there are.
 * @throws EnvironmentFileError where the file gives no environment: it throws, say, or exports something else.
 * @throws EnvironmentError that has every mistake in the environment.
 */
export function loadEnvironment(name: string): Environment {
  const names = environmentNames();
  // Only names of the folder's files get past this, so the path cannot lead out of it.
  if (!names.includes(name)) throw new UnknownEnvironmentError(name, names);
  return checkEnvironment(name, defaultExport(join(FOLDER, `${name}.ts`), `src/environments/${name}.ts`));
}

/** Somebody asked for an environment that has no file. */
export class UnknownEnvironmentError extends UserError {
  override readonly name = 'UnknownEnvironmentError';

  constructor(given: string, names: readonly string[]) {
    const near = nearest(given, names);
    super(
      `There is no environment ${givenText(given)}.${near ? ` Did you mean "${near}"?` : ''} ` +
        `Known, by their files in src/environments: ${names.join(', ') || 'none'}. ` +
        'Set ENVIRONMENT=<name>, or context.environment in cdktf.json.',
    );
  }
}

/**
 * Checks an environment.
 *
 * @param name the name of its file, without `.ts`
 * @param given what the file exports
 * @throws EnvironmentError that has every mistake.
 */
export function checkEnvironment(name: string, given: unknown): Environment {
  const result = environmentSchema.safeParse(given, { reportInput: true });
  const issues = result.error?.issues ?? [];
  const mistakes = [...fileNameMistakes(name), ...issues.flatMap(fromIssue), ...brokenRules(given, issues)];
  if (!result.success || mistakes.length > 0) throw new EnvironmentError(name, mistakes);
  return inCanonicalOrder({ name, ...result.data, stateName: result.data.stateName ?? name });
}

/** The file's name begins the keys of states and the names of SSM parameters, and is the value of a tag. */
function fileNameMistakes(name: string) {
  const expectation = labelMistake(name);
  if (!expectation) return [];
  return [
    {
      path: [],
      given: name,
      allowed: `as the name of its file in src/environments, ${expectation.allowed}`,
      why: 'it becomes part of S3 keys, SSM parameter names, alarm names and tags',
    },
  ];
}

/** Puts lists and records in an order of their own: written down in another order, they must give the same output. */
function inCanonicalOrder(environment: Environment): Environment {
  const { accounts, service, consumers } = environment;
  return {
    ...environment,
    accounts: withSortedKeys(accounts),
    service: {
      ...service,
      vpc: withSortedCidrs(service.vpc),
      subnets: sorted(service.subnets, (subnet) => subnet.zoneId),
      routeTables: service.routeTables && withSortedKeys(service.routeTables),
      onPremisesCidrs: sorted(service.onPremisesCidrs, itself),
      servers: sorted(service.servers, (server) => server.name),
      externalConsumers:
        service.externalConsumers &&
        sorted(
          service.externalConsumers.map((external) => ({
            ...external,
            cidrs: external.cidrs && sorted(external.cidrs, itself),
          })),
          (external) => external.name,
        ),
    },
    consumers: sorted(
      consumers.map((consumer) => ({
        ...consumer,
        vpc: withSortedCidrs(consumer.vpc),
        subnets: sorted(consumer.subnets, (subnet) => subnet.zoneId),
        dns: {
          ...consumer.dns,
          additionalVpcIds: consumer.dns.additionalVpcIds && sorted(consumer.dns.additionalVpcIds, itself),
          authorizedVpcIds: consumer.dns.authorizedVpcIds && sorted(consumer.dns.authorizedVpcIds, itself),
        },
        clients: consumer.clients && {
          cidrs: consumer.clients.cidrs && sorted(consumer.clients.cidrs, itself),
          securityGroupIds: consumer.clients.securityGroupIds && sorted(consumer.clients.securityGroupIds, itself),
        },
      })),
      (consumer) => consumer.name,
    ),
  };
}

const itself = (text: string) => text;

const withSortedKeys = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(sorted(Object.entries(record), ([key]) => key));

const withSortedCidrs = (vpc: Vpc): Vpc => ({ ...vpc, cidrs: sorted(vpc.cidrs, itself) });

function sorted<T>(list: readonly T[], key: (item: T) => string): T[] {
  return [...list].sort((a, b) => compare(key(a), key(b)));
}

/** Compares numbers by value: redis-2 before redis-10. */
const BY_VALUE = new Intl.Collator('en', { numeric: true });

/** Compares by value, and texts of equal value (redis-01, redis-1) by their characters. */
function compare(a: string, b: string): number {
  return BY_VALUE.compare(a, b) || (a < b ? -1 : Number(a > b));
}
