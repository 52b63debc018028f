import { parseArgs } from 'node:util';
import { loadEnvironment, UnknownEnvironmentError } from '../config/load';
import type { Consumer, Environment } from '../config/schema';
import { environmentName } from '../terraform/cdktf';
import { CLIENT_NAMES, CLIENTS, isClientName } from '../client-code';
import { deployedConfiguration } from '../client-configuration/deployed';
import { type ClientConfiguration, clientConfiguration } from '../client-configuration/document';
import { serverConfiguration } from '../client-code/server';

export const USAGE = `Usage: npm run client-config -- --client <client> [options]
       npm run client-config -- --server [--environment <name>]

Prints code that connects to Redis, to paste into an application: address map, timeouts, keepalive, TLS, and where
credentials are fetched from. Or, with --server, what goes into redis.conf and sentinel.conf on each server.

Options:
  --client <client>     ${CLIENT_NAMES.slice(0, 5).join(', ')},
                        ${CLIENT_NAMES.slice(5).join(', ')}
  --environment <name>  default: ENVIRONMENT, else context.environment in cdktf.json
  --consumer <name>     whose application it is; needed where the environment has several consumers
  --zone <zone ID>      keep to this zone's endpoint; default: every endpoint
  --deployed            from what the deployed stack wrote to SSM Parameter Store, read with your own AWS credentials,
                        in the account's role if it has one; default: from the environment's file alone
  --server              the servers' side
  -h, --help            print this

Exit status: 0 printed; 1 failed; 2 misused.
`;

/** Somebody asked for what there is not. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError';
}

const OPTIONS = {
  client: { type: 'string' },
  environment: { type: 'string' },
  consumer: { type: 'string' },
  zone: { type: 'string' },
  deployed: { type: 'boolean' },
  server: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * What the command prints.
 *
 * @throws MisuseError where it is asked for what there is not; it lists what there is.
 */
export async function clientConfig(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const options = parsed(args);
  if (options.help) return USAGE;
  const environment = load(options.environment ?? environmentName(env));
  if (options.server) {
    refuse(options, ['client', 'consumer', 'zone', 'deployed']);
    return `${serverConfiguration(environment)}\n`;
  }
  const name = options.client;
  if (name === undefined) throw new MisuseError(`Which client? --client ${CLIENT_NAMES.join(' | ')}, or --server.`);
  if (!isClientName(name)) throw new MisuseError(unknown('client', name, CLIENT_NAMES));
  const consumer = chosenConsumer(environment, options.consumer);
  const zone = chosenZone(consumer, options.zone);
  const configuration = options.deployed
    ? await deployedConfiguration(environment, consumer, zone)
    : clientConfiguration({ environment, consumer, zone });
  const { comment, generate } = CLIENTS[name];
  const header = heading(environment, consumer, configuration, options.deployed ?? false);
  return `${header.map((line) => `${comment} ${line}\n`).join('')}${generate(configuration)}\n`;
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const allowed = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new MisuseError(`${(error as Error).message.split('. To specify')[0]}. Allowed: ${allowed.join(', ')}.`);
  }
}

function load(name: string): Environment {
  try {
    return loadEnvironment(name);
  } catch (error) {
    throw error instanceof UnknownEnvironmentError ? new MisuseError(error.message) : error;
  }
}

function refuse(options: ReturnType<typeof parsed>, names: (keyof typeof OPTIONS)[]): void {
  const given = names.filter((name) => options[name] !== undefined).map((name) => `--${name}`);
  if (given.length === 0) return;
  throw new MisuseError(
    `${given.join(', ')} with --server: the servers' side is the same for all. Allowed: --environment.`,
  );
}

function chosenConsumer({ name, consumers }: Environment, given: string | undefined): Consumer {
  const names = consumers.map((consumer) => consumer.name);
  if (given === undefined && consumers.length > 1) {
    throw new MisuseError(`The environment "${name}" has several consumers: --consumer ${names.join(' | ')}.`);
  }
  const consumer = given === undefined ? consumers[0] : consumers.find((candidate) => candidate.name === given);
  if (!consumer) throw new MisuseError(unknown('consumer', given ?? '', names));
  return consumer;
}

function chosenZone({ subnets }: Consumer, given: string | undefined): string | undefined {
  const zones = subnets.map(({ zoneId }) => zoneId);
  if (given !== undefined && !zones.includes(given)) throw new MisuseError(unknown('zone', given, zones));
  return given;
}

const unknown = (what: string, given: string, allowed: readonly string[]) =>
  `There is no ${what} "${given}". Allowed: ${allowed.join(', ')}.`;

/** What the code is of, and what it could not know. */
function heading(
  environment: Environment,
  consumer: Consumer,
  { zone, endpointDnsNames }: ClientConfiguration,
  deployed: boolean,
): string[] {
  const by = zone ? `the endpoint in ${zone}` : 'every endpoint';
  const names = Object.entries(endpointDnsNames).map(([zoneId, name]) => `  ${zoneId}: ${name}`);
  return [
    `Redis of the environment "${environment.name}" for "${consumer.name}", by ${by}. Printed by npm run client-config:`,
    'print it again when the environment changes.',
    ...(deployed
      ? ["From the deployed stack. AWS's own names of the endpoints, which answer without the hosted zone:", ...names]
      : ["From the environment's file. Not known before deployment: AWS's own names of the endpoints (--deployed)."]),
  ];
}
