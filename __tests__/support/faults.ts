import { setTimeout as delay } from 'node:timers/promises';

/** A fault of the emulator. */
export interface Fault {
  /** Name of the call; for Route 53 and S3, how its method and path begin. */
  readonly action: string;
  /** `hold`: the call takes effect, and its answer never comes. `error` and `throttle`: it is refused. */
  readonly kind: 'hold' | 'error' | 'throttle';
  /** How many calls. */
  readonly times: number;
}

/** Makes the emulator answer calls with a fault. */
export async function putFault(endpoint: string, fault: Fault): Promise<void> {
  await fetch(`${endpoint}/faults`, { method: 'POST', body: JSON.stringify(fault) });
}

/** Waits until a call is held. */
export async function untilHeld(endpoint: string, action: string, seconds = 180): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(200)) {
    const held = (await (await fetch(`${endpoint}/faults`)).json()) as string[];
    if (held.includes(action)) return;
  }
  throw new Error(`${action} was not called within ${seconds} s.`);
}
