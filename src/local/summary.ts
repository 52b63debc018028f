import { clientConfigurationSchema } from '../client-configuration/document';
import { backends, stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import { table } from '../shell/table';

/** The outputs of deployed stacks, by stack name. */
export type StackOutputs = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The outputs of each stack, below its name. */
export function outputsText(outputs: StackOutputs): string {
  return [...outputs].map(([stack, values]) => `${stack}\n${indented(lines(values))}`).join('\n\n');
}

/** The name and port that reach each server, Sentinels included: one line per consumer and server. */
export function connectionsTable({ consumers, service }: Environment, outputs: StackOutputs): string {
  const rows = consumers.flatMap(({ name: consumer }) => {
    const configuration = outputs.get(stackNames.consumer(consumer))?.client_configuration;
    const { servers, sentinels } = clientConfigurationSchema.parse(configuration);
    const endpoints = [...Object.values(servers), ...Object.values(sentinels)];
    return service.servers.flatMap(backends).map(({ name, address, port, listenerPort }) => {
      // Listener ports are unique.
      const host = endpoints.find((endpoint) => endpoint.port === listenerPort)?.host ?? '-';
      return [consumer, name, `${address}:${port}`, host, String(listenerPort)];
    });
  });
  return table([['consumer', 'server', 'on premises', 'endpoint name', 'port'], ...rows]);
}

const lines = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${JSON.stringify(value, null, 2)}`)
    .join('\n');

const indented = (text: string) => text.replaceAll(/^/gm, '  ');
