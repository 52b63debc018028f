import type { ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { DataPlane } from '../../../src/data-plane/data-plane';

const PROGRAM = `
import socket, sys
connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)
connection.settimeout(2)
if sys.argv[3] != "0":
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, int(sys.argv[3]))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
print("open", flush=True)
for command in sys.stdin:
    try:
        connection.sendall(command.encode())
        print(connection.recv(4096).decode().strip().replace("\\r\\n", " ") or "closed", flush=True)
    except TimeoutError:
        print("silent", flush=True)
    except ConnectionError:
        print("reset", flush=True)
`;

/** Options of {@link HeldConnection.open}. */
export interface HeldConnectionOptions {
  /**
   * Idle seconds after which TCP keepalive begins.
   * @default - no keepalive
   */
  readonly keepAliveSeconds?: number;
}

/** A plain TCP connection, which never reconnects. */
export class HeldConnection {
  private readonly lines: AsyncIterator<string>;

  private constructor(
    private readonly child: ChildProcess,
    lines: Interface,
  ) {
    this.lines = lines[Symbol.asyncIterator]();
  }

  static async open(
    dataPlane: DataPlane,
    namespace: string,
    host: string,
    port: number,
    { keepAliveSeconds = 0 }: HeldConnectionOptions = {},
  ): Promise<HeldConnection> {
    const args = ['-c', PROGRAM, host, String(port), String(keepAliveSeconds)];
    const child = dataPlane.namespaces.spawn(namespace, 'python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const held = new HeldConnection(child, createInterface({ input: child.stdout as NodeJS.ReadableStream }));
    if ((await held.next()) !== 'open') throw new Error(`The connection to ${host}:${port} failed.`);
    return held;
  }

  /** Sends a command. Returns the answer, `reset`, `closed` or, after two seconds without either, `silent`. */
  async send(command: string): Promise<string> {
    this.child.stdin?.write(`${command}\r\n`);
    return this.next();
  }

  close(): void {
    this.child.stdin?.end();
  }

  private async next(): Promise<string> {
    const { value } = await this.lines.next();
    return value ?? 'closed';
  }
}
