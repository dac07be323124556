import type { Json } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import { combineSamplings, type Sampling, sameSampling } from "../codec/sampling.ts";
import { Recipient } from "../core/recipient.ts";

/** The sensors of one peer, and how each wants its values. */
type Sensors = Map<string | null, Sampling | undefined>;

/** Whom the values of an emitter go to. */
export interface Audience {
  /** Those who take values as they come: nearly all. */
  readonly plain: readonly Recipient[];
  /** Those for whom a rate or a deadband has to be kept, and old nodes, which are sent no more than they have read. */
  readonly paced: readonly Recipient[];
  readonly byPeer: ReadonlyMap<string, Recipient>;
  /** Whether it drives sensors of its own node: nothing has to travel there. */
  readonly within: boolean;
}

/** Who is subscribed to the emitters of this node. A null emitter stands for all of them, a null sensor for none. */
export class Subscribers {
  readonly #own: string;
  readonly #isOld: (peer: string) => boolean;
  readonly #byEmitter = new Map<string | null, Map<string, Sensors>>();
  /** Whom a signal of an emitter goes to; made when it is needed. */
  readonly #audiences = new Map<string, Audience>();
  /** The same as it was before the last change: its recipients and what they have counted are taken over. */
  readonly #before = new Map<string, Audience>();
  readonly #counts = new Map<string, number>();
  #size = 0;

  /** `own`: the id of this node, to which nothing has to be sent. */
  constructor(own: string, isOld: (peer: string) => boolean = () => false) {
    this.#own = own;
    this.#isOld = isOld;
  }

  /** False when it was there already. Then its sampling may be another one now. */
  add(peer: string, emitter: string | null, sensor: string | null, sampling?: Sampling): boolean {
    let peers = this.#byEmitter.get(emitter);
    if (peers === undefined) this.#byEmitter.set(emitter, (peers = new Map()));
    let sensors = peers.get(peer);
    if (sensors === undefined) peers.set(peer, (sensors = new Map()));
    const known = sensors.has(sensor);
    if (known && sameSampling(sensors.get(sensor), sampling)) return false;
    sensors.set(sensor, sampling);
    if (!known) this.#count(peer, 1);
    this.#changed(emitter);
    return !known;
  }

  /** Takes exactly this one away. False when it was not there. */
  remove(peer: string, emitter: string | null, sensor: string | null): boolean {
    const peers = this.#byEmitter.get(emitter);
    const sensors = peers?.get(peer);
    if (peers === undefined || sensors?.delete(sensor) !== true) return false;
    if (sensors.size === 0) peers.delete(peer);
    if (peers.size === 0) this.#byEmitter.delete(emitter);
    this.#count(peer, -1);
    this.#changed(emitter);
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
    this.#count(peer, -this.countOf(peer));
    this.#counts.delete(peer);
    this.#changed(null);
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

  /** The sensors of a peer for an emitter by name, or for all (null). */
  sensorsOf(peer: string, emitter: string | null): ReadonlyMap<string | null, Sampling | undefined> {
    return this.#byEmitter.get(emitter)?.get(peer) ?? NONE;
  }

  /** All that are subscribed to an emitter by name: pairs of a peer's id and its sensor. */
  list(emitter: string): readonly (readonly [string, string | null])[] {
    const list: [string, string | null][] = [];
    for (const [peer, sensors] of this.#byEmitter.get(emitter) ?? [])
      for (const sensor of sensors.keys()) list.push([peer, sensor]);
    return list;
  }

  /** Everything that one peer is subscribed to: pairs of our emitter and its sensor. */
  of(peer: string): readonly (readonly [string | null, string | null])[] {
    const all: [string | null, string | null][] = [];
    for (const [emitter, peers] of this.#byEmitter)
      for (const sensor of peers.get(peer)?.keys() ?? []) all.push([emitter, sensor]);
    return all;
  }

  /** How many subscriptions there are. */
  get size(): number {
    return this.#size;
  }

  /** How many subscriptions one peer has. */
  countOf(peer: string): number {
    return this.#counts.get(peer) ?? 0;
  }

  /** The list as it stands in the capability tree. */
  format(emitter: string): string {
    return formatJson(this.list(emitter) as Json);
  }

  #count(peer: string, more: number): void {
    this.#counts.set(peer, this.countOf(peer) + more);
    this.#size += more;
  }

  /** Null for all emitters: not for each change, for there may be ten thousand of both. */
  #changed(which: string | null): void {
    const changed = which === null ? [...this.#audiences.keys()] : [which];
    for (const emitter of changed) {
      const audience = this.#audiences.get(emitter);
      if (audience !== undefined) this.#before.set(emitter, audience);
      this.#audiences.delete(emitter);
    }
  }

  #assemble(emitter: string, before: Audience | undefined): Audience {
    const named = this.#byEmitter.get(emitter);
    const everything = this.#byEmitter.get(null);
    const byPeer = new Map<string, Recipient>();
    for (const peer of new Set([...(named?.keys() ?? []), ...(everything?.keys() ?? [])])) {
      if (peer === this.#own) continue;
      const recipient = before?.byPeer.get(peer) ?? new Recipient(peer, emitter);
      recipient.sampling = combineSamplings([
        ...(named?.get(peer)?.values() ?? []),
        ...(everything?.get(peer)?.values() ?? []),
      ]);
      byPeer.set(peer, recipient);
    }
    const all = [...byPeer.values()];
    const isPaced = ({ pace, deadband, peer }: Recipient): boolean =>
      pace !== undefined || deadband !== undefined || this.#isOld(peer);
    return {
      plain: all.filter((recipient) => !isPaced(recipient)),
      paced: all.filter(isPaced),
      byPeer,
      within: (named?.get(this.#own)?.size ?? 0) > 0,
    };
  }
}

const NONE: ReadonlyMap<string | null, Sampling | undefined> = new Map();
