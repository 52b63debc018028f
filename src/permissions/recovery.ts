import type { NeededPermission } from './permission';

const look = (action: string, onlyOnAws: string): NeededPermission => ({
  action,
  resources: ['*'],
  onlyOnAws,
  neededBy: 'npm run recover',
});

/** What `npm run recover` needs beyond a deployment, to find objects that no state knows. None of it supports resources. */
export const RECOVERY: readonly NeededPermission[] = [
  look('ec2:DescribeTags', 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html'),
  look(
    'tag:GetResources',
    'https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html',
  ),
  look(
    'route53:ListHostedZonesByName',
    'https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html',
  ),
  look('route53:ListHealthChecks', 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHealthChecks.html'),
];
