import type { ProcessEnvironment } from './run';

/** Variables that any program needs. None of them selects an account or identifies a user. */
const BASIC = /^(PATH|HOME|TMPDIR|LANG|LC_\w+|TZ|TERM|TERRAFORM_BINARY_NAME)$/;

/** Only the variables that any program needs. */
export function basicEnvironment(env: NodeJS.ProcessEnv): ProcessEnvironment {
  const kept = Object.entries(env).filter(([name, value]) => BASIC.test(name) && value !== undefined);
  return Object.fromEntries(kept) as ProcessEnvironment;
}

/** Variables that change what a Terraform command does. */
const MISLEADING = /^(TF_CLI_ARGS.*|TF_WORKSPACE|TF_DATA_DIR|TF_LOG.*|TF_REATTACH_PROVIDERS)$/;

/** The user's environment, AWS profile and proxies included, without the variables that would mislead Terraform. */
export function personalEnvironment(env: NodeJS.ProcessEnv): ProcessEnvironment {
  const kept = Object.entries(env).filter(([name, value]) => !MISLEADING.test(name) && value !== undefined);
  return Object.fromEntries(kept) as ProcessEnvironment;
}
