import { partition as partitionOf } from '@aws-sdk/core/client';

/** The partition of a Region: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const partition = (region: string) => partitionOf(region).name;

/** Whether the AWS SDK lists a Region. It guesses the partition of any other, but has a description only of these. */
export const isRegion = (name: string) => /^[a-z]+(-[a-z]+)+-\d+$/.test(name) && 'description' in partitionOf(name);

/** How zone IDs shorten the parts of a Region's name. */
const DIRECTIONS: Readonly<Record<string, string>> = {
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  central: 'c',
};
const SECOND_PARTS: Readonly<Record<string, string>> = { '': '', '-gov': 'g', '-iso': 'i', '-isob': 'ib' };

/**
 * The beginning of a Region's zone IDs: `use1` of us-east-1, `apse2` of ap-southeast-2, `usgw1` of us-gov-west-1.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 *
 * @returns `undefined` where no zone ID of the Region is documented, as of the European Sovereign Cloud
 */
export function zoneIdPrefix(region: string): string | undefined {
  const [, geography, second = '', direction = '', number] = /^([a-z]+)(-[a-z]+)?-([a-z]+)-(\d+)$/.exec(region) ?? [];
  const middle = SECOND_PARTS[second];
  const end = DIRECTIONS[direction];
  return middle === undefined || end === undefined ? undefined : `${geography}${middle}${end}${number}`;
}

/** The Region that a zone ID is of, by the beginning of the ID; `undefined` where it is of no documented kind. */
export function regionOfZone(zoneId: string): string | undefined {
  for (const [second, middle] of Object.entries(SECOND_PARTS)) {
    for (const [direction, end] of Object.entries(DIRECTIONS)) {
      const [, geography, number] = new RegExp(`^([a-z]{2})${middle}${end}(\\d+)-`).exec(zoneId) ?? [];
      const region = `${geography}${second}-${direction}-${number}`;
      if (geography && isRegion(region)) return region;
    }
  }
  return undefined;
}
