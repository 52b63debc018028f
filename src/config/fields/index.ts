import { z } from 'zod';
import { type FieldsCheck, judged } from './expectation';
import { nameTag } from './names';

export * from './aws';
export { type Expectation, nonEmpty, nonEmptyRecord, oneOf } from './expectation';
export { label, masterName, profile, serverVersion, username } from './names';
export * from './networks';

/** A TCP port, 1 to 65535. */
export const port = judged<number>((value) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535
    ? undefined
    : { allowed: 'a whole number from 1 to 65535', why: 'TCP has no other ports' },
);

/** A whole number within bounds, both included. */
export const wholeNumber = (least: number, most: number, why: string) =>
  judged<number>((value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : { allowed: `a whole number from ${least} to ${most}`, why },
  );

/** The check that a password is kept in one place: spread it into `refine`. */
export const onePassword: [(credentials: PasswordSources) => boolean, FieldsCheck] = [
  ({ passwordSecretName, passwordParameterName }) =>
    (passwordSecretName === undefined) !== (passwordParameterName === undefined),
  {
    params: {
      allowed: 'either passwordSecretName or passwordParameterName',
      why: 'clients read the password from one place, and it is never written down here',
    },
    when: ({ value }) => typeof value === 'object' && value !== null,
  },
];

interface PasswordSources {
  passwordSecretName?: string;
  passwordParameterName?: string;
}

/** How to find something that exists already: by exactly one of these. */
export const locator = {
  /** Its ID, such as vpc-0123456789abcdef0. */
  id: z.string().optional(),
  /**
   * The value of its `Name` tag, 1 to 256 characters. Exactly one thing of its kind has it. Only in the account that owns
   * it: other accounts can't see the owner's tags on a VPC, subnet or Transit Gateway shared by AWS RAM, and the lookup
   * finds nothing (terraform-provider-aws #34280). Use the ID there.
   */
  name: nameTag.optional(),
};

/** The check of a {@link locator}: spread it into `refine`. */
export function locatedBy(idPrefix: string): [(ref: Locator) => boolean, FieldsCheck] {
  const isId = (id: string) => id.startsWith(idPrefix) && /^[0-9a-f]{8,17}$/.test(id.slice(idPrefix.length));
  return [
    ({ id, name }) => (id === undefined ? name !== undefined : name === undefined && isId(id)),
    {
      params: {
        allowed: `either id: '${idPrefix}<8 to 17 hex digits>' or name: '<value of its Name tag>', not both`,
        why: 'it exists already, and Terraform looks it up by the one or the other',
      },
      when: ({ value }) => z.object(locator).safeParse(value).success,
    },
  ];
}

/** Something that exists already, found by its ID or by its `Name` tag. */
export type Locator = z.infer<z.ZodObject<typeof locator>>;
