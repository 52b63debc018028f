import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { ClientConfiguration } from '../client-configuration/document';
import { documentBytes, PARAMETER_BYTES } from '../client-configuration/size';
import { acceptFinding } from './accepted-finding';

/** Properties of {@link ClientConfigurationParameter}. */
export interface ClientConfigurationParameterProps {
  /** Name of the parameter: a path, such as `/redis-privatelink/example/dev/client-configuration`. */
  readonly name: string;
  readonly document: ClientConfiguration;
}

/** A client configuration in SSM Parameter Store. */
export class ClientConfigurationParameter extends Construct {
  constructor(scope: Construct, id: string, { name, document }: ClientConfigurationParameterProps) {
    super(scope, id);
    const parameter = new SsmParameter(this, 'Resource', {
      name,
      description: 'How to connect to Redis: docs/clients.md',
      type: 'String',
      // Explicit rather than Intelligent-Tiering: the Advanced tier costs money, so plans should show it. Changing it
      // back to Standard forces replacement, during which the parameter is missing.
      tier: documentBytes(document) > PARAMETER_BYTES.standard ? 'Advanced' : 'Standard',
      // Plans hide `value` but show this one.
      insecureValue: Fn.jsonencode(document),
    });
    acceptFinding(
      parameter,
      'CKV2_AWS_34',
      'The document holds names of secrets, never secrets: clients read it without a KMS key, and plans show it.',
    );
  }
}
