import { resolve } from 'node:path';
import type { Environment } from '../config/schema';
import { reportFiles } from '../deploying/report-files';
import { emptyPlansFolder, savePlans } from '../plans/saved-plans';
import { withUpstreams } from '../plans/upstream';
import { exitStatus, render, reportHash } from '../review';
import { type ProjectCommand, roleOption } from '../shell/command';
import { selectStacks } from '../terraform/stacks';
import { FORMAT_OPTION, parsedFormat, parsedNumber, REVIEW_STATUSES } from './review-options';
import { withSession } from './session';
import { allowOption, declareStacks, prepareStacks, type StacksOptions } from './stacks';

/** Options of `npm run plan`. */
interface PlanOptions extends StacksOptions {
  readonly format: string;
  readonly out?: string;
  readonly parallel?: string;
  readonly allow: readonly string[];
  readonly role: 'deploy' | 'plan';
}

/** `npm run plan` */
export const planCommand: ProjectCommand<PlanOptions> = {
  name: 'plan',
  description:
    'Plans every stack of an environment, or those named with what they need, and reviews the plans: risks first, then every ' +
    'change. Changes nothing and locks nothing. A stack whose upstream is not deployed yet is waiting. The report goes to ' +
    'stdout, progress to stderr.',
  declare: (parser) =>
    declareStacks(parser)
      .option(...FORMAT_OPTION)
      .option(
        '--out <folder>',
        'save the plans and reports in a folder, for npm run apply; they hold what the state holds',
      )
      .option('--parallel <number>', 'most stacks planned at once (default: processors, as far as memory goes)')
      .addOption(allowOption())
      .addOption(roleOption()),
  furtherStatuses: REVIEW_STATUSES,
  async run({ options, words, env, signal }) {
    const format = parsedFormat(options.format);
    const parallelism = parsedNumber('--parallel', options.parallel);
    const prepared = await prepareStacks({ options, env, signal }, options.role);
    const { environment, stacks } = prepared;
    const chosen = withUpstreams(selectStacks(stacks, words.length === 0 ? ['*'] : words), stacks);
    const folder = options.out === undefined ? undefined : resolve(options.out);
    if (folder) emptyPlansFolder(folder);
    const acting = options.role === 'plan' ? withPlanRoles(environment) : environment;
    return withSession(
      { ...prepared, environment: acting, allow: options.allow, folder, parallelism, signal },
      async (session) => {
        const results = await session.plan(chosen);
        const report = await session.review(results);
        if (folder) {
          const plans = {
            environment: environment.name,
            allowed: options.allow,
            reportHash: reportHash(report),
            results,
          };
          savePlans(folder, plans, reportFiles(report));
        }
        printReport(render(report, format, { color: process.stdout.isTTY }));
        return exitStatus(report);
      },
    );
  },
};

/** The environment, in whose accounts the review asks as the role that plans. */
function withPlanRoles(environment: Environment): Environment {
  const accounts = Object.entries(environment.accounts).map(([name, account]) => [
    name,
    { ...account, roleArn: account.planRoleArn },
  ]);
  return { ...environment, accounts: Object.fromEntries(accounts) };
}

const printReport = (text: string) => console.log(text.trimEnd());
