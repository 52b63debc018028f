import { z } from 'zod';

/** A resource or data source of a stack, as `terraform show -json` prints it. */
const resource = z.object({
  address: z.string(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  values: z.record(z.string(), z.unknown()),
});

interface Module {
  readonly resources?: z.infer<typeof resource>[];
  readonly child_modules?: Module[];
}

const moduleSchema: z.ZodType<Module> = z.lazy(() =>
  z.object({ resources: z.array(resource).optional(), child_modules: z.array(moduleSchema).optional() }),
);

const stateSchema = z.object({ values: z.object({ root_module: moduleSchema }).optional() });

/** What of each type is read. Everything else in a state is left alone. */
const id = z.object({ id: z.string() });
const securityGroupRule = z.object({
  security_group_id: z.string(),
  ip_protocol: z.string(),
  from_port: z.number().nullish(),
  to_port: z.number().nullish(),
  cidr_ipv4: z.string().nullish(),
  referenced_security_group_id: z.string().nullish(),
});
const readable = {
  'data.aws_vpc': id.extend({
    cidr_block: z.string(),
    cidr_block_associations: z.array(z.object({ cidr_block: z.string() })),
  }),
  'data.aws_subnet': id.extend({ vpc_id: z.string(), cidr_block: z.string(), availability_zone_id: z.string() }),
  'data.aws_route_table': z.object({
    route_table_id: z.string(),
    associations: z.array(z.object({ subnet_id: z.string().nullish() })),
  }),
  aws_route: z.object({
    route_table_id: z.string(),
    destination_cidr_block: z.string(),
    transit_gateway_id: z.string().nullish(),
  }),
  aws_vpc_security_group_ingress_rule: securityGroupRule,
  aws_vpc_security_group_egress_rule: securityGroupRule,
  aws_lb: z.object({
    arn: z.string(),
    security_groups: z.array(z.string()),
    enforce_security_group_inbound_rules_on_private_link_traffic: z.string(),
    subnet_mapping: z.array(z.object({ subnet_id: z.string(), private_ipv4_address: z.string().nullish() })),
  }),
  aws_lb_listener: z.object({
    load_balancer_arn: z.string(),
    port: z.number(),
    tcp_idle_timeout_seconds: z.number(),
    default_action: z.array(z.object({ type: z.string(), target_group_arn: z.string().nullish() })),
  }),
  aws_lb_target_group: z.object({
    arn: z.string(),
    tags: z.record(z.string(), z.string()).nullish(),
    health_check: z.array(
      z.object({
        interval: z.number(),
        timeout: z.number(),
        healthy_threshold: z.number(),
        unhealthy_threshold: z.number(),
      }),
    ),
    target_health_state: z.array(z.object({ enable_unhealthy_connection_termination: z.boolean() })),
    target_group_health: z.array(
      z.object({ unhealthy_state_routing: z.array(z.object({ minimum_healthy_targets_count: z.number() })) }),
    ),
  }),
  aws_lb_target_group_attachment: z.object({ target_group_arn: z.string(), target_id: z.string(), port: z.number() }),
  aws_vpc_endpoint_service: z.object({ service_name: z.string(), network_load_balancer_arns: z.array(z.string()) }),
  aws_vpc_endpoint: id.extend({
    service_name: z.string(),
    vpc_id: z.string(),
    subnet_ids: z.array(z.string()),
    subnet_configuration: z.array(z.object({ ipv4: z.string() })),
    security_group_ids: z.array(z.string()),
    state: z.string(),
    dns_entry: z.array(z.object({ dns_name: z.string() })),
  }),
  aws_vpc_endpoint_connection_accepter: z.object({ vpc_endpoint_id: z.string() }),
  aws_cloudwatch_metric_alarm: z.object({ alarm_name: z.string() }),
  aws_route53_health_check: id.extend({
    cloudwatch_alarm_name: z.string(),
    insufficient_data_health_status: z.string(),
  }),
  aws_route53_zone: z.object({ zone_id: z.string(), name: z.string(), vpc: z.array(z.object({ vpc_id: z.string() })) }),
  aws_route53_record: z.object({
    zone_id: z.string(),
    name: z.string(),
    type: z.enum(['A', 'CNAME', 'SRV']),
    ttl: z.number().nullish(),
    records: z.array(z.string()).nullish(),
    alias: z.array(z.object({ name: z.string() })),
    multivalue_answer_routing_policy: z.boolean().nullish(),
    health_check_id: z.string().nullish(),
  }),
};

type Readable = typeof readable;

/** The values of one type's resources. Types that only data sources have begin with `data.`. */
export type ValuesOf<T extends keyof Readable> = z.infer<Readable[T]>;

/** A deployed stack. */
export interface StackState {
  /** The values of everything of a type. */
  all<T extends keyof Readable>(type: T): ValuesOf<T>[];
}

/**
 * Reads what `terraform show -json` printed.
 *
 * @param json one stack's, or several that are looked at as one
 * @throws Error where a resource lacks what the data plane is laid out from. It names the resource.
 */
export function readState(...json: readonly unknown[]): StackState {
  const found = json.flatMap((one) => resourcesOf(stateSchema.parse(one).values?.root_module ?? {}));
  return {
    all(type) {
      const matching = found.filter(({ mode, type: own }) => type === (mode === 'data' ? `data.${own}` : own));
      return matching.map(({ address, values }) => {
        const result = readable[type].safeParse(values);
        if (!result.success) throw new Error(`${address} in the state: ${z.prettifyError(result.error)}`);
        return result.data as ValuesOf<typeof type>;
      });
    },
  };
}

function resourcesOf({ resources = [], child_modules = [] }: Module): z.infer<typeof resource>[] {
  return [...resources, ...child_modules.flatMap(resourcesOf)];
}
