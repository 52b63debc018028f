/** What the namespaces of a run are to be. A plan that follows another one changes only what differs. */
export interface Plan {
  readonly namespaces: ReadonlyMap<string, NamespacePlan>;
  readonly links: readonly Link[];
}

export interface NamespacePlan {
  /** Addresses of its own, on its loopback interface. */
  readonly addresses: readonly string[];
  /** As `ip route add` takes them. */
  readonly routes: readonly string[];
  /** As `ip rule add` takes them. */
  readonly rules?: readonly string[];
  /** Kernel settings. */
  readonly sysctl?: Readonly<Record<string, string | number>>;
  /** An nftables script that can be put into effect over an earlier one. */
  readonly nft?: string;
  /** Files in /etc, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A cable between two namespaces. */
export interface Link {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
}

export interface LinkEnd {
  readonly namespace: string;
  /** The interface's name, 15 characters at most. */
  readonly device: string;
  /** @default - none: the namespace's own addresses answer on it */
  readonly address?: string;
}

/** A plan that nothing is of. */
export const NOTHING: Plan = { namespaces: new Map(), links: [] };

/**
 * Every namespace that forwards has this address: whoever has a cable to one sends what is for others there. So no
 * network of links has to be thought up that a VPC or the premises could have too.
 */
export const GATEWAY = '169.254.1.1';

/** A route by the gateway at the other end of a cable. */
export const via = (destination: string, device: string) => `${destination} via ${GATEWAY} dev ${device} onlink`;

/** What has no route is lost without a word, as in a VPC: no host is reported as unreachable. */
export const LOSE_THE_REST = 'blackhole default';
