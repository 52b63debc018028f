import * as ipaddr from 'ipaddr.js';
import { bits, isNetwork, overlap } from '../cidrs';
import { type Expectation, isText, judged, text } from './expectation';

/** An IPv4 address. */
export const ipv4 = text((value) => ipaddr.IPv4.isValidFourPartDecimal(value), {
  allowed: 'an IPv4 address in four decimal parts, such as 10.0.4.10',
  why: 'the target group is of type ip',
});

const NETWORK: Expectation = {
  allowed: 'an IPv4 network whose host bits are zero, such as 10.3.0.0/16',
  why: 'AWS refuses or silently rewrites anything else, and a rewrite shows up in every later plan',
};

/** Networks that no packet between hosts comes from: https://www.iana.org/assignments/iana-ipv4-special-registry */
const UNUSABLE: readonly (readonly [network: string, what: string])[] = [
  ['0.0.0.0/8', '"this network"'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
];

/** No private network is wider than 10.0.0.0/8. */
const WIDEST = 8;

/** A network that clients connect from, or that is on premises. */
export const cidr = judged<string>((value) => {
  if (!isText(value, isNetwork)) return NETWORK;
  if (bits(value) < WIDEST) {
    return {
      allowed: `a network of /${WIDEST} to /32, such as 10.0.0.0/8`,
      why: 'no private network is wider: this one takes in large parts of the Internet, if not all of it',
    };
  }
  return unusable(value);
});

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const VPC_BITS = { least: 16, most: 28 };

/** A CIDR block of a VPC. */
export const vpcCidr = judged<string>((value) => {
  if (!isText(value, isNetwork)) return NETWORK;
  if (bits(value) < VPC_BITS.least || bits(value) > VPC_BITS.most) {
    return {
      allowed: `a block of /${VPC_BITS.least} to /${VPC_BITS.most}, such as 10.3.0.0/16`,
      why: 'a VPC has no larger and no smaller blocks',
    };
  }
  return unusable(value);
});

function unusable(network: string): Expectation | undefined {
  const found = UNUSABLE.find(([other]) => overlap(network, other));
  if (!found) return undefined;
  return {
    allowed: `a network outside ${found[0]}`,
    why: `its addresses are ${found[1]}: no other host is reached by them`,
  };
}

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html, less names that are no host names. */
export const domainName = text(
  /^(?=.{1,150}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  {
    allowed:
      'a domain name in lower case without a dot at the end, such as redis.joda-toda.internal, 150 characters at most',
    why: "the servers' and zones' names go before it, and DNS has 253 characters for the whole",
  },
);
