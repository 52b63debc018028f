import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { ClientConfiguration } from '../client-configuration/document';
import { documentBytes, PARAMETER_BYTES } from '../client-configuration/size';

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
    new SsmParameter(this, 'Resource', {
      name,
      description: 'How to connect to Redis: docs/clients.md',
      type: 'String',
      // Explicit rather than Intelligent-Tiering: the Advanced tier costs money, so plans should show it. Changing it
      // back to Standard forces replacement, during which the parameter is missing.
      tier: documentBytes(document) > PARAMETER_BYTES.standard ? 'Advanced' : 'Standard',
      // Plans hide `value` but show this one. The document holds names of secrets, never secrets.
      insecureValue: Fn.jsonencode(document),
    });
  }
}
