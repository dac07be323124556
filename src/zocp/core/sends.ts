import { Recipient } from "./recipient.ts";

/** The values of one parameter of a peer that were sent without waiting for an answer. */
interface Sent {
  /** While the peer is slow, a newer value takes the place of one that waits for it. It counts what has left. */
  readonly recipient: Recipient;
  /** How many of these the peer has answered all the same. */
  answered: number;
}

/** Values that were sent to peers and forgotten. Nodes of ours answer them too, and those answers must not be taken for others. */
export class Sends {
  readonly #byPeer = new Map<string, Map<string, Sent>>();

  recipient(peer: string, path: string): Recipient {
    let paths = this.#byPeer.get(peer);
    if (paths === undefined) this.#byPeer.set(peer, (paths = new Map()));
    let sent = paths.get(path);
    if (sent === undefined) paths.set(path, (sent = { recipient: new Recipient(peer, path), answered: 0 }));
    return sent.recipient;
  }

  /** How many have left so far. */
  count(peer: string, path: string): number {
    return this.#byPeer.get(peer)?.get(path)?.recipient.sent ?? 0;
  }

  /** Whether an answer belongs to one of the first so many, or to any: answers come in the order of the questions. */
  takeAnswer(peer: string, path: string, before = Number.POSITIVE_INFINITY): boolean {
    const sent = this.#byPeer.get(peer)?.get(path);
    if (sent === undefined || sent.answered >= Math.min(before, sent.recipient.sent)) return false;
    sent.answered++;
    return true;
  }

  handleExit(peer: string): void {
    this.#byPeer.delete(peer);
  }
}
