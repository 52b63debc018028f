import type { Emulator } from './emulator';

/**
 * Copies a running emulator with everything in it. The copy goes its own way from then on, and ends with the process that
 * started the original, at the latest. No other request may be under way.
 */
export async function copyEmulator({ endpoint }: Pick<Emulator, 'endpoint'>): Promise<Emulator> {
  const response = await fetch(`${endpoint}/moto-api/copies`, { method: 'POST' });
  if (!response.ok) throw new Error(`The emulator was not copied: ${response.status} ${await response.text()}`);
  const { pid, port } = (await response.json()) as { pid: number; port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    pid,
    async stop() {
      process.kill(pid, 'SIGTERM');
    },
  };
}
