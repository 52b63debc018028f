/** Aborts on Ctrl-C and SIGTERM, and when the terminal or the reader of the output has gone. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const abort = (reason: string) => controller.abort(new Error(`Interrupted (${reason})`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort(signal));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => abort('nobody reads the output'));
  return controller.signal;
}
