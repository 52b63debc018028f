import type { z } from 'zod';
import type { Mistake, Path } from '../mistakes';
import type { Environment } from '../schema';
import { soundParts } from '../sound';
import { accountRules } from './account-rules';
import { announcementRules } from './announcement-rules';
import { arnRules } from './arn-rules';
import { dnsRules } from './dns-rules';
import { documentRules } from './document-rules';
import { externalConsumerRules } from './external-consumer-rules';
import { listenerRules } from './listener-rules';
import { lookupRules } from './lookup-rules';
import { nameRules } from './name-rules';
import { networkRules } from './network-rules';
import { pathRules } from './path-rules';
import { privateDnsRules } from './private-dns-rules';
import { quotaRules } from './quota-rules';
import { redisRules } from './redis-rules';
import { regionRules } from './region-rules';
import { renameRules } from './rename-rules';
import type { Rule } from './rule';
import { secondTargetRules } from './second-target-rules';
import { stateRules } from './state-rules';
import { tagRules } from './tag-rules';
import { unsetRules } from './unset-rules';
import { zoneRules } from './zone-rules';

const RULES: readonly Rule[] = [
  accountRules,
  arnRules,
  stateRules,
  externalConsumerRules,
  tagRules,
  nameRules,
  renameRules,
  listenerRules,
  networkRules,
  lookupRules,
  regionRules,
  zoneRules,
  redisRules,
  announcementRules,
  dnsRules,
  privateDnsRules,
  documentRules,
  secondTargetRules,
  pathRules,
  quotaRules,
];

/**
 * The rules that an environment's fields break together.
 *
 * @param issues what is wrong with fields by themselves: rules pass over these
 */
export function brokenRules(given: unknown, issues: readonly z.core.$ZodIssue[]): Mistake[] {
  const environment = soundParts<Omit<Environment, 'name'>>(given, issues) ?? {};
  const isSound = (path: Path) =>
    !issues.some((issue) => path.every((key, i) => i >= issue.path.length || issue.path[i] === key));
  return [...unsetRules(given), ...RULES.flatMap((rule) => [...rule(environment, isSound)])];
}
