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
      // Stated, not left to Intelligent-Tiering: the tier costs money, and a plan should show it. Back from Advanced to
      // Standard forces replacement, so for a moment there is no parameter.
      tier: documentBytes(document) > PARAMETER_BYTES.standard ? 'Advanced' : 'Standard',
      // Shown in plans, which hide `value`: the document holds names of secrets, never secrets.
      insecureValue: Fn.jsonencode(document),
    });
  }
}
