import type { Frames } from "../../bytes/frames.ts";
import type { Recipient } from "../../zocp/core/recipient.ts";
import { Backlog } from "./backlog.ts";

/** How much may wait for links that want every value. */
export interface BacklogLimits {
  /** Of one link. */
  readonly values: number;
  readonly bytes: number;
  /** Of all links to one peer together. */
  readonly peerBytes: number;
  /** Of all links to all peers together. */
  readonly totalBytes: number;
}

/** What waits for one peer. */
interface Queue {
  readonly backlogs: Map<Recipient, Backlog>;
  bytes: number;
}

/**
 * What waits for peers that are slower than we are: of each emitter only the newest value, or every one where that is wanted.
 * Memory stays bounded, and the last value always arrives.
 */
export class Conflation {
  readonly #limits: BacklogLimits;
  /** What waits, by the peer for which it does. */
  readonly waiting = new Map<string, Queue>();
  #bytes = 0;

  constructor(limits: BacklogLimits = LIMITS) {
    this.#limits = limits;
  }

  /** Keeps a value. Gives how many older ones were dropped for it although every one is wanted. */
  keep(recipient: Recipient, content: Frames, now: number): number {
    const queue = this.#queueOf(recipient.peer);
    const { backlogs } = queue;
    const backlog = backlogs.get(recipient) ?? new Backlog();
    this.#count(queue, -backlog.bytes);
    backlog.push(apart(content), now);
    const lost = recipient.every ? this.#bound(backlog, queue.bytes) : backlog.trim(1, 0);
    this.#count(queue, backlog.bytes);
    // Moved to the end where one takes the place of another: the order is that of the newest values.
    if (!recipient.every) backlogs.delete(recipient);
    backlogs.set(recipient, backlog);
    if (recipient.every) recipient.dropped += lost;
    else recipient.conflated += lost;
    return recipient.every ? lost : 0;
  }

  /** The value whose turn it is to leave to a peer. */
  first(peer: string): { readonly recipient: Recipient; readonly content: Frames } | undefined {
    for (const [recipient, backlog] of this.waiting.get(peer)?.backlogs ?? []) {
      if (backlog.first !== undefined) return { recipient, content: backlog.first };
    }
    return undefined;
  }

  /** Values that waited longer for a peer than they are of use to it go. Gives how many of each link went. */
  *expire(peer: string, now: number): Generator<readonly [Recipient, number]> {
    const queue = this.waiting.get(peer);
    if (queue === undefined) return;
    for (const [recipient, backlog] of queue.backlogs) {
      if (recipient.freshFor === Number.POSITIVE_INFINITY) continue;
      this.#count(queue, -backlog.bytes);
      const expired = backlog.expire(now - recipient.freshFor);
      this.#count(queue, backlog.bytes);
      if (backlog.first === undefined) queue.backlogs.delete(recipient);
      recipient.dropped += expired;
      if (expired > 0) yield [recipient, expired];
    }
    if (queue.backlogs.size === 0) this.waiting.delete(peer);
  }

  /** The first one of this link has left. Where more wait for it, other links have their turn before. */
  shift(recipient: Recipient): void {
    const queue = this.waiting.get(recipient.peer);
    const backlog = queue?.backlogs.get(recipient);
    if (queue === undefined || backlog === undefined) return;
    this.#count(queue, -backlog.bytes);
    backlog.shift();
    this.#count(queue, backlog.bytes);
    queue.backlogs.delete(recipient);
    if (backlog.first !== undefined) queue.backlogs.set(recipient, backlog);
    if (queue.backlogs.size === 0) this.waiting.delete(recipient.peer);
  }

  forget(peer: string): void {
    this.#bytes -= this.waiting.get(peer)?.bytes ?? 0;
    this.waiting.delete(peer);
  }

  #queueOf(peer: string): Queue {
    let queue = this.waiting.get(peer);
    if (queue === undefined) this.waiting.set(peer, (queue = { backlogs: new Map(), bytes: 0 }));
    return queue;
  }

  #count(queue: Queue, bytes: number): void {
    queue.bytes += bytes;
    this.#bytes += bytes;
  }

  #bound(backlog: Backlog, others: number): number {
    const { values, bytes, peerBytes, totalBytes } = this.#limits;
    return backlog.trim(values, Math.min(bytes, Math.max(0, Math.min(peerBytes - others, totalBytes - this.#bytes))));
  }
}

/** Many values share one buffer: a few that wait must not keep all of it. A long one has a buffer of its own already. */
function apart(content: Frames): Frames {
  return content.bytes.length <= 2 * content.byteLength ? content : content.copy();
}

const LIMITS: BacklogLimits = { values: 10_000, bytes: 0x40_0000, peerBytes: 0x100_0000, totalBytes: 0x400_0000 };
