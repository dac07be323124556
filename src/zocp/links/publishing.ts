import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";
import type { Ends } from "./ends.ts";
import type { Exchange } from "./exchange.ts";
import type { KeptLink } from "./registry.ts";

/**
 * What nodes learn of links that they are no end of: they may keep them, or have decided otherwise. Everybody hears of each, so an
 * end tells together what is decided within a moment.
 */
export class Publishing {
  readonly #core: Core;
  readonly #ends: Ends;
  readonly #exchange: Exchange;
  readonly #waiting = new Set<KeptLink>();
  readonly #due: Deadline;

  constructor(core: Core, ends: Ends, exchange: Exchange) {
    this.#core = core;
    this.#ends = ends;
    this.#exchange = exchange;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** An end tells the others: the emitter's node, or else the sensor's; who decided does where no end is here. */
  publish(kept: KeptLink, now: number): void {
    if (kept.temporary || !this.#speaks(kept)) return;
    // Who is no end, as a command, may leave as soon as everything is agreed.
    if (!this.#ends.isOwn(kept.record)) return this.#tell([kept]);
    this.#waiting.add(kept);
    this.#due.by(this.#core.momentAfter(now));
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    this.#tell(this.#take(PORTION));
    if (this.#waiting.size > 0) this.#due.by(now);
  }

  /** This node leaves: what waits is told now. */
  flush(): void {
    this.#tell(this.#take(Number.POSITIVE_INFINITY));
  }

  #speaks(kept: KeptLink): boolean {
    const ends = this.#ends.present(kept);
    const { emitter } = kept.record;
    if (!this.#ends.isMe(emitter) && ends.some(({ links, name }) => links && name === emitter.node)) return false;
    return this.#ends.isOwn(kept.record) || !ends.some(({ links }) => links);
  }

  #take(most: number): readonly KeptLink[] {
    const some: KeptLink[] = [];
    for (const kept of this.#waiting) {
      if (some.length >= most) break;
      this.#waiting.delete(kept);
      some.push(kept);
    }
    return some;
  }

  /** One message for all. An open end has the same record; one that may refuse its link gets a message without that. */
  #tell(all: readonly KeptLink[]): void {
    const apart = new Map<Peer, Set<KeptLink>>();
    for (const kept of all) {
      for (const end of this.#ends.present(kept)) {
        if (!end.guarded && this.#exchange.isUnderstood(kept, end)) continue;
        apart.set(end, (apart.get(end) ?? new Set()).add(kept));
      }
    }
    const together = [...this.#core.peers.values()].filter((peer) => !apart.has(peer));
    this.#inform(together, all);
    for (const [end, those] of apart) {
      const rest = all.filter((kept) => !those.has(kept));
      this.#inform([end], rest);
    }
  }

  #inform(to: readonly Peer[], all: readonly KeptLink[]): void {
    this.#exchange.inform(
      to,
      all.map(({ record }) => record),
    );
  }
}

/** Links that are told at once. */
const PORTION = 200;
