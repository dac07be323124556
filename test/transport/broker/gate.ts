import { connect, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A line between two servers that can be cut: a port whose connections go on to another port. */
export class Gate {
  readonly port: number;
  readonly #server: Server;
  readonly #ends = new Set<Socket>();
  #open = true;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async to(port: number): Promise<Gate> {
    const server = createServer();
    const own = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
    const gate = new Gate(server, own);
    server.on("connection", (socket) => gate.#join(socket, port));
    onTestFinished(() => {
      gate.cut();
      server.close();
    });
    return gate;
  }

  /** Nothing passes any more, and who tries is turned away. */
  cut(): void {
    this.#open = false;
    for (const end of this.#ends) end.destroy();
    this.#ends.clear();
  }

  mend(): void {
    this.#open = this.#server.listening;
  }

  #join(socket: Socket, port: number): void {
    if (!this.#open) return void socket.destroy();
    const other = connect(port, "127.0.0.1");
    for (const [end, across] of [
      [socket, other],
      [other, socket],
    ] as const) {
      this.#ends.add(end);
      end.on("error", () => {});
      end.on("close", () => across.destroy());
      end.pipe(across);
    }
  }
}
