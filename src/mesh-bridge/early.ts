import type { Frames } from "../bytes/frames.ts";

/** What nodes say to a stand-in before it is known whether they cross: little of it, and not for long. */
export class Early {
  readonly #kept = new Map<string, { readonly until: number; readonly said: Frames[] }>();
  #bytes = 0;

  /** A node has been met: from now on what it says is kept. */
  begin(peer: string, now: number): void {
    this.forget(peer);
    this.#kept.set(peer, { until: now + KEPT_MS, said: [] });
  }

  /** Something that is kept as long as nobody takes it. When it is too much, or too late, nothing of that node is. */
  keep(peer: string, content: Frames, now: number): void {
    const kept = this.#kept.get(peer);
    if (kept === undefined) return;
    if (now >= kept.until || this.#bytes + content.byteLength > MOST_BYTES) return this.forget(peer);
    this.#bytes += content.byteLength;
    // In a buffer of its own: the one that it came in belongs to the connection.
    kept.said.push(content.copy());
  }

  /** All that a node has said since it was met; undefined when a part of it is missing. */
  take(peer: string): readonly Frames[] | undefined {
    const said = this.#kept.get(peer)?.said;
    this.forget(peer);
    return said;
  }

  forget(peer: string): void {
    for (const { byteLength } of this.#kept.get(peer)?.said ?? []) this.#bytes -= byteLength;
    this.#kept.delete(peer);
  }
}

/** Octets, of all who met this stand-in. */
const MOST_BYTES = 0x1_0000;
/** Longer than it takes until a node that was just met crosses. */
const KEPT_MS = 5000;
