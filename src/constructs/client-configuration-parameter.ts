import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { ClientConfiguration } from '../client-configuration/document';

/** Properties of {@link ClientConfigurationParameter}. */
export interface ClientConfigurationParameterProps {
  /** Name of the parameter: a path, such as `/redis-privatelink/example/dev/client-configuration`. */
  readonly name: string;
  readonly document: ClientConfiguration;
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const STANDARD_TIER_BYTES = 4096;
const ADVANCED_TIER_BYTES = 8192;

/** Stands for the names of endpoints that do not exist yet: AWS's are some 100 characters long. */
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
      // Stated, not left to Intelligent-Tiering: the tier costs money, and a plan should show it. Back from Advanced to
      // Standard forces replacement, so for a moment there is no parameter.
      tier: ClientConfigurationParameter.bytesOf(document) > STANDARD_TIER_BYTES ? 'Advanced' : 'Standard',
      // Shown in plans, which hide `value`: the document holds names of secrets, never secrets.
      insecureValue: Fn.jsonencode(document),
    });
  }

  /** The most bytes that a document takes in a parameter, with room for names of endpoints that do not exist yet. */
  static bytesOf(document: ClientConfiguration): number {
    const zones = Object.keys(document.endpointDnsNames);
    const endpointDnsNames = Object.fromEntries(zones.map((zone) => [zone, ENDPOINT_DNS_NAME]));
    return Buffer.byteLength(JSON.stringify({ ...document, endpointDnsNames }));
  }
}
