import { Op, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { FoundSubnet } from './existing-vpc';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html */
const ADDRESSES_PER_NODE = 8;

/** Properties of {@link FreeAddressesCheck}. */
export interface FreeAddressesCheckProps {
  /** Subnets in which AWS picks the load balancer's address. One that is fixed needs no others. At least one. */
  readonly subnets: Iterable<FoundSubnet>;
}

/**
 * Warns in every plan where a subnet has too few free addresses for a load balancer. A check, not a condition: a load
 * balancer that exists already goes on working when its subnet fills up, and must not become impossible to change.
 */
export class FreeAddressesCheck extends Construct {
  constructor(scope: Construct, id: string, { subnets }: FreeAddressesCheckProps) {
    super(scope, id);
    // cdktf has no construct for checks: https://developer.hashicorp.com/terraform/language/checks
    TerraformStack.of(this).addOverride(`check.${this.node.id}`, {
      assert: [...subnets].map(({ name, freeAddresses }) => ({
        condition: Op.gte(freeAddresses, ADDRESSES_PER_NODE),
        error_message: `The subnet ${name} has ${freeAddresses} free addresses. A Network Load Balancer can only be created in a subnet with ${ADDRESSES_PER_NODE}.`,
      })),
    });
  }
}
