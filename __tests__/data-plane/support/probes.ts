import type { DataPlane } from '../../../src/data-plane/data-plane';

/** What becomes of a connection: Redis answers, somebody refuses it, or packets get lost. */
export type Connection = 'answered' | 'refused' | 'lost';

/** Longer than a packet takes, shorter than a repeated one. */
const PATIENCE_SECONDS = 1.5;

/** A new connection's first bytes. */
const PROGRAM = `
import socket, sys
host, port, patience = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
try:
    connection = socket.create_connection((host, port), patience)
    connection.sendall(b"PING\\r\\n")
    print("answered" if connection.recv(64) else "refused")
except TimeoutError:
    print("lost")
except ConnectionError:
    print("refused")
`;

/** Tries to connect, from a namespace. */
export async function connection(
  dataPlane: DataPlane,
  namespace: string,
  host: string,
  port: number,
): Promise<Connection> {
  const args = ['-c', PROGRAM, host, String(port), String(PATIENCE_SECONDS)];
  return (await dataPlane.namespaces.execute(namespace, 'python3', args)).trim() as Connection;
}
