import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Bounds how many requests of one connection may wait for their answers: browsers send one at a time, attackers a thousand in one packet. */
export class Pipeline {
  readonly #unanswered = new WeakMap<Socket, number>();

  /** Counts one until its response is over. False: there are too many. */
  begin(socket: Socket, response: ServerResponse): boolean {
    const count = (this.#unanswered.get(socket) ?? 0) + 1;
    if (count > MOST) return false;
    this.#unanswered.set(socket, count);
    response.once("close", () => this.#unanswered.set(socket, (this.#unanswered.get(socket) ?? 1) - 1));
    return true;
  }
}

const MOST = 8;
