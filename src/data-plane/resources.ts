import { z } from 'zod';
import { parseState, valuesOfType } from '../terraform/state';

const id = z.object({ id: z.string() });
const securityGroupRule = z.object({
  security_group_id: z.string(),
  ip_protocol: z.string(),
  from_port: z.number().nullish(),
  to_port: z.number().nullish(),
  cidr_ipv4: z.string().nullish(),
});
/** The resource types that the data plane reads, each with the attributes that it needs. */
const SCHEMAS = {
  'data.aws_vpc': id.extend({
    cidr_block: z.string(),
    cidr_block_associations: z.array(z.object({ cidr_block: z.string() })),
  }),
  'data.aws_subnet': id.extend({
    cidr_block: z.string(),
    availability_zone: z.string(),
    availability_zone_id: z.string(),
  }),
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
    // Text in the provider.
    deregistration_delay: z.coerce.number(),
    connection_termination: z.boolean(),
    target_health_state: z.array(z.object({ enable_unhealthy_connection_termination: z.boolean() })),
    target_group_health: z.array(
      z.object({ unhealthy_state_routing: z.array(z.object({ minimum_healthy_targets_count: z.number() })) }),
    ),
  }),
  aws_lb_target_group_attachment: z.object({ target_group_arn: z.string(), target_id: z.string(), port: z.number() }),
  aws_vpc_endpoint_service: z.object({ service_name: z.string(), private_dns_name: z.string().nullish() }),
  aws_vpc_endpoint_private_dns: z.object({ vpc_endpoint_id: z.string(), private_dns_enabled: z.boolean() }),
  aws_vpc_endpoint: id.extend({
    service_name: z.string(),
    subnet_ids: z.array(z.string()),
    subnet_configuration: z.array(z.object({ subnet_id: z.string(), ipv4: z.string() })),
    security_group_ids: z.array(z.string()),
    state: z.string(),
    dns_entry: z.array(z.object({ dns_name: z.string() })),
  }),
  aws_vpc_endpoint_connection_accepter: z.object({ vpc_endpoint_id: z.string() }),
  aws_route53_health_check: id.extend({
    cloudwatch_alarm_name: z.string(),
    insufficient_data_health_status: z.string(),
  }),
  aws_route53_zone: z.object({ zone_id: z.string(), name: z.string() }),
  aws_route53_record: z.object({
    zone_id: z.string(),
    name: z.string(),
    type: z.enum(['A', 'CNAME', 'SRV']),
    ttl: z.number().nullish(),
    records: z.array(z.string()).nullish(),
    alias: z.array(z.object({ name: z.string() })),
    health_check_id: z.string().nullish(),
  }),
};

type Schemas = typeof SCHEMAS;

/** The attributes of a resource type. Data sources have the prefix `data.`. */
export type ValuesOf<T extends keyof Schemas> = z.infer<Schemas[T]>;

/** The resources of one or several stacks. */
export interface Resources {
  /** All resources of a type. */
  all<T extends keyof Schemas>(type: T): ValuesOf<T>[];
}

/**
 * Reads the resources that the data plane is laid out from.
 *
 * @param states one or several stacks in the format of `terraform show -json`
 * @throws Error if a resource lacks an attribute. The message names the resource.
 */
export function readResources(...states: readonly unknown[]): Resources {
  const parsed = states.map(parseState);
  return {
    all: <T extends keyof Schemas>(type: T) =>
      parsed.flatMap((state) => valuesOfType(state, type, SCHEMAS[type] as unknown as z.ZodType<ValuesOf<T>>)),
  };
}
