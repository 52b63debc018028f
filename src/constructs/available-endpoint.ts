import { DataAwsVpcEndpoint } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint';
import { conditional, type ITerraformDependable, Op, Token } from 'cdktf';
import { Construct } from 'constructs';

/** Properties of {@link AvailableEndpoint}. */
export interface AvailableEndpointProps {
  /** The endpoint's ID, or a reference to it. */
  readonly endpointId: string;
  /** The zones that it is in, for the error about an endpoint that is not available. */
  readonly where: string;
  /**
   * The resource that creates the endpoint. The endpoint is looked up after pending changes to it.
   * @default - another stack creates it
   */
  readonly dependsOn?: ITerraformDependable;
  /** Advice for the error about an endpoint that is not available. */
  readonly otherwise: string;
}

const AVAILABLE = 'available';

/** An endpoint whose names may be published only while it carries traffic: once it has been accepted. */
export class AvailableEndpoint extends Construct {
  /** The precondition of whatever publishes the endpoint. */
  readonly precondition: { readonly condition: string; readonly errorMessage: string };
  private readonly state: string;

  constructor(scope: Construct, id: string, { endpointId, where, dependsOn, otherwise }: AvailableEndpointProps) {
    super(scope, id);
    this.state = new DataAwsVpcEndpoint(this, 'Resource', {
      id: endpointId,
      dependsOn: dependsOn && [dependsOn],
    }).state;
    this.precondition = {
      condition: Token.asString(Op.eq(this.state, AVAILABLE)),
      errorMessage: `The endpoint in ${where} is ${this.state}, so its address is not published. ${otherwise}`,
    };
  }

  /** A value that the endpoint may lack until it is available. Null lets the precondition report that. */
  orNull(value: string): string {
    return Token.asString(conditional(Op.eq(this.state, AVAILABLE), value, Token.nullValue()));
  }
}
