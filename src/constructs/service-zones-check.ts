import { DataAwsVpcEndpointService } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service';
import { Fn, type ITerraformDependable, Op, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** Properties of {@link ServiceZonesCheck}. */
export interface ServiceZonesCheckProps {
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  /** The load balancer: the service's zones are compared with its zones once it has them. */
  readonly loadBalancer: ITerraformDependable;
  /** Names of the load balancer's zones. */
  readonly zoneNames: readonly string[];
}

/**
 * Warns in every plan and apply where the load balancer has a zone that the endpoint service has not: AWS takes over a new
 * zone only when the service is modified, and Terraform modifies it only where an attribute of it changes
 * (terraform-provider-aws #40809). A check, not a condition: the service works in its other zones, and must be changed,
 * and destroyed, as before.
 */
export class ServiceZonesCheck extends Construct {
  constructor(scope: Construct, id: string, { serviceName, loadBalancer, zoneNames }: ServiceZonesCheckProps) {
    super(scope, id);
    const { availabilityZones } = new DataAwsVpcEndpointService(this, 'service', {
      serviceName,
      dependsOn: [loadBalancer],
    });
    const missing = Fn.setsubtract([...zoneNames], [...availabilityZones]);
    // cdktf has no construct for it: https://developer.hashicorp.com/terraform/language/checks
    TerraformStack.of(this).addOverride(`check.${this.node.id}`, {
      assert: [
        {
          // Not `== 0`: cdktf takes a zero for nothing.
          condition: Op.lt(Fn.lengthOf(missing), 1),
          error_message: `The endpoint service lacks the zones ${Fn.join(', ', missing)} of its load balancer. Run "npm run refresh-zones": endpoints can't be created there before.`,
        },
      ],
    });
  }
}
