import { both, type Condition, type Needs } from '../permission';
import type { Use } from '../use';

/**
 * The private hosted zone, its records and associations, and health checks. Route 53 knows neither the tags of a resource
 * nor those of a request, and assigns the IDs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
export const DNS_KINDS: Readonly<Record<string, (use: Use) => Needs>> = {
  'data.aws_route53_zone': (use) => ({
    read: [
      { action: 'route53:ListHostedZones', resources: ['*'] },
      { action: 'route53:GetHostedZone', resources: [zone(use)] },
      { action: 'route53:ListTagsForResource', resources: [zone(use)] },
    ],
  }),
  aws_route53_zone: (use) => {
    const zones = { resources: [zone(use)] };
    return {
      read: [
        { action: 'route53:GetHostedZone', ...zones },
        { action: 'route53:ListTagsForResource', ...zones },
      ],
      create: [
        { action: 'route53:CreateHostedZone', resources: ['*'], condition: privateOnly(use) },
        { action: 'route53:ChangeTagsForResource', ...zones },
        waiting(use),
      ],
      update: [
        { action: 'route53:UpdateHostedZoneComment', ...zones },
        { action: 'route53:ChangeTagsForResource', ...zones },
      ],
      delete: [{ action: 'route53:DeleteHostedZone', ...zones }, waiting(use)],
    };
  },
  aws_route53_record: (use) => {
    const zones = { resources: [zone(use)] };
    const changing = { action: 'route53:ChangeResourceRecordSets', ...zones, condition: ownRecords(use) };
    return {
      read: [
        { action: 'route53:GetHostedZone', ...zones },
        { action: 'route53:ListResourceRecordSets', ...zones },
      ],
      create: [changing, waiting(use)],
      update: [changing, waiting(use)],
      delete: [changing, waiting(use)],
    };
  },
  aws_route53_zone_association: (use) => {
    const zones = { resources: [zone(use)], condition: theseVpcs(use) };
    return {
      read: [
        { action: 'route53:GetHostedZone', resources: [zone(use)] },
        { action: 'route53:ListHostedZonesByVPC', resources: ['*'] },
      ],
      create: [{ action: 'route53:AssociateVPCWithHostedZone', ...zones }, waiting(use)],
      delete: [{ action: 'route53:DisassociateVPCFromHostedZone', ...zones }, waiting(use)],
    };
  },
  aws_route53_vpc_association_authorization: (use) => {
    const zones = { resources: [zone(use)], condition: theseVpcs(use) };
    return {
      read: [{ action: 'route53:ListVPCAssociationAuthorizations', resources: [zone(use)] }],
      create: [{ action: 'route53:CreateVPCAssociationAuthorization', ...zones }],
      delete: [{ action: 'route53:DeleteVPCAssociationAuthorization', ...zones }],
    };
  },
  aws_route53_health_check: (use) => {
    const checks = { resources: [`arn:${use.partition}:route53:::healthcheck/*`] };
    return {
      read: [
        { action: 'route53:GetHealthCheck', ...checks },
        { action: 'route53:ListTagsForResource', ...checks },
      ],
      create: [
        { action: 'route53:CreateHealthCheck', resources: ['*'] },
        { action: 'route53:ChangeTagsForResource', ...checks },
      ],
      update: [
        { action: 'route53:UpdateHealthCheck', ...checks },
        { action: 'route53:ChangeTagsForResource', ...checks },
      ],
      delete: [{ action: 'route53:DeleteHealthCheck', ...checks }],
    };
  },
};

const zone = (use: Use) => `arn:${use.partition}:route53:::hostedzone/*`;

const waiting = (use: Use) => ({
  action: 'route53:GetChange',
  resources: [`arn:${use.partition}:route53:::change/*`],
  call: 'waiting for a change',
});

/** A zone with a VPC of the Region, which makes it private. */
const privateOnly = (use: Use): Condition => ({
  'ForAllValues:StringLike': { 'route53:VPCs': `VPCId=vpc-*,VPCRegion=${use.place.region}` },
  Null: { 'route53:VPCs': 'false' },
});

/** The VPCs that the environment names. */
const theseVpcs = (use: Use): Condition => ({
  'ForAllValues:StringEquals': {
    'route53:VPCs': use.values('vpc_id').map((id) => `VPCId=${id},VPCRegion=${use.place.region}`),
  },
  Null: { 'route53:VPCs': 'false' },
});

/**
 * Records in the environment's zones, of the types that it uses. Names are in lower case and without a final dot:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
 */
function ownRecords(use: Use): Condition {
  // A label that is known only after a deployment, such as the one of the TXT record that AWS asks for, may be any.
  const names = use.blocks.map(({ args }) => (args.name as string).replaceAll(/\$\{.*\}/g, '*').toLowerCase());
  const zones = [...new Set(names)].filter((name) => !names.some((other) => name.endsWith(`.${other}`)));
  return both({
    'ForAllValues:StringLike': {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': zones
        .sort()
        .flatMap((name) => (name.startsWith('*') ? [name] : [name, `*.${name}`])),
    },
    'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': use.values('type').sort() },
    Null: { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': 'false' },
  });
}
