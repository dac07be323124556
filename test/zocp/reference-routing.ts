import type { Json } from "../../src/bytes/json.ts";
import { equals, isTrue, type Key, keyOf } from "./python-values.ts";

interface Entry {
  readonly emitter: Json;
  receivers: readonly Json[];
}

/** Who is linked to what: peer, then emitter (null: all), then receivers (null: none), in the order of their first link. */
export class ReferenceRouting {
  readonly #peers = new Map<string, Map<Key, Entry>>();

  add(peer: string, emitter: Json, receiver: Json): void {
    const key = keyOf(emitter, "Q4");
    const emitters = this.#peers.get(peer) ?? new Map<Key, Entry>();
    const entry = emitters.get(key) ?? { emitter, receivers: [] };
    if (!entry.receivers.some((other) => same(other, receiver))) entry.receivers = [...entry.receivers, receiver];
    this.#peers.set(peer, emitters.set(key, entry));
  }

  /** As UNSUB does, and the receiver's part of signal_unsubscribe: what has no true name counts for nothing (Q15). */
  remove(peer: string, emitter: Json, receiver: Json): void {
    const { emitters, entry, key } = this.#take(peer, emitter, receiver) ?? {};
    if (emitters === undefined || entry === undefined || key === undefined) return;
    if (!entry.receivers.some(isTrue)) emitters.delete(key);
    if (!anyName(emitters)) this.#peers.delete(peer);
  }

  /** As the emitter's part of signal_unsubscribe does, which looks at the peer first: so the peer stays, without emitters (Q16). */
  removeAtEmitter(peer: string, emitter: Json, receiver: Json): void {
    const { emitters, entry, key } = this.#take(peer, emitter, receiver) ?? {};
    if (emitters === undefined || entry === undefined || key === undefined) return;
    if (!anyName(emitters)) this.#peers.delete(peer);
    else if (!entry.receivers.some(isTrue)) emitters.delete(key);
  }

  forget(peer: string): void {
    this.#peers.delete(peer);
  }

  /** Undefined when nothing of this emitter is linked: not the same as a link that no receiver is left of. */
  receivers(peer: string, emitter: Json): readonly Json[] | undefined {
    const emitters = this.#peers.get(peer);
    return emitters?.get(keyOf(emitter, "Q4"))?.receivers;
  }

  /** The peers that hear of at least one of these names. */
  audience(names: readonly string[]): readonly string[] {
    const heard: string[] = [];
    for (const [peer, emitters] of this.#peers) {
      if (emitters.has(null) || names.some((name) => emitters.has(name))) heard.push(peer);
    }
    return heard;
  }

  /** Everything, for comparisons. */
  list(): Json {
    const list = [...this.#peers].map(([peer, emitters]): Json => {
      return [peer, [...emitters.values()].map(({ emitter, receivers }): Json => [emitter, receivers])];
    });
    return list;
  }

  #take(peer: string, emitter: Json, receiver: Json) {
    const emitters = this.#peers.get(peer);
    if (emitters === undefined) return undefined;
    const key = keyOf(emitter, "Q4");
    const entry = emitters.get(key);
    const at = entry?.receivers.findIndex((other) => same(other, receiver)) ?? -1;
    if (entry === undefined || at < 0) return undefined;
    entry.receivers = entry.receivers.toSpliced(at, 1);
    return { emitters, entry, key };
  }
}

function anyName(emitters: ReadonlyMap<Key, Entry>): boolean {
  return [...emitters.values()].some(({ emitter }) => isTrue(emitter));
}

/** Python's `in`: what is the same is found, also NaN. */
function same(a: Json, b: Json): boolean {
  return equals(a, b, true);
}
