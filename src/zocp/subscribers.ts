import type { Json } from "../bytes/json.ts";
import { formatJson } from "../bytes/json-format.ts";

type Sensors = Set<string | null>;

/** Who is subscribed to the emitters of this node. A null emitter stands for all of them, a null sensor for none. */
export class Subscribers {
  readonly #own: string;
  readonly #byEmitter = new Map<string | null, Map<string, Sensors>>();
  /** Whom a signal of an emitter goes to; made when it is needed. */
  readonly #recipients = new Map<string, readonly string[]>();
  readonly #counts = new Map<string, number>();

  /** `own`: the id of this node, to which nothing has to be sent. */
  constructor(own: string) {
    this.#own = own;
  }

  /** False when it was there already. */
  add(peer: string, emitter: string | null, sensor: string | null): boolean {
    let peers = this.#byEmitter.get(emitter);
    if (peers === undefined) this.#byEmitter.set(emitter, (peers = new Map()));
    let sensors = peers.get(peer);
    if (sensors === undefined) peers.set(peer, (sensors = new Set()));
    if (sensors.has(sensor)) return false;
    sensors.add(sensor);
    this.#counts.set(peer, this.countOf(peer) + 1);
    this.#recipients.clear();
    return true;
  }

  /** Takes exactly this one away. False when it was not there. */
  remove(peer: string, emitter: string | null, sensor: string | null): boolean {
    const peers = this.#byEmitter.get(emitter);
    const sensors = peers?.get(peer);
    if (peers === undefined || sensors?.delete(sensor) !== true) return false;
    if (sensors.size === 0) peers.delete(peer);
    if (peers.size === 0) this.#byEmitter.delete(emitter);
    this.#counts.set(peer, this.countOf(peer) - 1);
    this.#recipients.clear();
    return true;
  }

  has(peer: string, emitter: string | null, sensor: string | null): boolean {
    return this.#byEmitter.get(emitter)?.get(peer)?.has(sensor) === true;
  }

  /** Takes away all of one peer. Gives the emitters that lost a subscriber. */
  drop(peer: string): readonly string[] {
    const emitters: string[] = [];
    for (const [emitter, peers] of this.#byEmitter) {
      if (!peers.delete(peer)) continue;
      if (peers.size === 0) this.#byEmitter.delete(emitter);
      if (emitter !== null) emitters.push(emitter);
    }
    this.#counts.delete(peer);
    this.#recipients.clear();
    return emitters;
  }

  /** The peers that a signal of this emitter is sent to. */
  recipients(emitter: string): readonly string[] {
    let recipients = this.#recipients.get(emitter);
    if (recipients === undefined) {
      const everything = this.#byEmitter.get(null)?.keys() ?? [];
      const all = new Set([...(this.#byEmitter.get(emitter)?.keys() ?? []), ...everything]);
      all.delete(this.#own);
      recipients = [...all];
      this.#recipients.set(emitter, recipients);
    }
    return recipients;
  }

  /** Whether somebody is subscribed to this emitter by name. */
  any(emitter: string): boolean {
    return this.#byEmitter.has(emitter);
  }

  /** The sensors of a peer for an emitter, by name. */
  sensorsOf(peer: string, emitter: string): ReadonlySet<string | null> {
    return this.#byEmitter.get(emitter)?.get(peer) ?? NONE;
  }

  /** All that are subscribed to an emitter by name: pairs of a peer's id and its sensor. */
  list(emitter: string): readonly (readonly [string, string | null])[] {
    const list: [string, string | null][] = [];
    for (const [peer, sensors] of this.#byEmitter.get(emitter) ?? [])
      for (const sensor of sensors) list.push([peer, sensor]);
    return list;
  }

  /** How many subscriptions one peer has. */
  countOf(peer: string): number {
    return this.#counts.get(peer) ?? 0;
  }

  /** The list as it stands in the capability tree. */
  format(emitter: string): string {
    return formatJson(this.list(emitter) as Json);
  }
}

const NONE: ReadonlySet<string | null> = new Set();
