import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { ClientConfiguration } from '../client-configuration/document';

/** Properties of {@link ClientConfigurationParameter}. */
export interface ClientConfigurationParameterProps {
  /** Name of the parameter, a path. */
  readonly name: string;
  readonly document: ClientConfiguration;
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const STANDARD_TIER_BYTES = 4096;
const ADVANCED_TIER_BYTES = 8192;

/** The longest name that AWS gives to an endpoint is some 100 characters long: counted when it is not known yet. */
const ENDPOINT_DNS_NAME = 'x'.repeat(128);

/** A client configuration in SSM Parameter Store. */
export class ClientConfigurationParameter extends Construct {
  /**
   * @throws Error where the document is larger than a parameter can be.
   */
  constructor(scope: Construct, id: string, { name, document }: ClientConfigurationParameterProps) {
    super(scope, id);
    const bytes = largestSize(document);
    if (bytes > ADVANCED_TIER_BYTES) {
      throw new Error(
        `The client configuration ${name} takes up to ${bytes} bytes, and an SSM parameter holds ${ADVANCED_TIER_BYTES}: ` +
          'shorten dns.zoneName or the names of the servers.',
      );
    }
    new SsmParameter(this, 'Resource', {
      name,
      description: 'How to connect to Redis: docs/clients.md',
      type: 'String',
      // Said, not left to Intelligent-Tiering: the tier costs money, and a plan should show it.
      tier: bytes > STANDARD_TIER_BYTES ? 'Advanced' : 'Standard',
      value: Fn.jsonencode(document),
    });
  }
}

function largestSize(document: ClientConfiguration): number {
  const endpointDnsNames = Object.fromEntries(
    Object.keys(document.endpointDnsNames).map((zone) => [zone, ENDPOINT_DNS_NAME]),
  );
  return Buffer.byteLength(JSON.stringify({ ...document, endpointDnsNames }));
}
