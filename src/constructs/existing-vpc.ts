import { DataAwsRouteTable } from '@cdktf/provider-aws/lib/data-aws-route-table';
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { Op, type TerraformResourceLifecycle, TerraformSelf } from 'cdktf';
import { Construct } from 'constructs';
import type { Locator } from '../config/fields';
import type { RouteTable, Subnet, Vpc } from '../config/schema';

/** Properties of {@link ExistingVpc}. */
export interface ExistingVpcProps {
  readonly vpc: Vpc;
  /** One in each zone. */
  readonly subnets: readonly Subnet[];
  /** @default - none are looked up */
  readonly routeTables?: readonly RouteTable[];
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
    'The VPC resolves no private hosted zone: turn on its attributes enableDnsSupport and enableDnsHostnames.',
};

/** A block that is being disassociated is listed for a while, and is no longer the VPC's. */
const ASSOCIATED = '[for a in self.cidr_block_associations : a.cidr_block if a.state == "associated"]';

/** A subnet as AWS knows it. */
export interface FoundSubnet {
  /** Its name, else its ID, for messages. */
  readonly name: string;
  /** Number of addresses that nothing has. */
  readonly freeAddresses: number;
}

/** A VPC that exists already. Planning fails where it, or a part of it, differs from the environment. */
export class ExistingVpc extends Construct {
  readonly vpcId: string;
  /** Subnet IDs by zone ID. */
  readonly subnetIds: ReadonlyMap<string, string>;
  /** IPv4 CIDR blocks of the subnets, by zone ID. */
  readonly subnetCidrs: ReadonlyMap<string, string>;
  /** The subnets, by zone ID. */
  readonly subnets: ReadonlyMap<string, FoundSubnet>;
  /** Names that the account has for the subnets' zones, by zone ID. */
  readonly zoneNames: ReadonlyMap<string, string>;
  /** IDs of the route tables by what their addresses are made of: their key, name or ID in the environment. */
  readonly routeTableIds: ReadonlyMap<string, string>;

  constructor(
    scope: Construct,
    id: string,
    { vpc, subnets, routeTables = [], resolvesPrivateZone = false }: ExistingVpcProps,
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
    this.routeTableIds = new Map(routeTables.map((table) => [keyOf(table), this.findRouteTable(table)]));
  }

  private findVpc(vpc: Vpc, resolvesPrivateZone: boolean): string {
    const stated = JSON.stringify(vpc.cidrs);
    return new DataAwsVpc(this, 'Resource', {
      ...byIdOrName(vpc),
      lifecycle: {
        postcondition: [
          {
            condition: `\${toset(${ASSOCIATED}) == toset(${stated})}`,
            errorMessage: `The VPC ${nameOf(vpc)} has not exactly the CIDR blocks ${vpc.cidrs.join(', ')} that the environment states, but \${join(", ", ${ASSOCIATED})}.`,
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

  private findRouteTable({ key, ...table }: RouteTable): string {
    const { id, ...found } = this.insideVpc(table);
    return new DataAwsRouteTable(this, `route-table-${keyOf({ key, ...table })}`, {
      ...found,
      routeTableId: id,
      lifecycle: this.mustBeInVpc(`The route table ${nameOf(table)}`),
    }).routeTableId;
  }

  /** A name is looked up in this VPC only, since names repeat elsewhere; an ID is looked up anywhere and then checked. */
  private insideVpc(ref: Locator) {
    return ref.id ? { id: ref.id } : { ...byIdOrName(ref), vpcId: this.vpcId };
  }

  private mustBeInVpc(what: string): TerraformResourceLifecycle {
    return { postcondition: [this.isInVpc(what)] };
  }

  private isInVpc(what: string) {
    return {
      condition: Op.eq(TerraformSelf.getString('vpc_id'), this.vpcId),
      errorMessage: `${what} is in \${self.vpc_id}, not in the VPC that the environment states.`,
    };
  }
}

/** The arguments that find something by its ID or its `Name` tag. */
export function byIdOrName({ id, name }: Locator) {
  return id ? { id } : { filter: [{ name: 'tag:Name', values: [name as string] }] };
}

const keyOf = ({ key, ...table }: RouteTable) => key ?? nameOf(table);

/** Its name, else its ID: for addresses and messages. */
export function nameOf({ id, name }: Locator): string {
  return name ?? (id as string);
}
