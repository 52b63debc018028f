import { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { VpcEndpointServiceAllowedPrincipal } from '@cdktf/provider-aws/lib/vpc-endpoint-service-allowed-principal';
import { Construct } from 'constructs';

/** Properties of {@link EndpointService}. */
export interface EndpointServiceProps {
  /** Its `Name` tag: AWS makes up the service's name. */
  readonly name: string;
  readonly loadBalancerArn: string;
  /** Whether each endpoint waits to be accepted. */
  readonly acceptanceRequired: boolean;
  /** ARNs of who may create endpoints, by account name. */
  readonly allowedPrincipals: ReadonlyMap<string, string>;
  /** Whether Terraform refuses to destroy or replace it: its name, which every endpoint holds, would be another. */
  readonly deletionProtection: boolean;
}

/** Offers the load balancer to other accounts, and to nobody but those named. */
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
    for (const [account, principalArn] of props.allowedPrincipals) this.allow(account, principalArn);
  }

  /** A resource each: letting one account in or out leaves the service itself, and so every connection, alone. */
  private allow(account: string, principalArn: string): void {
    new VpcEndpointServiceAllowedPrincipal(this, `allow-${account}`, {
      vpcEndpointServiceId: this.serviceId,
      principalArn,
    });
  }
}
