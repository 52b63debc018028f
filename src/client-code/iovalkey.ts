import type { ClientConfiguration } from '../client-configuration/document';
import { ioredisModule } from './ioredis';
import { VERSIONS } from './versions';

/** A module for iovalkey, a fork of ioredis 5. It has the same functions as the one for ioredis. */
export function iovalkey(configuration: ClientConfiguration): string {
  return ioredisModule(configuration, {
    module: 'iovalkey',
    version: VERSIONS.iovalkey,
    options: [
      '// Both are needed. By default, iovalkey tries IPv4 only, of which Node then takes the first address of a name, and',
      '// after a failure IPv6 only: it never leaves a dead endpoint, and never comes back from a failover of Sentinel.',
      'family: 0,',
      'familyFallback: { enabled: false },',
    ],
  });
}
