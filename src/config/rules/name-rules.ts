import type { Mistake } from '../mistakes';
import { stackNames } from '../names';
import { soundEntries } from '../sound';
import { exposedServers, type Located, repeated, type SoundEnvironment } from './rule';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const LOAD_BALANCER_NAME_LENGTH = 32;

/** The first is reserved for load balancers, the second for security groups. */
const RESERVED_BEGINNINGS = /^(internal|sg)-/;

/**
 * Ids of the service stack's own constructs, as Terraform addresses begin with them. A server's name begins addresses
 * too, with `-` turned into `_`.
 */
export const SERVICE_STACK_IDS = ['aws-provider', 'backend', 'endpoint-service', 'existing-vpc', 'load-balancer'];

/** Names that AWS refuses, or that two things would share. */
export function* nameRules({ service, consumers }: SoundEnvironment): Iterable<Mistake> {
  yield* serviceNameRules(service?.name);
  const names = exposedServers(service?.servers).map(({ namePath, name }) => ({ path: namePath, given: name }));
  yield* repeated(
    names,
    'a name that no other server, or Sentinel of one, has',
    'listener and target group are named after it',
  );
  yield* addressRules(names);
  yield* repeated(
    soundEntries(consumers).map(([i, { name }]) => ({ path: ['consumers', i, 'name'], given: name })),
    'a name that no other consumer has',
    `both would write one state key, that of the stack ${stackNames.consumer('<name>')}`,
  );
}

function* serviceNameRules(name: string | undefined): Iterable<Mistake> {
  if (name === undefined) return;
  // The security group's name goes on with a hyphen: see load-balancer-security-group.ts.
  if (name.length > LOAD_BALANCER_NAME_LENGTH || RESERVED_BEGINNINGS.test(name) || name === 'sg') {
    yield {
      path: ['service', 'name'],
      given: name,
      allowed: `${LOAD_BALANCER_NAME_LENGTH} characters at most, not beginning with "internal-" or "sg-"`,
      why: 'it names load balancer and security groups: AWS takes no longer name, and reserves these beginnings',
    };
  }
}

function* addressRules(names: readonly Located[]): Iterable<Mistake> {
  for (const { path, given } of names) {
    const taken = SERVICE_STACK_IDS.find((id) => given === id || String(given).startsWith(`${id}-`));
    if (!taken) continue;
    yield {
      path,
      given,
      allowed: `a name that neither is nor begins with "${taken}"`,
      why: "the service stack's own Terraform addresses begin with it, and a server's begin with its name",
    };
  }
}
