import { DataAwsVpcEndpointService } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service';
import { Fn, type ITerraformDependable, Op, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** Properties of {@link ServiceZonesCheck}. */
export interface ServiceZonesCheckProps {
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  /** The load balancer. The service's zones are read after pending changes to it. */
  readonly loadBalancer: ITerraformDependable;
  /** Names of the load balancer's zones. */
  readonly zoneNames: readonly string[];
}

/**
 * Warns in every plan and apply if the endpoint service lacks a zone of its load balancer. AWS adds new zones only when
 * the service is modified, and Terraform modifies it only if an attribute changes (terraform-provider-aws #40809). This
 * is a check rather than a condition: the service works in its other zones, and must stay changeable and destroyable.
 */
export class ServiceZonesCheck extends Construct {
  constructor(scope: Construct, id: string, { serviceName, loadBalancer, zoneNames }: ServiceZonesCheckProps) {
    super(scope, id);
    const { availabilityZones } = new DataAwsVpcEndpointService(this, 'service', {
      serviceName,
      dependsOn: [loadBalancer],
    });
    const missing = Fn.setsubtract([...zoneNames], [...availabilityZones]);
    // cdktf has no construct for checks: https://developer.hashicorp.com/terraform/language/checks
    TerraformStack.of(this).addOverride(`check.${this.node.id}`, {
      assert: [
        {
          // Not `== 0`: cdktf drops a zero.
          condition: Op.lt(Fn.lengthOf(missing), 1),
          error_message: `The endpoint service lacks the zones ${Fn.join(', ', missing)} of its load balancer. Run "npm run refresh-zones": until then, endpoints can't be created there.`,
        },
      ],
    });
  }
}
