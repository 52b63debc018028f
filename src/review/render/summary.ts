import type { Report, StackReport } from '../report';
import { counted, list } from '../rules/words';
import { changesAnything } from '../stack-report';

/** `Plan of example: 2 stacks change, 1 waits. 1 risk is not allowed.` */
export function headline(report: Report): string {
  const of = (status: StackReport['status']) => report.stacks.filter((stack) => stack.status === status);
  const changing = of('planned').filter(changesAnything).length;
  const parts = [
    ...(changing > 0 ? [`${counted(changing, 'stack')} ${changing === 1 ? 'changes' : 'change'}`] : []),
    ...(of('waiting').length > 0 ? [`${of('waiting').length} ${of('waiting').length === 1 ? 'waits' : 'wait'}`] : []),
    ...(of('failed').length > 0 ? [`${of('failed').length} failed`] : []),
  ];
  const drifted = sum(report.stacks.map(driftOf));
  const failing = sum(report.stacks.map(failedChecksOf));
  const observations = [
    ...(drifted > 0 ? [`${capitalized(counted(drifted, 'resource'))} changed outside Terraform.`] : []),
    ...(failing > 0 ? [`${capitalized(counted(failing, 'check'))} ${failing === 1 ? 'fails' : 'fail'}.`] : []),
  ];
  const what = report.destroying ? 'Plan to destroy' : 'Plan of';
  const summary = `${what} ${report.environment}: ${parts.length > 0 ? list(parts) : 'nothing to do'}.`;
  return [summary, riskLine(report), ...observations].join(' ');
}

function riskLine({ risks, stacks }: Report): string {
  const open = risks.filter(({ allowed }) => !allowed).length;
  const isWhole = stacks.every(({ status }) => status === 'planned');
  if (risks.length === 0) return isWhole ? 'No risk was found.' : 'No risk was found in what could be planned.';
  if (open === 0) return `${capitalized(counted(risks.length, 'risk'))} ${risks.length === 1 ? 'is' : 'are'} allowed.`;
  const allowed = risks.length - open;
  return `${capitalized(counted(open, 'risk'))} ${open === 1 ? 'is' : 'are'} not allowed${allowed > 0 ? `, ${allowed} ${allowed === 1 ? 'is' : 'are'}` : ''}.`;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const driftOf = ({ drift }: StackReport) => sum(drift.map(({ resources }) => resources.length));
const failedChecksOf = ({ checks }: StackReport) => checks.filter(({ status }) => status !== 'unknown').length;
const capitalized = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

const COLUMNS: readonly (readonly [title: string, always: boolean, value: (stack: StackReport) => number])[] = [
  ['add', true, ({ counts }) => counts.add],
  ['change', true, ({ counts }) => counts.change],
  ['replace', true, ({ counts }) => counts.replace],
  ['destroy', true, ({ counts }) => counts.destroy],
  ['move', false, ({ counts }) => counts.move],
  ['import', false, ({ counts }) => counts.import],
  ['forget', false, ({ counts }) => counts.forget],
  ['outputs', false, ({ outputs }) => outputs.length],
  ['deferred', false, ({ deferred }) => deferred.length],
  ['drift', true, driftOf],
  ['failed checks', true, failedChecksOf],
];

/** The table of stacks: a heading, then a row for each. Columns of the rarer kinds appear only when they count something. */
export function stackTable(stacks: readonly StackReport[]): string[][] {
  const columns = COLUMNS.filter(([, always, value]) => always || stacks.some((stack) => value(stack) > 0));
  return [
    ['stack', ...columns.map(([title]) => title), 'status'],
    ...stacks.map((stack) => [
      stack.name,
      ...columns.map(([, , value]) => (stack.status === 'waiting' ? '' : String(value(stack)))),
      status(stack),
    ]),
  ];
}

function status(stack: StackReport): string {
  if (stack.status === 'waiting') return `waiting for ${list(stack.upstream)}`;
  if (stack.status === 'failed') return 'failed';
  if (!changesAnything(stack) && stack.outdatedBy.length === 0) return 'nothing to do';
  const again = stack.outdatedBy.length > 0 ? `, planned again after ${list(stack.outdatedBy)}` : '';
  return `${stack.isNew ? 'new' : 'changes'}${again}`;
}
