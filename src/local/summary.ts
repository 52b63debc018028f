import { clientConfigurationSchema } from '../client-configuration/document';
import { backends, stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import { table } from '../shell/table';

/** The outputs of deployed stacks, by the stack's name. */
export type StackOutputs = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** All outputs, for people. */
export function outputsText(outputs: StackOutputs): string {
  return [...outputs].map(([stack, values]) => `${stack}\n${indented(lines(values))}`).join('\n\n');
}

/** Which name and port leads to which server: a line a consumer and server, Sentinels too. */
export function connectionsTable({ consumers, service }: Environment, outputs: StackOutputs): string {
  const rows = consumers.flatMap(({ name: consumer }) => {
    const configuration = outputs.get(stackNames.consumer(consumer))?.client_configuration;
    const { servers, sentinels } = clientConfigurationSchema.parse(configuration);
    const reachable = [...Object.values(servers), ...Object.values(sentinels)];
    return service.servers.flatMap(backends).map(({ name, address, port, listenerPort }) => {
      // Every listener has a port of its own.
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
