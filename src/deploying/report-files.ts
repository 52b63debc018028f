import { type Report, render } from '../review';

/** Name of the file with a report as JSON. */
export const REPORT = 'report.json';

/** The files that a report is saved in: of all stacks, and of each one by itself. */
export function reportFiles(report: Report): Record<string, string> {
  const single = report.stacks.map(({ name }) => [`${name}/${REPORT}`, render(ofStack(report, name), 'json')]);
  return {
    [REPORT]: render(report, 'json'),
    'report.md': render(report, 'markdown'),
    'report.txt': render(report, 'text'),
    ...Object.fromEntries(single),
  };
}

/** What a report says about one stack. */
export const ofStack = (report: Report, name: string): Report => ({
  ...report,
  stacks: report.stacks.filter((stack) => stack.name === name),
  risks: report.risks.filter(({ stack }) => stack === name),
  allowances: [],
  notices: [],
});
