/** Exit status of an interrupted command, as shells have it for SIGINT. */
export const INTERRUPTED = 130;

/** Aborts on Ctrl-C, on being told to end, and when the terminal or whoever reads the output has gone. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const abort = (reason: string) => controller.abort(new Error(`Interrupted (${reason})`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort(signal));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => abort('nobody reads the output'));
  return controller.signal;
}
