import type { Json } from "../bytes/json.ts";
import { formatJson } from "../bytes/json-format.ts";
import { Recipient } from "./recipient.ts";
import { combineWishes, sameWish, type Wish } from "./wish.ts";

/** The sensors of one peer, and how each wants its values. */
type Sensors = Map<string | null, Wish | undefined>;

/** Whom the values of an emitter go to. */
export interface Audience {
  /** Those who take values as they come: nearly all. */
  readonly plain: readonly Recipient[];
  /** Those for whom a rate has to be kept. */
  readonly paced: readonly Recipient[];
  readonly byPeer: ReadonlyMap<string, Recipient>;
}

/** Who is subscribed to the emitters of this node. A null emitter stands for all of them, a null sensor for none. */
export class Subscribers {
  readonly #own: string;
  readonly #byEmitter = new Map<string | null, Map<string, Sensors>>();
  /** Whom a signal of an emitter goes to; made when it is needed. */
  readonly #audiences = new Map<string, Audience>();
  /** The same as it was before the last change: its recipients and what they have counted are taken over. */
  readonly #before = new Map<string, Audience>();
  readonly #counts = new Map<string, number>();

  /** `own`: the id of this node, to which nothing has to be sent. */
  constructor(own: string) {
    this.#own = own;
  }

  /** False when it was there already. Then its wish may be another one now. */
  add(peer: string, emitter: string | null, sensor: string | null, wish?: Wish): boolean {
    let peers = this.#byEmitter.get(emitter);
    if (peers === undefined) this.#byEmitter.set(emitter, (peers = new Map()));
    let sensors = peers.get(peer);
    if (sensors === undefined) peers.set(peer, (sensors = new Map()));
    const known = sensors.has(sensor);
    if (known && sameWish(sensors.get(sensor), wish)) return false;
    sensors.set(sensor, wish);
    if (!known) this.#counts.set(peer, this.countOf(peer) + 1);
    this.#changed();
    return !known;
  }

  /** Takes exactly this one away. False when it was not there. */
  remove(peer: string, emitter: string | null, sensor: string | null): boolean {
    const peers = this.#byEmitter.get(emitter);
    const sensors = peers?.get(peer);
    if (peers === undefined || sensors?.delete(sensor) !== true) return false;
    if (sensors.size === 0) peers.delete(peer);
    if (peers.size === 0) this.#byEmitter.delete(emitter);
    this.#counts.set(peer, this.countOf(peer) - 1);
    this.#changed();
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
    this.#changed();
    return emitters;
  }

  /** The peers that a signal of this emitter is sent to. */
  audience(emitter: string): Audience {
    let audience = this.#audiences.get(emitter);
    if (audience === undefined) {
      audience = this.#assemble(emitter, this.#before.get(emitter));
      this.#audiences.set(emitter, audience);
      this.#before.delete(emitter);
    }
    return audience;
  }

  /** Everybody to whom values of these emitters go. */
  *recipients(emitters: Iterable<string>): IterableIterator<Recipient> {
    for (const emitter of emitters) yield* this.audience(emitter).byPeer.values();
  }

  /** Whether somebody is subscribed to this emitter by name. */
  any(emitter: string): boolean {
    return this.#byEmitter.has(emitter);
  }

  /** The sensors of a peer for an emitter, by name. */
  sensorsOf(peer: string, emitter: string): ReadonlyMap<string | null, Wish | undefined> {
    return this.#byEmitter.get(emitter)?.get(peer) ?? NONE;
  }

  /** All that are subscribed to an emitter by name: pairs of a peer's id and its sensor. */
  list(emitter: string): readonly (readonly [string, string | null])[] {
    const list: [string, string | null][] = [];
    for (const [peer, sensors] of this.#byEmitter.get(emitter) ?? [])
      for (const sensor of sensors.keys()) list.push([peer, sensor]);
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

  #changed(): void {
    for (const [emitter, audience] of this.#audiences) this.#before.set(emitter, audience);
    this.#audiences.clear();
  }

  #assemble(emitter: string, before: Audience | undefined): Audience {
    const named = this.#byEmitter.get(emitter);
    const everything = this.#byEmitter.get(null);
    const byPeer = new Map<string, Recipient>();
    for (const peer of new Set([...(named?.keys() ?? []), ...(everything?.keys() ?? [])])) {
      if (peer === this.#own) continue;
      const recipient = before?.byPeer.get(peer) ?? new Recipient(peer, emitter);
      recipient.wish = combineWishes([
        ...(named?.get(peer)?.values() ?? []),
        ...(everything?.get(peer)?.values() ?? []),
      ]);
      byPeer.set(peer, recipient);
    }
    const all = [...byPeer.values()];
    return {
      plain: all.filter(({ pace }) => pace === undefined),
      paced: all.filter(({ pace }) => pace !== undefined),
      byPeer,
    };
  }
}

const NONE: ReadonlyMap<string | null, Wish | undefined> = new Map();
