import { VpcEndpointConnectionNotification } from '@cdktf/provider-aws/lib/vpc-endpoint-connection-notification';
import { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { VpcEndpointServiceAllowedPrincipal } from '@cdktf/provider-aws/lib/vpc-endpoint-service-allowed-principal';
import { Construct } from 'constructs';
import type { Service } from '../config/schema';
import { acceptFinding } from './accepted-finding';
import { protectionTag } from './protection-tag';
import { TerraformData } from './terraform-data';

/** Properties of {@link EndpointService}. */
export interface EndpointServiceProps {
  /** Its `Name` tag. AWS generates the service's name. */
  readonly name: string;
  readonly loadBalancerArn: string;
  /** How endpoints are accepted. */
  readonly acceptance: Service['acceptance'];
  /** AWS Regions that endpoints can be in, the service's own included. */
  readonly supportedRegions: readonly string[];
  /**
   * The private DNS name that endpoints can have.
   * @default - none
   */
  readonly privateDnsName?: string;
  /**
   * ARN of the SNS topic that is told of connections.
   * @default - none
   */
  readonly notificationTopicArn?: string;
  /** ARNs of the principals that may create endpoints, by the name of an account or an external consumer. */
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
  /** The TXT record that AWS asks for, if there is a private DNS name: a list of an object with its `name` and `value`. */
  readonly privateDnsVerification: string;

  constructor(scope: Construct, id: string, props: EndpointServiceProps) {
    super(scope, id);
    const service = new VpcEndpointService(this, 'Resource', {
      acceptanceRequired: props.acceptance === 'manual',
      networkLoadBalancerArns: [props.loadBalancerArn],
      supportedIpAddressTypes: ['ipv4'],
      supportedRegions: [...props.supportedRegions],
      privateDnsName: props.privateDnsName,
      tags: { Name: props.name, ...protectionTag(props.deletionProtection) },
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    if (props.acceptance !== 'manual') {
      acceptFinding(
        service,
        'CKV_AWS_123',
        'Only the principals below can create an endpoint. service.acceptance: manual has each one accepted as well.',
      );
    }
    this.serviceName = service.serviceName;
    this.serviceId = service.id;
    // Without the state of the verification: it changes by itself, and would show as a change in the next plan.
    this.privateDnsVerification = `\${[for record in ${service.fqn}.private_dns_name_configuration : { name = record.name, value = record.value }]}`;
    this.guardAccepters(props);
    for (const [name, principalArn] of props.allowedPrincipals) this.allow(name, principalArn, props);
    if (props.notificationTopicArn) this.notify(props.notificationTopicArn);
  }

  /**
   * One resource per principal, so that adding or removing one does not change the service. Removing a principal prevents
   * new endpoints, but existing ones stay connected until they are rejected (terraform-provider-aws #37260).
   */
  private allow(name: string, principalArn: string, { deletionProtection }: EndpointServiceProps): void {
    new VpcEndpointServiceAllowedPrincipal(this, `allow-${name}`, {
      vpcEndpointServiceId: this.serviceId,
      principalArn,
      lifecycle: { preventDestroy: deletionProtection },
    });
  }

  /**
   * Terraform refuses to go from `manual` to `automatic` without `formerly-manual` in between: the stacks with the
   * accepters would drop out of the environment, and whoever destroys what is left of them rejects every endpoint.
   */
  private guardAccepters({ acceptance, deletionProtection }: EndpointServiceProps): void {
    new TerraformData(this, 'accepters', {
      triggersReplace: { accepters: acceptance === 'manual' ? 'in redis-acceptance-*' : 'none' },
      lifecycle: { preventDestroy: deletionProtection && acceptance === 'automatic' },
    });
  }

  private notify(connectionNotificationArn: string): void {
    new VpcEndpointConnectionNotification(this, 'connection-notification', {
      vpcEndpointServiceId: this.serviceId,
      connectionNotificationArn,
      // All there are: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpointConnectionNotification.html
      connectionEvents: ['Accept', 'Connect', 'Delete', 'Reject'],
    });
  }
}
