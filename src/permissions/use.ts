import { partition } from '../config/regions';
import type { Block } from './blocks';
import type { Condition, Permission } from './permission';

/** The account and Region that permissions are in. */
export interface Place {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Name of the account that the endpoint service is in, and its ID. */
  readonly serviceAccountId: string;
  /** The tags that every stack of the environment shares, without `Stack`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The tags that tell the project's resources from all others. */
const IDENTIFYING_TAGS = ['Project', 'Environment'];

/** A kind of resource or data source in the stacks of an account. */
export class Use {
  /**
   * @param place where it is
   * @param blocks all of this kind in the account's stacks: at least one
   * @param others all blocks of the account's stacks
   */
  constructor(
    readonly place: Place,
    readonly blocks: readonly Block[],
    readonly others: readonly Block[],
  ) {}

  /** An ARN in the account and Region. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.place.region}:${this.place.accountId}:${resource}`;
  }

  get partition(): string {
    return partition(this.place.region);
  }

  /** The account's EC2 resources of a type. */
  ec2(type: string): string {
    return this.arn('ec2', `${type}/*`);
  }

  /** An action on every resource of a Region, since it supports no narrower one. */
  look(action: string, more: Partial<Permission> = {}): Permission {
    return {
      action,
      resources: ['*'],
      condition: { StringEquals: { 'aws:RequestedRegion': this.place.region } },
      ...more,
    };
  }

  /** The request gives a new resource the project's tags. */
  get requested(): Condition {
    return { StringEquals: this.tagKeys('aws:RequestTag') };
  }

  /** The resource has the project's tags. */
  get own(): Condition {
    return { StringEquals: this.tagKeys('aws:ResourceTag') };
  }

  /** The resource has the project's tags, and the request leaves them as they are. */
  get retagged(): Condition {
    return { ...this.own, StringEqualsIfExists: this.tagKeys('aws:RequestTag') };
  }

  /** The resource has the project's tags, and the request removes none of them. */
  get untagged(): Condition {
    return {
      ...this.own,
      'ForAllValues:StringNotEquals': { 'aws:TagKeys': [...IDENTIFYING_TAGS, 'Stack'] },
    };
  }

  /** The values of an argument that is a plain text, in this kind's blocks. References to other resources are left out. */
  values(argument: string): string[] {
    const values = this.blocks.map(({ args }) => args[argument]);
    return [...new Set(values.filter((value): value is string => typeof value === 'string' && !value.includes('${')))];
  }

  private tagKeys(prefix: string): Record<string, string | string[]> {
    const stacks = [...new Set(this.blocks.map(({ stack }) => stack))].sort();
    const tags = IDENTIFYING_TAGS.map((tag) => [`${prefix}/${tag}`, this.place.tags[tag] as string]);
    return { ...Object.fromEntries(tags), [`${prefix}/Stack`]: stacks.length === 1 ? (stacks[0] as string) : stacks };
  }
}
