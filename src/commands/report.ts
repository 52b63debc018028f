import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT } from '../deploying/report-files';
import { exitStatus, mergeReports, type Report, render, reportHash } from '../review';
import { EXIT, type ProjectCommand } from '../shell/command';
import { FORMAT_OPTION, parsedFormat, parsedNumber, REVIEW_STATUSES } from './review-options';

/** Options of `npm run report`. */
interface ReportOptions {
  readonly format: string;
  readonly hash?: boolean;
  readonly whole?: string;
  readonly limit?: string;
}

/** `npm run report` */
export const reportCommand: ProjectCommand<ReportOptions> = {
  name: 'report',
  description:
    'Prints the report of saved plans again, in any format; of several folders, merged into one: jobs that planned a share of ' +
    'the stacks each give the same report as one that planned all of them.',
  declare: (parser) =>
    parser
      .argument('<folder...>', 'folders of npm run plan -- --out, or with their report.json only')
      .option(...FORMAT_OPTION)
      .option('--whole <place>', 'a sentence that says where the whole report is, for Markdown that is too long')
      .option('--limit <bytes>', 'most bytes of Markdown (default: those of a comment on GitHub)')
      .option('--hash', "print only the report's hash, for npm run apply -- --reviewed"),
  furtherStatuses: REVIEW_STATUSES,
  async run({ options, words }) {
    const format = parsedFormat(options.format);
    const limit = parsedNumber('--limit', options.limit);
    const report = mergeReports(words.map(readReport));
    if (options.hash) {
      console.log(reportHash(report));
      return EXIT.done;
    }
    console.log(render(report, format, { color: process.stdout.isTTY, wholeReport: options.whole, limit }).trimEnd());
    return exitStatus(report);
  },
};

function readReport(folder: string): Report {
  const file = join(folder, REPORT);
  if (!existsSync(file)) throw new Error(`"${folder}" has no ${REPORT}. Save one: npm run plan -- --out ${folder}`);
  const report: Report = JSON.parse(readFileSync(file, 'utf8'));
  if (report.version === 1) return report;
  throw new Error(
    `${file} is no report of this version of the project. Save one again: npm run plan -- --out ${folder}`,
  );
}
