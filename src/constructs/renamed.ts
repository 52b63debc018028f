import { type IAspect, type TerraformElement, TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import { addressOf } from '../config/names';

const FORMER_ID = 'redis-privatelink:former-id';

/**
 * Marks a construct as renamed: its resources keep the objects that they have in the state, by `moved` blocks.
 *
 * @param formerId the id that the construct had before; `undefined` if it was not renamed
 */
export function renamed(construct: IConstruct, formerId: string | undefined): void {
  if (formerId !== undefined) construct.node.addMetadata(FORMER_ID, formerId);
}

/** Moves resources below constructs that are {@link renamed} from their former addresses. */
export class MoveRenamed implements IAspect {
  constructor(private readonly stack: IConstruct) {}

  visit(node: IConstruct): void {
    if (!(node instanceof TerraformResource)) return;
    const path = pathBelow(this.stack, node);
    const former = path.map(formerIdOf);
    if (former.every((id, i) => id === path[i]?.node.id)) return;
    node.moveFromId(`${node.terraformResourceType}.${addressOf(former)}`);
  }
}

const pathBelow = (stack: IConstruct, element: TerraformElement) =>
  element.node.scopes.slice(element.node.scopes.indexOf(stack) + 1);

function formerIdOf({ node }: IConstruct): string {
  return node.metadata.find(({ type }) => type === FORMER_ID)?.data ?? node.id;
}
