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
   * Whether Terraform refuses to destroy or replace the service, and to take a principal away. A replaced service has
   * another name, to which every endpoint refers; AWS refuses to delete one that has connections.
   */
  readonly deletionProtection: boolean;
}

/** Offers the load balancer to the accounts named, and to no other. */
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
   * A resource each, so that letting one account in or out leaves the service itself alone. Without its principal an
   * account can create no endpoint, but those that it has stay connected: rejecting them is what cuts them off
   * (terraform-provider-aws #37260).
   */
  private allow(account: string, principalArn: string, { deletionProtection }: EndpointServiceProps): void {
    new VpcEndpointServiceAllowedPrincipal(this, `allow-${account}`, {
      vpcEndpointServiceId: this.serviceId,
      principalArn,
      lifecycle: { preventDestroy: deletionProtection },
    });
  }
}
