/** Which emitters of other nodes this node is subscribed to, and which of its sensors they drive. */
export class Subscriptions {
  readonly #byPeer = new Map<string, Map<string | null, Set<string | null>>>();
  /** The sensors for each emitter; made when it is needed. */
  readonly #sensors = new Map<string, Map<string, readonly string[]>>();

  /** False when it was there already. */
  add(peer: string, emitter: string | null, sensor: string | null): boolean {
    let emitters = this.#byPeer.get(peer);
    if (emitters === undefined) this.#byPeer.set(peer, (emitters = new Map()));
    let sensors = emitters.get(emitter);
    if (sensors === undefined) emitters.set(emitter, (sensors = new Set()));
    if (sensors.has(sensor)) return false;
    sensors.add(sensor);
    this.#sensors.delete(peer);
    return true;
  }

  /** Takes exactly this one away. False when it was not there. */
  remove(peer: string, emitter: string | null, sensor: string | null): boolean {
    const emitters = this.#byPeer.get(peer);
    const sensors = emitters?.get(emitter);
    if (emitters === undefined || sensors?.delete(sensor) !== true) return false;
    if (sensors.size === 0) emitters.delete(emitter);
    if (emitters.size === 0) this.#byPeer.delete(peer);
    this.#sensors.delete(peer);
    return true;
  }

  has(peer: string, emitter: string | null, sensor: string | null): boolean {
    return this.#byPeer.get(peer)?.get(emitter)?.has(sensor) === true;
  }

  drop(peer: string): void {
    this.#byPeer.delete(peer);
    this.#sensors.delete(peer);
  }

  /** Our sensors that a signal of this emitter drives; those of a wildcard subscription too. */
  sensors(peer: string, emitter: string): readonly string[] {
    let byEmitter = this.#sensors.get(peer);
    if (byEmitter === undefined) {
      if (!this.#byPeer.has(peer)) return NONE;
      this.#sensors.set(peer, (byEmitter = new Map()));
    }
    let sensors = byEmitter.get(emitter);
    if (sensors === undefined) {
      const emitters = this.#byPeer.get(peer);
      const all = [...(emitters?.get(emitter) ?? []), ...(emitters?.get(null) ?? [])];
      sensors = [...new Set(all.filter((sensor) => sensor !== null))];
      // A peer that invents emitter names must not fill the table.
      if (byEmitter.size < CACHE_LIMIT) byEmitter.set(emitter, sensors);
    }
    return sensors;
  }

  /** Everything that we hold at one peer: pairs of its emitter and our sensor. */
  of(peer: string): readonly (readonly [string | null, string | null])[] {
    const all: [string | null, string | null][] = [];
    for (const [emitter, sensors] of this.#byPeer.get(peer) ?? [])
      for (const sensor of sensors) all.push([emitter, sensor]);
    return all;
  }

  /** Whether any emitter drives this sensor. */
  drives(sensor: string): boolean {
    for (const emitters of this.#byPeer.values())
      for (const sensors of emitters.values()) if (sensors.has(sensor)) return true;
    return false;
  }
}

const NONE: readonly string[] = [];
const CACHE_LIMIT = 10_000;
