import { clientConfigurationSchema } from '../client-configuration/document';
import { backends, stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import { table } from '../shell/table';

/** The outputs of deployed stacks, by stack name. */
export type StackOutputs = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** All outputs as text, stack by stack. */
export function outputsText(outputs: StackOutputs): string {
  return [...outputs].map(([stack, values]) => `${stack}\n${indented(lines(values))}`).join('\n\n');
}

/** The name and port of each server, a line for each consumer and server. Sentinels are included. */
export function connectionsTable({ consumers, service }: Environment, outputs: StackOutputs): string {
  const rows = consumers.flatMap(({ name: consumer }) => {
    const configuration = outputs.get(stackNames.consumer(consumer))?.client_configuration;
    const { servers, sentinels } = clientConfigurationSchema.parse(configuration);
    const reachable = [...Object.values(servers), ...Object.values(sentinels)];
    return service.servers.flatMap(backends).map(({ name, address, port, listenerPort }) => {
      // Every listener has its own port.
      const host = reachable.find((endpoint) => endpoint.port === listenerPort)?.host ?? '-';
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
