import { TerraformResource, type TerraformResourceConfig } from 'cdktf';
import type { Construct } from 'constructs';

/** Properties of {@link TerraformData}. */
export interface TerraformDataProps extends Pick<TerraformResourceConfig, 'dependsOn' | 'lifecycle'> {
  /** Any change replaces the resource. */
  readonly triggersReplace: Readonly<Record<string, string>>;
}

/**
 * Terraform's built-in resource `terraform_data`, which exists only in the state:
 * https://developer.hashicorp.com/terraform/language/resources/terraform-data
 *
 * cdktf's own `DataResource` runs `terraform version` at every synth. This one makes synth independent of Terraform.
 */
export class TerraformData extends TerraformResource {
  private readonly triggersReplace: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { triggersReplace, ...config }: TerraformDataProps) {
    super(scope, id, {
      ...config,
      terraformResourceType: 'terraform_data',
      terraformGeneratorMetadata: { providerName: 'terraform' },
    });
    this.triggersReplace = triggersReplace;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: this.triggersReplace };
  }
}
