import type { StackRecovery } from './recover';

/**
 * What was found in each stack and what to do about it, for people.
 *
 * @param again the same command with --yes
 */
export function recoveryReport(recoveries: readonly StackRecovery[], again: string): string {
  const stacks = recoveries.map((recovery) => {
    const lines = linesOf(recovery, again);
    return [recovery.stack.name, ...(lines.length > 0 ? lines : ['nothing to recover']).map(indented)].join('\n');
  });
  return stacks.join('\n\n');
}

/** Whether nothing is left for a person to do, other than to deploy again. */
export const isRecovered = ({ unsaved, lock, tainted, mended, superfluous, unplannable }: StackRecovery): boolean =>
  (!unsaved || mended.has('unsaved')) &&
  (!lock || mended.has('lock')) &&
  (tainted.length === 0 || mended.has('tainted')) &&
  superfluous.length === 0 &&
  unplannable === undefined;

function linesOf(recovery: StackRecovery, again: string): string[] {
  const { unsaved, lock, tainted, mended, imports, superfluous, unplannable } = recovery;
  const lines: string[] = [];
  if (lock) {
    const holder = `The state was locked by ${lock.Who} on ${lock.Created} (${lock.Operation}).`;
    lines.push(
      mended.has('lock') ? `${holder} The lock is released.` : `${holder} If that run is over, release it: ${again}`,
    );
  }
  if (unsaved) {
    lines.push(
      mended.has('unsaved')
        ? 'The state that Terraform could not save (errored.tfstate) is in the bucket now.'
        : `Terraform could not save its state: the only copy is errored.tfstate in ${recovery.stack.folder}. Save it: ${again}`,
    );
  }
  if (tainted.length > 0) {
    lines.push(
      mended.has('tainted')
        ? 'Untainted, since they exist; the next plan shows whether they are complete:'
        : `Interrupted while they were created, so the next apply would replace them. Keep them: ${again}`,
      ...tainted.map(indented),
    );
  }
  if (imports.length > 0) {
    lines.push(
      'In AWS, but in no state. The next plan imports them:',
      ...imports.map(({ to, id }) => indented(`${to}: ${id}`)),
    );
  }
  if (superfluous.length > 0) {
    lines.push(
      unplannable === undefined
        ? 'In AWS, in no state, and not part of the stack. Make sure that nothing uses them, then delete them yourself:'
        : 'In AWS, but in no state. Run this command again when the stack can be planned:',
      ...superfluous.map(({ type, id, tags }) => indented(`${type}: ${id}${tags.Name ? ` (${tags.Name})` : ''}`)),
    );
  }
  if (unplannable !== undefined) lines.push('The stack cannot be planned:', ...unplannable.split('\n').map(indented));
  return lines;
}

const indented = (line: string) => `  ${line}`;
