import { CDKTF_CLI } from '../terraform/cdktf';

/** Two ways to one end: the project's, and one that it does not go since it is slower. */
export interface Comparison {
  readonly title: string;
  readonly ours: Contender;
  readonly other: Contender;
}

/** A program that Node runs in the project's folder. */
export interface Contender {
  readonly name: string;
  /** Node's arguments. */
  readonly args: readonly string[];
}

/** What the project claims to be faster by. */
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
