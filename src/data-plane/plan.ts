/** The namespaces of a run and the links between them. Applying a plan changes what differs from the earlier one. */
export interface Plan {
  readonly namespaces: ReadonlyMap<string, NamespacePlan>;
  readonly links: readonly Link[];
}

/** The content of one namespace. */
export interface NamespacePlan {
  /** Addresses of the loopback interface. */
  readonly addresses: readonly string[];
  /** Routes, in the syntax of `ip route add`. */
  readonly routes: readonly string[];
  /**
   * Routing policy rules, in the syntax of `ip rule add`.
   * @default - none
   */
  readonly rules?: readonly string[];
  /**
   * Kernel parameters.
   * @default - the kernel's defaults
   */
  readonly sysctl?: Readonly<Record<string, string | number>>;
  /**
   * An nftables script that replaces the one of an earlier plan.
   * @default - none
   */
  readonly nft?: string;
  /**
   * Files in /etc, by name.
   * @default - those of this machine
   */
  readonly files?: Readonly<Record<string, string>>;
}

/** A veth pair between two namespaces. */
export interface Link {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
}

/** One end of a {@link Link}. */
export interface LinkEnd {
  readonly namespace: string;
  /** The interface's name, 15 characters at most. */
  readonly device: string;
  /** @default - none: the namespace's loopback addresses answer on it */
  readonly address?: string;
}

/** The empty plan. */
export const EMPTY_PLAN: Plan = { namespaces: new Map(), links: [] };

/**
 * The next hop of every link. All namespaces that forward packets share this link-local address, so links need no
 * networks that could overlap with those of a VPC or of the premises.
 */
export const GATEWAY = '169.254.1.1';

/** A route by way of the namespace at the other end of a link. */
export const via = (destination: string, device: string) => `${destination} via ${GATEWAY} dev ${device} onlink`;

/** Drops packets without a route silently, as a VPC does: no ICMP error is sent. */
export const DROP_THE_REST = 'blackhole default';
