import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { ClientConfiguration } from '../client-configuration/document';
import { documentBytes, PARAMETER_BYTES } from '../client-configuration/size';

/** Properties of {@link ClientConfigurationParameter}. */
export interface ClientConfigurationParameterProps {
  /** Name of the parameter, a path. */
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
      // Said, not left to Intelligent-Tiering: the tier costs money, and a plan should show it.
      tier: documentBytes(document) > PARAMETER_BYTES.standard ? 'Advanced' : 'Standard',
      value: Fn.jsonencode(document),
    });
  }
}
