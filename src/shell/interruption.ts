/** Aborts on Ctrl-C and SIGTERM, when the terminal closes, and when nothing reads the output any more. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const abort = (reason: string) => controller.abort(new Error(`Interrupted (${reason})`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort(signal));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => abort('the output was closed'));
  return controller.signal;
}
