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
  /** The largest document that a parameter can hold, in bytes. */
  static readonly MOST_BYTES = ADVANCED_TIER_BYTES;

  constructor(scope: Construct, id: string, { name, document }: ClientConfigurationParameterProps) {
    super(scope, id);
    new SsmParameter(this, 'Resource', {
      name,
      description: 'How to connect to Redis: docs/clients.md',
      type: 'String',
      // Said, not left to Intelligent-Tiering: the tier costs money, and a plan should show it.
      tier: ClientConfigurationParameter.bytesOf(document) > STANDARD_TIER_BYTES ? 'Advanced' : 'Standard',
      value: Fn.jsonencode(document),
    });
  }

  /** How many bytes a document takes in a parameter, at most: not all of it may be known yet. */
  static bytesOf(document: ClientConfiguration): number {
    const zones = Object.keys(document.endpointDnsNames);
    const endpointDnsNames = Object.fromEntries(zones.map((zone) => [zone, ENDPOINT_DNS_NAME]));
    return Buffer.byteLength(JSON.stringify({ ...document, endpointDnsNames }));
  }
}
