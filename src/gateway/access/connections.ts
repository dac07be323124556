import type { Socket } from "node:net";

/**
 * The TCP connections of the gateway. Strangers, who have not shown a token yet, are counted apart from those who have, so they
 * cannot take the place of a page. Where there are too many of one kind the oldest of the address that has most is closed: a
 * newcomer always gets in, and has time to say who it is.
 */
export class Connections {
  readonly #strangers: Crowd;
  readonly #known: Crowd;

  constructor({ strangers, known }: { readonly strangers: number; readonly known: number }) {
    this.#strangers = new Crowd(strangers);
    this.#known = new Crowd(known);
  }

  enter(socket: Socket): void {
    this.#strangers.add(socket);
    socket.once("close", () => this.release(socket));
  }

  /** Somebody has shown over this connection that it may come in. */
  prove(socket: Socket): void {
    if (this.#strangers.delete(socket)) this.#known.add(socket);
  }

  /** It is counted elsewhere from now on, or is gone. */
  release(socket: Socket): void {
    this.#strangers.delete(socket);
    this.#known.delete(socket);
  }
}

/** Connections in the order in which they came, with the addresses that they came from. */
class Crowd {
  readonly #limit: number;
  readonly #sockets = new Map<Socket, string>();
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(socket: Socket): void {
    if (this.#sockets.size >= this.#limit) this.#closeOne();
    const address = socket.remoteAddress ?? "";
    this.#sockets.set(socket, address);
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
  }

  delete(socket: Socket): boolean {
    const address = this.#sockets.get(socket);
    if (address === undefined) return false;
    this.#sockets.delete(socket);
    const count = (this.#counts.get(address) ?? 0) - 1;
    if (count > 0) this.#counts.set(address, count);
    else this.#counts.delete(address);
    return true;
  }

  #closeOne(): void {
    const most = Math.max(...this.#counts.values());
    for (const [socket, address] of this.#sockets) {
      if (this.#counts.get(address) !== most) continue;
      this.delete(socket);
      return void socket.destroy();
    }
  }
}
