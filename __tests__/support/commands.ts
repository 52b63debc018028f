import { execute, type ProjectCommand } from '../../src/shell/command';

/** The result of a command. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process and captures its output. */
export async function runCommand<Options>(
  command: ProjectCommand<Options>,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<CommandResult> {
  const printed = { stdout: '', stderr: '' };
  const collect = (stream: 'stdout' | 'stderr', end: string) => (text: unknown) => {
    printed[stream] += `${text}${end}`;
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(collect('stdout', '')),
    jest.spyOn(console, 'log').mockImplementation(collect('stdout', '\n')),
    jest.spyOn(console, 'error').mockImplementation(collect('stderr', '\n')),
  ];
  try {
    const status = await execute(command, args, env, signal);
    return { status, ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
