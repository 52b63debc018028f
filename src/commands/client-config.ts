import { InvalidArgumentError } from 'commander';
import { CLIENT_NAMES, CLIENTS, type ClientName, isClientName } from '../client-code';
import { serverConfiguration } from '../client-code/server';
import { deployedConfiguration } from '../client-configuration/deployed';
import { type ClientConfiguration, clientConfiguration } from '../client-configuration/document';
import { chosenEnvironment } from '../config/chosen-environment';
import { loadEnvironment } from '../config/load';
import type { Consumer, Environment } from '../config/schema';
import { unknownName } from '../nearest';
import { ENVIRONMENT_OPTION, EXIT, type ProjectCommand } from '../shell/command';

/** Options of `npm run client-config`. */
export interface ClientConfigOptions {
  readonly client?: ClientName;
  readonly environment?: string;
  readonly consumer?: string;
  readonly zone?: string;
  readonly deployed?: boolean;
  readonly server?: boolean;
}

/** `npm run client-config` */
export const clientConfig: ProjectCommand<ClientConfigOptions> = {
  name: 'client-config',
  description:
    'Prints code that connects an application to Redis: address map, timeouts, keepalive, TLS, and how credentials are ' +
    'fetched. With --server, prints the lines for redis.conf and sentinel.conf on each server.',
  declare: (parser) =>
    parser
      .option('--client <client>', CLIENT_NAMES.join(', '), clientName)
      .option('--server', 'print server configuration instead of client code')
      .option(...ENVIRONMENT_OPTION)
      .option('--consumer <name>', 'the consumer whose application connects; required if the environment has several')
      .option('--zone <zone ID>', "use this zone's endpoint only (default: every endpoint)")
      .option(
        '--deployed',
        'read the configuration that the deployed stack wrote to SSM Parameter Store, with your AWS credentials and the ' +
          "account's role, if it has one (default: derive it from the environment file)",
      ),
  async run({ options, env }) {
    const { name } = chosenEnvironment(options.environment, env);
    process.stdout.write(await clientConfigText(options, loadEnvironment(name)));
    return EXIT.done;
  },
};

function clientName(given: string): string {
  if (isClientName(given)) return given;
  throw new InvalidArgumentError(unknownName('client', given, CLIENT_NAMES));
}

/**
 * The command's output.
 *
 * @throws Error that lists the allowed values, if an option is missing or names something unknown
 */
export async function clientConfigText(options: ClientConfigOptions, environment: Environment): Promise<string> {
  if (options.server) {
    refuseWithServer(options);
    return `${serverConfiguration(environment)}\n`;
  }
  if (!options.client) throw new Error(`Which client? --client ${CLIENT_NAMES.join(' | ')}, or --server.`);
  const consumer = chosenConsumer(environment, options.consumer);
  const zone = chosenZone(consumer, options.zone);
  const configuration = options.deployed
    ? await deployedConfiguration(environment, consumer, zone)
    : clientConfiguration({ environment, consumer, zone });
  const { comment, generate } = CLIENTS[options.client];
  const header = heading(environment, consumer, configuration, options.deployed ?? false);
  return `${header.map((line) => `${comment} ${line}\n`).join('')}${generate(configuration)}\n`;
}

function refuseWithServer(options: ClientConfigOptions): void {
  const names = (['client', 'consumer', 'zone', 'deployed'] as const).filter((name) => options[name] !== undefined);
  if (names.length === 0) return;
  const given = names.map((name) => `--${name}`).join(', ');
  throw new Error(
    `${given} can't be combined with --server: the servers are the same for every consumer. Allowed: --environment.`,
  );
}

function chosenConsumer({ name, consumers }: Environment, given: string | undefined): Consumer {
  const names = consumers.map((consumer) => consumer.name);
  if (given === undefined && consumers.length > 1) {
    throw new Error(`The environment "${name}" has several consumers. Choose one: --consumer ${names.join(' | ')}.`);
  }
  const consumer = given === undefined ? consumers[0] : consumers.find((candidate) => candidate.name === given);
  if (!consumer) throw new Error(unknownName('consumer', given ?? '', names));
  return consumer;
}

function chosenZone({ subnets }: Consumer, given: string | undefined): string | undefined {
  const zones = subnets.map(({ zoneId }) => zoneId);
  if (given !== undefined && !zones.includes(given)) throw new Error(unknownName('zone', given, zones));
  return given;
}

/** Comment lines above the code: what it connects to, and where it comes from. */
function heading(
  environment: Environment,
  consumer: Consumer,
  { zone, endpointDnsNames }: ClientConfiguration,
  deployed: boolean,
): string[] {
  const through = zone ? `the endpoint in ${zone}` : 'every endpoint';
  const names = Object.entries(endpointDnsNames).map(([zoneId, name]) => `  ${zoneId}: ${name}`);
  return [
    `Redis of the environment "${environment.name}" for "${consumer.name}", through ${through}. Generated by npm run client-config:`,
    'generate it again when the environment changes.',
    ...(deployed
      ? [
          "Read from the deployed stack. The endpoints' own DNS names, which resolve without the private hosted zone:",
          ...names,
        ]
      : ["Derived from the environment file. Once deployed, --deployed adds the endpoints' own DNS names."]),
  ];
}
