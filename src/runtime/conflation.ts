import type { Frames } from "../bytes/frames.ts";
import type { Recipient } from "../zocp/recipient.ts";
import { Backlog } from "./backlog.ts";

/** How much may wait for one link that wants every value. */
export interface BacklogLimits {
  readonly values: number;
  readonly bytes: number;
}

/**
 * What waits for peers that are slower than we are: of each emitter only the newest value, or every one where that is wanted.
 * Memory stays bounded, and the last value always arrives.
 */
export class Conflation {
  readonly #limits: BacklogLimits;
  readonly #waiting = new Map<string, Map<Recipient, Backlog>>();

  constructor(limits: BacklogLimits = LIMITS) {
    this.#limits = limits;
  }

  /** Keeps a value. Gives how many older ones were dropped for it although every one is wanted. */
  keep(recipient: Recipient, content: Frames): number {
    const backlogs = this.#backlogsOf(recipient.peer);
    let backlog = backlogs.get(recipient);
    if (backlog === undefined) backlogs.set(recipient, (backlog = new Backlog()));
    // A copy, for many values share one buffer, and a few that wait must not keep all of it.
    backlog.push(content.copy());
    if (recipient.every) return this.#bound(recipient, backlog);
    recipient.conflated += backlog.trim(1, Number.POSITIVE_INFINITY);
    // Moved to the end, so that the order is that of the newest values.
    backlogs.delete(recipient);
    backlogs.set(recipient, backlog);
    return 0;
  }

  /** Whether anything waits for this peer. */
  holds(peer: string): boolean {
    return this.#waiting.size > 0 && this.#waiting.has(peer);
  }

  /** The value whose turn it is to leave to a peer. */
  first(peer: string): { readonly recipient: Recipient; readonly content: Frames } | undefined {
    for (const [recipient, backlog] of this.#waiting.get(peer) ?? []) {
      if (backlog.first !== undefined) return { recipient, content: backlog.first };
    }
    return undefined;
  }

  /** The first one has left. Where more wait for the same link, others have their turn before. */
  shift({ peer }: Recipient): void {
    const backlogs = this.#waiting.get(peer);
    for (const [recipient, backlog] of backlogs ?? []) {
      backlogs?.delete(recipient);
      backlog.shift();
      if (backlog.first !== undefined) backlogs?.set(recipient, backlog);
      break;
    }
    if (backlogs?.size === 0) this.#waiting.delete(peer);
  }

  forget(peer: string): void {
    this.#waiting.delete(peer);
  }

  #backlogsOf(peer: string): Map<Recipient, Backlog> {
    let backlogs = this.#waiting.get(peer);
    if (backlogs === undefined) this.#waiting.set(peer, (backlogs = new Map()));
    return backlogs;
  }

  #bound(recipient: Recipient, backlog: Backlog): number {
    const dropped = backlog.trim(this.#limits.values, this.#limits.bytes);
    recipient.dropped += dropped;
    return dropped;
  }
}

const LIMITS: BacklogLimits = { values: 10_000, bytes: 0x40_0000 };
