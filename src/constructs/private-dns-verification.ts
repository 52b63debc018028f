import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { VpcEndpointServicePrivateDnsVerification } from '@cdktf/provider-aws/lib/vpc-endpoint-service-private-dns-verification';
import { Construct } from 'constructs';

/** Properties of {@link PrivateDnsVerification}. */
export interface PrivateDnsVerificationProps {
  readonly serviceId: string;
  /** The service's private DNS name. */
  readonly privateDnsName: string;
  /** Domain name of the public hosted zone that the name is in. */
  readonly publicZoneName: string;
  /** The TXT record that AWS asks for: the first label of its name, and its value. */
  readonly record: { readonly name: string; readonly value: string };
}

const TXT_TTL_SECONDS = 300;

/**
 * Proves to AWS that the domain of a private DNS name is ours. Endpoints can have the name from then on.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html#verify-domain-ownership
 */
export class PrivateDnsVerification extends Construct {
  constructor(scope: Construct, id: string, props: PrivateDnsVerificationProps) {
    super(scope, id);
    const { privateDnsName, publicZoneName, record, serviceId } = props;
    const zone = new DataAwsRoute53Zone(this, 'public-zone', { name: publicZoneName, privateZone: false });
    const proof = new Route53Record(this, 'record', {
      zoneId: zone.zoneId,
      name: `${record.name}.${privateDnsName}`,
      type: 'TXT',
      ttl: TXT_TTL_SECONDS,
      records: [record.value],
    });
    new VpcEndpointServicePrivateDnsVerification(this, 'Resource', {
      serviceId,
      waitForVerification: true,
      dependsOn: [proof],
      // AWS verifies each name by itself, and the provider does not ask again by itself.
      lifecycle: { replaceTriggeredBy: [`${Route53Record.tfResourceType}.${proof.friendlyUniqueId}.id`] },
    });
  }
}
