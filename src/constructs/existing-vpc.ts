import { DataAwsRouteTable } from '@cdktf/provider-aws/lib/data-aws-route-table';
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { Op, type TerraformResourceLifecycle, TerraformSelf } from 'cdktf';
import { Construct } from 'constructs';
import type { Locator } from '../config/fields';
import type { Subnet, Vpc } from '../config/schema';

/** Properties of {@link ExistingVpc}. */
export interface ExistingVpcProps {
  readonly vpc: Vpc;
  /** One in each zone. */
  readonly subnets: readonly Subnet[];
  /**
   * Route tables by their names in the environment, which become part of Terraform addresses.
   * @default - none are looked up
   */
  readonly routeTables?: Readonly<Record<string, Locator>>;
  /**
   * Whether the VPC must be able to resolve a private hosted zone's names.
   * @default false
   */
  readonly resolvesPrivateZone?: boolean;
}

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html */
const PRIVATE_ZONE_RESOLVED = {
  condition: Op.and(TerraformSelf.getString('enable_dns_support'), TerraformSelf.getString('enable_dns_hostnames')),
  errorMessage:
    'The VPC cannot resolve private hosted zones: turn on its attributes enableDnsSupport and enableDnsHostnames.',
};

/** AWS lists disassociated CIDR blocks for a while; only associated ones count. */
const ASSOCIATED = '[for a in self.cidr_block_associations : a.cidr_block if a.state == "associated"]';

/** A subnet as AWS knows it. */
export interface FoundSubnet {
  /** Its name, else its ID, for messages. */
  readonly name: string;
  /** Number of unused addresses. */
  readonly freeAddresses: number;
}

/** An existing VPC. The plan fails if it, or a part of it, differs from the environment. */
export class ExistingVpc extends Construct {
  readonly vpcId: string;
  /** Subnet IDs by zone ID. */
  readonly subnetIds: ReadonlyMap<string, string>;
  /** IPv4 CIDR blocks of the subnets, by zone ID. */
  readonly subnetCidrs: ReadonlyMap<string, string>;
  /** The subnets, by zone ID. */
  readonly subnets: ReadonlyMap<string, FoundSubnet>;
  /** Availability Zone names in this account, by zone ID. */
  readonly zoneNames: ReadonlyMap<string, string>;
  /** Route table IDs by the route tables' names in the environment. */
  readonly routeTableIds: ReadonlyMap<string, string>;

  constructor(
    scope: Construct,
    id: string,
    { vpc, subnets, routeTables = {}, resolvesPrivateZone = false }: ExistingVpcProps,
  ) {
    super(scope, id);
    this.vpcId = this.findVpc(vpc, resolvesPrivateZone);
    const found = subnets.map((subnet) => [subnet.zoneId, this.findSubnet(subnet)] as const);
    this.subnetIds = new Map(found.map(([zoneId, { id }]) => [zoneId, id]));
    this.subnetCidrs = new Map(found.map(([zoneId, { cidrBlock }]) => [zoneId, cidrBlock]));
    this.subnets = new Map(
      found.map(([zoneId, { availableIpAddressCount }], i) => [
        zoneId,
        { name: nameOf(subnets[i] as Subnet), freeAddresses: availableIpAddressCount },
      ]),
    );
    this.zoneNames = new Map(found.map(([zoneId, { availabilityZone }]) => [zoneId, availabilityZone]));
    this.routeTableIds = new Map(
      Object.entries(routeTables).map(([key, table]) => [key, this.findRouteTable(key, table)]),
    );
  }

  private findVpc(vpc: Vpc, resolvesPrivateZone: boolean): string {
    const expected = JSON.stringify(vpc.cidrs);
    return new DataAwsVpc(this, 'Resource', {
      ...byIdOrName(vpc),
      lifecycle: {
        postcondition: [
          {
            condition: `\${toset(${ASSOCIATED}) == toset(${expected})}`,
            errorMessage: `The VPC ${nameOf(vpc)} has the CIDR blocks \${join(", ", ${ASSOCIATED})}; the environment states ${vpc.cidrs.join(', ')}.`,
          },
          ...(resolvesPrivateZone ? [PRIVATE_ZONE_RESOLVED] : []),
        ],
      },
    }).id;
  }

  private findSubnet({ zoneId, address: _, ...subnet }: Subnet): DataAwsSubnet {
    return new DataAwsSubnet(this, `subnet-${zoneId}`, {
      ...this.insideVpc(subnet),
      lifecycle: {
        postcondition: [
          this.isInVpc(`The subnet ${nameOf(subnet)}`),
          {
            condition: Op.eq(TerraformSelf.getString('availability_zone_id'), zoneId),
            errorMessage: `The subnet ${nameOf(subnet)} is in the zone \${self.availability_zone_id}, not in ${zoneId} as the environment states.`,
          },
        ],
      },
    });
  }

  private findRouteTable(key: string, table: Locator): string {
    const { id, ...found } = this.insideVpc(table);
    return new DataAwsRouteTable(this, `route-table-${key}`, {
      ...found,
      routeTableId: id,
      lifecycle: this.mustBeInVpc(`The route table ${nameOf(table)}`),
    }).routeTableId;
  }

  /** Looks up a name in this VPC only, since others may repeat it; an ID anywhere, since a postcondition checks it. */
  private insideVpc(ref: Locator) {
    return ref.id ? { id: ref.id } : { ...byIdOrName(ref), vpcId: this.vpcId };
  }

  private mustBeInVpc(subject: string): TerraformResourceLifecycle {
    return { postcondition: [this.isInVpc(subject)] };
  }

  private isInVpc(subject: string) {
    return {
      condition: Op.eq(TerraformSelf.getString('vpc_id'), this.vpcId),
      errorMessage: `${subject} is in \${self.vpc_id}, not in the VPC that the environment states.`,
    };
  }
}

/** Arguments of a data source that looks up by ID or `Name` tag. */
export function byIdOrName({ id, name }: Locator) {
  return id ? { id } : { filter: [{ name: 'tag:Name', values: [name as string] }] };
}

/** The name, else the ID, for messages. Terraform addresses must not depend on how something is found. */
export function nameOf({ id, name }: Locator): string {
  return name ?? (id as string);
}
