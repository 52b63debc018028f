import { environmentNames } from '../config/load';
import type { PlannedStack, StackWithPlan } from '../plans/planned-stack';
import type { ResourceChange } from '../plans/terraform-plan';
import { dated } from './allowances';
import { assemble } from './assemble';
import { withoutSecrets } from './attributes';
import { affectedConnections, isUnavailable, type RiskConnections } from './connections';
import type { ReviewContext } from './context';
import { orphanedStates } from './orphaned-states';
import { before, text } from './planned-changes';
import type { Report, Risk } from './report';
import { RULES } from './rules';
import { PROTECTED_TYPES } from './rules/protected-resource';
import type { Finding, ReviewedStack, Rule } from './rules/rule';
import { managed, stackReport } from './stack-report';

/** Reviews the plans of an environment's stacks. */
export function review(stacks: readonly PlannedStack[], context: ReviewContext): Report {
  return assemble({
    environment: context.environment.name,
    destroying: context.destroying ?? false,
    stacks: stacks.map(stackReport),
    risks: stacks.flatMap((stack) => (stack.status === 'planned' ? risksOf(stack, context) : [])),
    allowances: context.allowances.map((allowance) => dated(allowance, context.now)),
    notices: orphanedStates(context),
  });
}

/** Whether a risk affects connections, so that AWS should be asked for them. */
export function needsConnections(
  stacks: readonly PlannedStack[],
  context: Omit<ReviewContext, 'connections'>,
): boolean {
  return stacks.some(
    (stack) => stack.status === 'planned' && findingsOf(stack, context).some(({ finding }) => finding.affected),
  );
}

function risksOf(stack: StackWithPlan, context: ReviewContext): Risk[] {
  const serviceId = serviceIdOf(managed(stack.plan));
  return findingsOf(stack, context).map(({ rule, finding }) => {
    const { addresses, happens, who, instead, affected } = finding;
    const connections =
      affected && affectedConnections(context.connections, context.environment.accounts, serviceId, affected);
    return {
      rule: rule.name,
      effect: rule.effect,
      stack: stack.stack.name,
      addresses: [...addresses].sort(),
      happens,
      who,
      instead,
      ...(connections && { connections }),
      ...(isIntended(context, connections) && { intended: true }),
      allowed: false,
    };
  });
}

/** `destroy` of an unprotected environment means it, but not to cut accounts that the environment does not know. */
function isIntended({ destroying, environment }: ReviewContext, connections: RiskConnections | undefined): boolean {
  if (!destroying || environment.deletionProtection) return false;
  if (connections === undefined || isUnavailable(connections)) return true;
  return connections.endpoints.every(({ account }) => account !== undefined);
}

interface RuleFinding {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** The findings of all rules. Each rule leaves out what an earlier one has explained as a consequence. */
function findingsOf(stack: StackWithPlan, context: Omit<ReviewContext, 'connections'>): RuleFinding[] {
  const reviewed: ReviewedStack = {
    name: stack.stack.name,
    environment: context.environment,
    resources: managed(stack.plan).map((resource) => ({ ...resource, change: withoutSecrets(resource.change) })),
    hasState: stack.hasState,
    context: { ...context, environmentNames: context.environmentNames ?? environmentNames() },
  };
  const found: RuleFinding[] = [];
  const explained = new Set<string>();
  for (const rule of RULES) {
    for (const finding of rule.find(reviewed, explained)) {
      const addresses = finding.addresses.filter((address) => !rule.unlessExplained || !explained.has(address));
      const happens = `${finding.happens}${protectionNote(reviewed, addresses)}`;
      if (addresses.length === 0) continue;
      found.push({ rule, finding: { ...finding, addresses, happens } });
      for (const address of [...addresses, ...(finding.covers ?? [])]) explained.add(address);
    }
  }
  return found;
}

/** Terraform protects a resource only as long as its block is in the configuration. */
function protectionNote({ environment, resources }: ReviewedStack, addresses: readonly string[]): string {
  const unprotected = resources.some(
    (resource) =>
      addresses.includes(resource.address) &&
      PROTECTED_TYPES.includes(resource.type) &&
      resource.action_reason === 'delete_because_no_resource_config',
  );
  if (!environment.deletionProtection || !unprotected) return '';
  return ' deletionProtection is on, but prevent_destroy went with the block: nothing else than this review stops it.';
}

/** The ID of the endpoint service, wherever the plan shows it. */
function serviceIdOf(resources: readonly ResourceChange[]): string | undefined {
  for (const resource of resources) {
    const { id, vpc_endpoint_service_id, service_name } = before(resource);
    const where = resource.type === 'aws_vpc_endpoint_service' ? id : (vpc_endpoint_service_id ?? service_name);
    const [serviceId] = /vpce-svc-[0-9a-f]{8,}/.exec(text(where) ?? '') ?? [];
    if (serviceId) return serviceId;
  }
  return undefined;
}
