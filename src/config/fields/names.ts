import { type Expectation, isText, judged, text } from './expectation';

/** The expectation of a {@link label}. */
export const LABEL: Expectation = {
  allowed: 'lower-case letters, digits and single hyphens between them, beginning with a letter, 63 at most',
  why: 'it becomes part of Terraform addresses, AWS names and DNS names',
};

/** Every JavaScript object has a property of this name, and constructs keep their children in plain objects. */
const INHERITED: Expectation = {
  allowed: 'any other name',
  why: 'JavaScript objects have a property of this name already, so CDKTF takes it for a construct that exists',
};

const isInherited = (name: unknown) => typeof name === 'string' && name in Object.prototype;

/** Why a name does not fit; `undefined` where it does. */
export function labelMistake(name: unknown): Expectation | undefined {
  if (isInherited(name)) return INHERITED;
  // Single hyphens: an address has `_` for a run of them, so two names could get one address.
  return isText(name, /^(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/) ? undefined : LABEL;
}

/** The name of a server, consumer, account or service. It becomes part of Terraform addresses and DNS names. */
export const label = judged<string>(labelMistake);

/** What Terraform evaluates wherever it stands in text: https://developer.hashicorp.com/terraform/language/expressions/strings */
export const TERRAFORM_TEMPLATE = /[$%]\{/;

/**
 * The value of a `Name` tag to look something up by. EC2 takes `*` and `?` in a filter for wildcards and `\` for their
 * escape: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export const nameTag = judged<string>((value) => {
  if (isText(value, TERRAFORM_TEMPLATE)) {
    return { allowed: 'no "${" or "%{"', why: 'Terraform would evaluate it as a template instead of looking it up' };
  }
  if (isText(value, /[*?\\]/)) {
    return {
      allowed: 'no "*", "?" or "\\"',
      why: 'EC2 takes them for wildcards in a filter, so it could find something else than what has this name',
    };
  }
  return isText(value, isVisible(256))
    ? undefined
    : { allowed: '1 to 256 visible characters, spaces only between them', why: 'no Name tag has another value' };
});

/** Text of so many characters at most, none of them a control character, that does not begin or end with a space. */
function isVisible(most: number) {
  return (value: string) => value.length > 0 && [...value].length <= most && /^(?!\s)[^\p{C}]*(?<!\s)$/u.test(value);
}

/** The name that Sentinels monitor a master by. The characters are those that sentinel.conf documents as valid. */
export const masterName = text(/^[A-Za-z0-9._-]{1,128}$/, {
  allowed: 'letters, digits and ".", "-", "_", 128 at most, such as "mymaster"',
  why: 'Sentinel takes no other master name, and a space or line break would change the lines of sentinel.conf',
});

/** The name of an ACL user: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/ */
export const username = text(/^[\p{L}\p{N}._@:+=/~-]{1,128}$/u, {
  allowed: 'letters, digits and ._@:+=/~-, 128 characters at most',
  why: 'Redis takes no spaces, and quotes, commas or line breaks would change the lines of its configuration',
});

/** The name of a profile in the AWS configuration file of whoever runs Terraform. */
export const profile = text(/^[A-Za-z0-9_.@+=,:/-]{1,128}$/, {
  allowed: 'the name of a profile in ~/.aws/config: letters, digits and _.@+=,:/-, 128 characters at most',
  why: 'Terraform and the AWS SDK look the profile up by this name',
});

/** A version of Redis or Valkey: two or three numbers. */
export const serverVersion = text(/^\d{1,3}(\.\d{1,3}){1,2}$/, {
  allowed: 'two or three numbers in quotes, such as "9.0" or "9.0.1"',
  why: 'it is compared with the first version that has a setting',
});
