import { CDKTF_CLI } from '../terraform/cdktf';

/** Two ways to the same result: the project's, and a slower one. */
export interface Comparison {
  readonly title: string;
  readonly ours: Contender;
  readonly other: Contender;
}

/** A Node program, run in the project's folder. */
export interface Contender {
  readonly name: string;
  /** Node's arguments. */
  readonly args: readonly string[];
}

/** The project's claims about speed. */
export const COMPARISONS: readonly Comparison[] = [
  {
    title: 'Load an AWS resource',
    ours: {
      name: "import from '@cdktf/provider-aws/lib/vpc-endpoint'",
      args: ['-e', "require('@cdktf/provider-aws/lib/vpc-endpoint').VpcEndpoint"],
    },
    other: {
      name: "import from '@cdktf/provider-aws'",
      args: ['-e', "require('@cdktf/provider-aws').vpcEndpoint.VpcEndpoint"],
    },
  },
  {
    title: 'Synthesise the stacks',
    ours: { name: 'npm run synth', args: ['--import', 'tsx', 'src/commands/main.ts', 'synth'] },
    other: { name: 'npx cdktf synth', args: [CDKTF_CLI, 'synth'] },
  },
];
