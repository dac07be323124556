import type { Socket } from "node:dgram";

import type { NetworkError } from "../../errors.ts";
import { interfacesMayHaveChanged } from "./interfaces.ts";
import { translate } from "./translate.ts";

/** Where one datagram goes. */
export interface Destinations {
  readonly port: number;
  /** It has left when it has left to one of them. */
  readonly to: readonly string[];
  /** What is tried besides, and may fail. */
  readonly also: readonly string[];
}

/** Sends datagrams from one address of this machine, and knows why they do not leave. */
export class Sender {
  readonly socket: Socket;
  /** How many datagrams it was given so far. */
  sent = 0;
  readonly #what: string;
  #failure: NetworkError | undefined;
  #failures = 0;

  /** `what` cannot be done when a datagram does not leave, in words. */
  constructor(socket: Socket, what: string) {
    this.socket = socket;
    this.#what = what;
  }

  /** Why the latest datagrams did not leave, several in a row; undefined when they did. */
  get failure(): NetworkError | undefined {
    return this.#failures < IN_A_ROW ? undefined : this.#failure;
  }

  /** Whether the latest datagram did not leave. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  send(datagram: Uint8Array, { port, to, also }: Destinations): void {
    let open = to.length;
    let failure: Error | undefined;
    let left = false;
    for (const address of to) {
      this.socket.send(datagram, port, address, (error) => {
        if (error) failure = error;
        else left = true;
        if (--open === 0) this.#settle(left ? undefined : failure);
      });
    }
    for (const address of also) this.socket.send(datagram, port, address, () => {});
  }

  #settle(error: Error | undefined): void {
    this.#failures = error === undefined ? 0 : this.#failures + 1;
    this.#failure = error === undefined ? undefined : translate(error, this.#what);
    if (error !== undefined) interfacesMayHaveChanged();
  }
}

// An interface that goes away takes a beacon or two with it before that is seen; more of them mean something else.
const IN_A_ROW = 3;
