import { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { VpcEndpointServiceAllowedPrincipal } from '@cdktf/provider-aws/lib/vpc-endpoint-service-allowed-principal';
import { Construct } from 'constructs';

/** Properties of {@link EndpointService}. */
export interface EndpointServiceProps {
  /** Its `Name` tag. AWS generates the service's name. */
  readonly name: string;
  readonly loadBalancerArn: string;
  /** Whether each endpoint must be accepted. */
  readonly acceptanceRequired: boolean;
  /** ARNs of the principals that may create endpoints, by account name. */
  readonly allowedPrincipals: ReadonlyMap<string, string>;
  /**
   * Whether Terraform refuses to destroy or replace the service, or to remove a principal. Replacement changes the
   * service's name, which every endpoint refers to. AWS refuses to delete a service with connections.
   */
  readonly deletionProtection: boolean;
}

/** Shares the load balancer with the given accounts only. */
export class EndpointService extends Construct {
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  readonly serviceId: string;

  constructor(scope: Construct, id: string, props: EndpointServiceProps) {
    super(scope, id);
    const service = new VpcEndpointService(this, 'Resource', {
      acceptanceRequired: props.acceptanceRequired,
      networkLoadBalancerArns: [props.loadBalancerArn],
      supportedIpAddressTypes: ['ipv4'],
      tags: { Name: props.name },
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    this.serviceName = service.serviceName;
    this.serviceId = service.id;
    for (const [account, principalArn] of props.allowedPrincipals) this.allow(account, principalArn, props);
  }

  /**
   * One resource per account, so that adding or removing one does not change the service. Removing a principal prevents
   * new endpoints, but existing ones stay connected until they are rejected (terraform-provider-aws #37260).
   */
  private allow(account: string, principalArn: string, { deletionProtection }: EndpointServiceProps): void {
    new VpcEndpointServiceAllowedPrincipal(this, `allow-${account}`, {
      vpcEndpointServiceId: this.serviceId,
      principalArn,
      lifecycle: { preventDestroy: deletionProtection },
    });
  }
}
