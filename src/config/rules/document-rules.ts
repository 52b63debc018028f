import { clientConfiguration } from '../../client-configuration/document';
import { documentBytes, PARAMETER_BYTES } from '../../client-configuration/size';
import { endpointKeys } from '../names';
import { soundEntries } from '../sound';
import type { Rule } from './rule';

/** Client configurations that no SSM parameter holds. */
export const documentRules: Rule = function* (environment, isSound) {
  if (!isSound(['service', 'servers']) || !isSound(['service', 'redis'])) return;
  for (const [i, consumer] of soundEntries(environment.consumers)) {
    if (!isSound(['consumers', i])) continue;
    const props = { environment, consumer } as Pick<
      Parameters<typeof clientConfiguration>[0],
      'environment' | 'consumer'
    >;
    const zones = props.consumer.subnets.map(({ zoneId }) => zoneId);
    // Only the keys count, since addresses that AWS has not given yet are counted at their longest.
    const endpointDnsNames = Object.fromEntries(
      [...new Set([...zones, ...endpointKeys(props.consumer)])].map((key) => [key, '']),
    );
    const sizes = [undefined, ...zones].map((zone) =>
      documentBytes(clientConfiguration({ ...props, endpointDnsNames, zone })),
    );
    const bytes = Math.max(...sizes);
    if (bytes <= PARAMETER_BYTES.advanced) continue;
    yield {
      path: ['consumers', i, 'dns', 'zoneName'],
      given: props.consumer.dns.zoneName,
      allowed: 'a shorter name, servers with shorter names, or fewer servers',
      why: `with them the client configuration takes up to ${bytes} bytes, and an SSM parameter holds ${PARAMETER_BYTES.advanced}`,
    };
  }
};
