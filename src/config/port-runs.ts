/** A contiguous run of TCP ports, both ends included. */
export interface PortRun {
  readonly from: number;
  readonly to: number;
}

/** The fewest runs that have exactly these ports in them, in ascending order. */
export function portRuns(ports: readonly number[]): PortRun[] {
  const runs: PortRun[] = [];
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.to === port - 1) runs[runs.length - 1] = { from: last.from, to: port };
    else runs.push({ from: port, to: port });
  }
  return runs;
}
