import { TerraformResource, type TerraformResourceConfig } from 'cdktf';
import type { Construct } from 'constructs';

/** Properties of {@link TerraformData}. */
export interface TerraformDataProps extends Pick<TerraformResourceConfig, 'dependsOn' | 'lifecycle'> {
  /** Any change of it replaces the resource. */
  readonly triggersReplace: Readonly<Record<string, string>>;
}

/**
 * Terraform's own resource `terraform_data`, which exists in the state only:
 * https://developer.hashicorp.com/terraform/language/resources/terraform-data
 *
 * cdktf has `DataResource` for it, which runs `terraform version` each time it is synthesised. Synth needs no Terraform.
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
