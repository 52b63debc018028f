import type { ClientConfiguration } from './document';

/** Bytes that an SSM parameter holds: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
export const PARAMETER_BYTES = { standard: 4096, advanced: 8192 } as const;

/** Stands for an endpoint's name that AWS has not given yet: the longest is some 100 characters long. */
const LONGEST_ENDPOINT_DNS_NAME = 'x'.repeat(128);

/** How many bytes a document takes in a parameter, at most: the endpoints' names may not be known yet. */
export function documentBytes(document: ClientConfiguration): number {
  const zones = Object.keys(document.endpointDnsNames);
  const endpointDnsNames = Object.fromEntries(zones.map((zone) => [zone, LONGEST_ENDPOINT_DNS_NAME]));
  return Buffer.byteLength(JSON.stringify({ ...document, endpointDnsNames }));
}
