import type { ProcessEnvironment } from './run';

/** The variables that a program needs to run at all. None of them leads it to an account or identifies a person. */
const BASIC = /^(PATH|HOME|TMPDIR|LANG|LC_\w+|TZ|TERM|TERRAFORM_BINARY_NAME)$/;

/** The variables that every process may have. */
export function basicEnvironment(env: NodeJS.ProcessEnv): ProcessEnvironment {
  const kept = Object.entries(env).filter(([name, value]) => BASIC.test(name) && value !== undefined);
  return Object.fromEntries(kept) as ProcessEnvironment;
}

/** Variables that make Terraform do something other than it is asked to. */
const MISLEADING = /^(TF_CLI_ARGS.*|TF_WORKSPACE|TF_DATA_DIR|TF_LOG.*|TF_REATTACH_PROVIDERS)$/;

/** The person's environment with AWS profile and proxies, less the settings that would mislead Terraform. */
export function personalEnvironment(env: NodeJS.ProcessEnv): ProcessEnvironment {
  const kept = Object.entries(env).filter(([name, value]) => !MISLEADING.test(name) && value !== undefined);
  return Object.fromEntries(kept) as ProcessEnvironment;
}
