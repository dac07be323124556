/** Which connection speaks for which peer: the newest one that presents an identity. @see the ROUTER_HANDOVER option of libzmq */
export class Router<Connection> {
  readonly #holders = new Map<string, Connection>();

  /** Gives the identity to this connection. Returns the older one that loses it and has to be closed. */
  claim(peer: string, connection: Connection): Connection | undefined {
    const older = this.#holders.get(peer);
    this.#holders.set(peer, connection);
    return older === connection ? undefined : older;
  }

  /** Gives the identity back, unless a newer connection holds it by now. */
  release(peer: string, connection: Connection): void {
    if (this.#holders.get(peer) === connection) this.#holders.delete(peer);
  }

  holder(peer: string): Connection | undefined {
    return this.#holders.get(peer);
  }
}
