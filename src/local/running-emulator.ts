import { join } from 'node:path';
import { accountOf, stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import type { ProcessEnvironment } from '../process/run';
import { terraformBinary } from '../terraform/binary';

/** Properties of {@link runningEmulatorText}. */
export interface RunningEmulatorProps {
  readonly environment: Environment;
  /** The environment variables of the deployment's processes. */
  readonly env: ProcessEnvironment;
  /** The run's folder. */
  readonly folder: string;
  /** The output folder of synth, inside the run's. */
  readonly outdir: string;
  readonly emulatorPid: number;
}

/** Variables that direct a process to the emulator. Those that only suit unattended runs are left out. */
const EMULATOR_VARIABLES = /^(AWS_\w+|CDKTF_\w+|TF_CLI_CONFIG_FILE|ENVIRONMENT|CHECKPOINT_DISABLE|NO_PROXY)$/;

/** Commands to paste that use an emulator left running, and stop it. */
export function runningEmulatorText({ environment, env, folder, outdir, emulatorPid }: RunningEmulatorProps): string {
  const { service, consumers } = environment;
  const serviceAccount = accountOf(environment, service.account);
  const others = consumers
    .map(({ account }) => accountOf(environment, account))
    .filter(({ id }) => id !== serviceAccount.id);
  const consumerRole = others[0]?.roleArn;
  return [
    'The emulator is still running. To point Terraform, cdktf and the AWS CLI at it, paste this into a shell:',
    '',
    // The user's own AWS_* variables, such as a profile or session token, would send commands elsewhere.
    `  unset AWS_PROFILE $(env | sed -nE 's/^((AWS|TF)_[A-Za-z0-9_]*)=.*/\\1/p')`,
    ...Object.entries(env)
      .filter(([name]) => EMULATOR_VARIABLES.test(name))
      .map(([name, value]) => `  export ${name}=${quoted(value)}`),
    '',
    `The stacks are in ${join(outdir, 'stacks')}. Then, for example:`,
    '',
    `  ${terraformBinary(env)} -chdir=${quoted(join(outdir, 'stacks', stackNames.service))} plan`,
    `  aws ec2 describe-vpc-endpoint-service-configurations   # in ${service.account}, the account of these credentials`,
    ...(consumerRole ? inRole(consumerRole) : []),
    '',
    'To stop it and remove everything:',
    '',
    `  kill ${emulatorPid} && rm -r ${quoted(folder)}`,
  ].join('\n');
}

function inRole(roleArn: string): string[] {
  const assume = `aws sts assume-role --role-arn ${roleArn} --role-session-name local --output text`;
  const credentials = "--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]'";
  const variables = '"AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s"';
  return [
    "  # in a consumer's account, after assuming its role",
    `  env $(printf ${variables} $(${assume} ${credentials})) aws ec2 describe-vpc-endpoints`,
  ];
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
