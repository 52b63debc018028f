import type { DataPlane } from '../../../src/data-plane/data-plane';

/** The outcome of a connection attempt: Redis answers, the connection is refused, or packets are lost. */
export type Outcome = 'answered' | 'refused' | 'lost';

/** Longer than a packet needs. */
const TIMEOUT_SECONDS = 1.5;

const PROGRAM = `
import socket, sys
host, port, timeout = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
try:
    connection = socket.create_connection((host, port), timeout)
    connection.sendall(b"PING\\r\\n")
    print("answered" if connection.recv(64) else "refused")
except TimeoutError:
    print("lost")
except ConnectionError:
    print("refused")
`;

/** Connects from a namespace and sends a PING. */
export async function attemptConnection(
  dataPlane: DataPlane,
  namespace: string,
  host: string,
  port: number,
): Promise<Outcome> {
  const args = ['-c', PROGRAM, host, String(port), String(TIMEOUT_SECONDS)];
  return (await dataPlane.namespaces.execute(namespace, 'python3', args)) as Outcome;
}
