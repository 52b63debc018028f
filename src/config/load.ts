import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, fromIssue } from './mistakes';
import { readable } from './readable';
import { brokenRules } from './rules';
import { type Environment, environmentSchema, type Vpc } from './schema';

const FOLDER = join(__dirname, '..', 'environments');

/** The environments that there are: the files in `src/environments`, without `.ts`. */
export function environmentNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/**
 * Reads `src/environments/<name>.ts` and checks it.
 *
 * @throws Error where there is no such environment; it lists the known ones.
 * @throws EnvironmentError that has every mistake of the file.
 */
export function loadEnvironment(name: string): Environment {
  const known = environmentNames();
  if (!known.includes(name)) {
    throw new UnknownEnvironmentError(name, known);
  }
  // Only files of the folder get here, so that a new file is a new environment and nothing else needs to know of it.
  return checkEnvironment(name, require(join(FOLDER, `${name}.ts`)).default);
}

/** Somebody asked for an environment that has no file. */
export class UnknownEnvironmentError extends Error {
  override readonly name = 'UnknownEnvironmentError';

  constructor(given: string, known: readonly string[]) {
    super(
      `There is no environment "${given}". Known, by their files in src/environments: ${known.join(', ')}. ` +
        'Set ENVIRONMENT=<name>, or context.environment in cdktf.json.',
    );
  }
}

/**
 * Checks what an environment's file holds.
 *
 * @throws EnvironmentError that has every mistake.
 */
export function checkEnvironment(name: string, given: unknown): Environment {
  const result = environmentSchema.safeParse(given, { reportInput: true });
  const issues = result.error?.issues ?? [];
  const mistakes = [...issues.flatMap(fromIssue), ...brokenRules(readable(given, issues) ?? {})];
  if (!result.success || mistakes.length > 0) throw new EnvironmentError(name, mistakes);
  return inCanonicalOrder({ name, ...result.data });
}

/** The order in which somebody wrote things down must not show in the output: a reordering would look like a change. */
function inCanonicalOrder(environment: Environment): Environment {
  const { accounts, service, consumers } = environment;
  return {
    ...environment,
    accounts: Object.fromEntries(sorted(Object.entries(accounts), ([name]) => name)),
    service: {
      ...service,
      vpc: withSortedCidrs(service.vpc),
      subnets: sorted(service.subnets, (subnet) => subnet.zoneId),
      routeTables: service.routeTables && sorted(service.routeTables, (table) => table.name ?? table.id ?? ''),
      onPremisesCidrs: sorted(service.onPremisesCidrs, itself),
      servers: sorted(service.servers, (server) => server.name),
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

const withSortedCidrs = (vpc: Vpc): Vpc => ({ ...vpc, cidrs: sorted(vpc.cidrs, itself) });

function sorted<T>(list: readonly T[], key: (item: T) => string): T[] {
  return [...list].sort((a, b) => compare(key(a), key(b)));
}

/** Numbers by value: redis-2 before redis-10. */
const BY_VALUE = new Intl.Collator('en', { numeric: true });

/** Where values are equal (redis-01, redis-1), by their characters. */
function compare(a: string, b: string): number {
  return BY_VALUE.compare(a, b) || (a < b ? -1 : Number(a > b));
}
