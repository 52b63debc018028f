import { acceptanceTurnedOn } from './acceptance-turned-on';
import { accepterDestroyed } from './accepter-destroyed';
import { clientConfigurationChanged } from './client-configuration-changed';
import { clientRuleRemoved } from './client-rule-removed';
import { deletionProtectionOff } from './deletion-protection-off';
import { endpointDestroyed } from './endpoint-destroyed';
import { endpointReplaced } from './endpoint-replaced';
import { endpointServiceDestroyed } from './endpoint-service-destroyed';
import { endpointZoneRemoved } from './endpoint-zone-removed';
import { hostedZoneChanged } from './hosted-zone-changed';
import { listenerPortChanged } from './listener-port-changed';
import { listenerPortsSwapped } from './listener-ports-swapped';
import { listenerRedirected } from './listener-redirected';
import { listenerRemoved } from './listener-removed';
import { loadBalancerDestroyed } from './load-balancer-destroyed';
import { principalRemoved } from './principal-removed';
import { protectedResource } from './protected-resource';
import { regionRemoved } from './region-removed';
import type { Rule } from './rule';
import { serverTargetChanged } from './server-target-changed';
import { stackEntirelyNew } from './stack-entirely-new';
import { stateBucketChanged } from './state-bucket-changed';
import { targetGroupEmptied } from './target-group-emptied';
import { unknownResourceType } from './unknown-resource-type';
import { zoneAdded } from './zone-added';

/** All rules. Causes come before their consequences, and within an effect the worst first. */
export const RULES: readonly Rule[] = [
  loadBalancerDestroyed,
  endpointServiceDestroyed,
  stackEntirelyNew,
  listenerPortsSwapped,
  listenerRedirected,
  listenerPortChanged,
  listenerRemoved,
  targetGroupEmptied,
  serverTargetChanged,
  accepterDestroyed,
  endpointDestroyed,
  endpointReplaced,
  endpointZoneRemoved,
  clientRuleRemoved,
  hostedZoneChanged,
  principalRemoved,
  regionRemoved,
  acceptanceTurnedOn,
  zoneAdded,
  clientConfigurationChanged,
  stateBucketChanged,
  protectedResource,
  deletionProtectionOff,
  unknownResourceType,
];

/** The names of all rules, in their order. */
export const RULE_NAMES: readonly string[] = RULES.map(({ name }) => name);
