import type { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { TerraformData } from './terraform-data';

/**
 * Makes Terraform create new resources before it destroys those that they supersede at other addresses. By itself it
 * does not order the two, and may destroy the old one first.
 *
 * This resource depends on all of them, and is replaced (created first) whenever the set changes. So new resources are
 * created before it, and old ones, which its predecessor depends on, are destroyed after that predecessor:
 * https://github.com/hashicorp/terraform/blob/main/docs/destroying.md
 *
 * The resources themselves must have `createBeforeDestroy`.
 */
export class NewBeforeOld extends Construct {
  /**
   * @param keys identify the resources, and must change with them; plans show them
   */
  constructor(scope: Construct, id: string, keys: readonly string[], resources: readonly TerraformResource[]) {
    super(scope, id);
    new TerraformData(this, 'Resource', {
      triggersReplace: { resources: keys.join(' ') },
      dependsOn: [...resources],
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
