import type { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { TerraformData } from './terraform-data';

/**
 * Has Terraform create resources before it destroys those that they take the place of, where both have addresses of
 * their own: it orders a new and a removed resource in no way, and the old one may go first.
 *
 * This resource depends on all of them and is replaced whenever there are others, the new one first. So what is new is
 * created before it, and what is old, which its predecessor depends on, is destroyed after that has gone:
 * https://github.com/hashicorp/terraform/blob/main/docs/destroying.md
 *
 * The resources themselves must have `createBeforeDestroy`.
 */
export class NewBeforeOld extends Construct {
  /**
   * @param keys what tells the resources apart, for the plan to show: it must change with them
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
