/** Who is linked to what: peer, then emitter (null: all), then receivers (null: none), in the order of their first link. */
export class ReferenceRouting {
  readonly #peers = new Map<string, Map<string | null, (string | null)[]>>();

  add(peer: string, emitter: string | null, receiver: string | null): void {
    const emitters = this.#peers.get(peer) ?? new Map<string | null, (string | null)[]>();
    const receivers = emitters.get(emitter) ?? [];
    if (!receivers.includes(receiver)) receivers.push(receiver);
    this.#peers.set(peer, emitters.set(emitter, receivers));
  }

  /** Without `peerToo` a peer is not forgotten with its last emitter (Q16). */
  remove(peer: string, emitter: string | null, receiver: string | null, { peerToo = true } = {}): void {
    const emitters = this.#peers.get(peer);
    const receivers = emitters?.get(emitter);
    if (emitters === undefined || !receivers?.includes(receiver)) return;
    receivers.splice(receivers.indexOf(receiver), 1);
    if (!any(receivers)) emitters.delete(emitter);
    if (peerToo && !any([...emitters.keys()])) this.#peers.delete(peer);
  }

  forget(peer: string): void {
    this.#peers.delete(peer);
  }

  receivers(peer: string, emitter: string): readonly (string | null)[] {
    return [...(this.#peers.get(peer)?.get(emitter) ?? [])];
  }

  /** The peers that hear of at least one of these names. */
  audience(names: readonly string[]): readonly string[] {
    const hears = (emitters: ReadonlyMap<string | null, unknown>) =>
      names.some((name) => emitters.has(name) || emitters.has(null));
    return [...this.#peers].filter(([, emitters]) => hears(emitters)).map(([peer]) => peer);
  }
}

/** Python's any(): null and the empty text do not count, so a list of nothing but null passes for empty (Q15). */
function any(names: readonly (string | null)[]): boolean {
  return names.some(Boolean);
}
