import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessEnvironment } from '../process/run';
import { CDKTF_CLI, cdktfRuns } from '../terraform/cdktf';
import { requireSameFiles, requireSameResources } from './outputs';
import { environmentName, FLOOR } from './project-copy';
import { type Size, sizeName } from './sizes';

/** Contenders that produce the same result. */
export interface Comparison {
  readonly title: string;
  readonly ours: Contender;
  readonly others: readonly Contender[];
  /**
   * Throws if the results differ. Runs once every contender has run.
   * @default - results are not compared
   */
  readonly check?: () => void;
}

/** A command, run in the copy of the project. */
export interface Contender {
  readonly name: string;
  /**
   * `node` or `npm`.
   * @default 'node'
   */
  readonly program?: 'node' | 'npm';
  readonly args: readonly string[];
  /** @default - none */
  readonly env?: ProcessEnvironment;
}

/** Loading one of the provider's resources. */
const LOADING: Comparison = {
  title: 'Load an AWS resource',
  ours: {
    name: "import from '@cdktf/provider-aws/lib/vpc-endpoint'",
    args: ['-e', "require('@cdktf/provider-aws/lib/vpc-endpoint').VpcEndpoint"],
  },
  others: [
    {
      name: "import from '@cdktf/provider-aws'",
      args: ['-e', "require('@cdktf/provider-aws').vpcEndpoint.VpcEndpoint"],
    },
  ],
};

/**
 * The project's claims about speed.
 *
 * @param project the folder of the copy
 */
export function comparisons(project: string, sizes: readonly Size[]): Comparison[] {
  // The cdktf CLI does not run on every Node that the project runs on.
  return [
    LOADING,
    ...sizes.flatMap((size) => [programs(project, size), ...(cdktfRuns ? [commands(project, size)] : [])]),
  ];
}

const START = ['--disable-warning=DEP0044', '--require', './src/start.cjs', 'main.ts'];

function programs(project: string, size: Size): Comparison {
  const ours = emptyFolder(project, size, 'project');
  const plain = emptyFolder(project, size, 'plain');
  const environment = environmentName(size);
  return {
    title: `Synthesise ${sizeName(size)}`,
    ours: {
      name: 'this project (node main.ts)',
      args: START,
      env: { ENVIRONMENT: environment, CDKTF_OUTDIR: ours },
    },
    others: [
      { name: 'the floor: the same imports, an empty app', args: [FLOOR, emptyFolder(project, size, 'floor')] },
      {
        name: 'the same resources, written plainly',
        args: ['--import', 'tsx', 'src/bench/plain/main.ts', environment, plain],
      },
    ],
    check: () => requireSameResources(ours, plain),
  };
}

function commands(project: string, size: Size): Comparison {
  const output = emptyFolder(project, size, 'cdktf');
  const ENVIRONMENT = environmentName(size);
  return {
    title: `The command, ${sizeName(size)}`,
    ours: { name: 'npm run synth', program: 'npm', args: ['run', 'synth'], env: { ENVIRONMENT } },
    others: [
      {
        name: 'cdktf synth',
        args: [CDKTF_CLI, 'synth'],
        // The app reads the first, the CLI the second.
        env: { ENVIRONMENT, CDKTF_OUTDIR: output, CDKTF_OUTPUT: output },
      },
    ],
    check: () => requireSameFiles(join(project, 'cdktf.out'), output),
  };
}

function emptyFolder(project: string, size: Size, name: string): string {
  const folder = join(project, 'out', `${sizeName(size)}-${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
