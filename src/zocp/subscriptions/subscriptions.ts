import { rateOf, type Sampling, sameSampling } from "../codec/sampling.ts";
import { sameWeight, type Weight } from "../codec/weight.ts";
import type { Mapping } from "../signals/mapping.ts";
import { RateLimiter, RECEIVING_SLACK } from "../signals/rate-limiter.ts";
import { type LinkRefusals, Refusals } from "../signals/refusals.ts";

/** A link of one of our sensors: how it wants the values of an emitter. */
interface SensorLink {
  readonly sampling: Sampling | undefined;
  readonly pace: RateLimiter | undefined;
  /** What its values count for, where that is not as usual. */
  readonly weight: Weight | undefined;
  /** What its values become on the way to the sensor. */
  readonly mapping: Mapping | undefined;
  /** Those that it did not take; undefined while there were none. */
  readonly refusals: Refusals | undefined;
}

/** By our sensor. */
type SensorLinks = Map<string | null, SensorLink>;

/** Which emitters of other nodes this node is subscribed to, and which of its sensors they drive. */
export class Subscriptions {
  readonly #byPeer = new Map<string, Map<string | null, SensorLinks>>();
  /** The sensors for each emitter; made when it is needed. */
  readonly #sensors = new Map<string, Map<string, readonly string[]>>();
  /** How many links have a rate, a map, or values that their sensor did not take. Where none has, nobody has to ask for each value. */
  readonly #special = { pace: 0, mapping: 0, refusals: 0 };

  /** Whether any sensor asked for a rate. */
  get paced(): boolean {
    return this.#special.pace > 0;
  }

  /** Whether any sensor did not take values lately. */
  get refusing(): boolean {
    return this.#special.refusals > 0;
  }

  /** Whether any link has a map. */
  get mapped(): boolean {
    return this.#special.mapping > 0;
  }

  /** False when it was there already. A sampling that is given then takes the place of the one that it had. */
  add(peer: string, emitter: string | null, sensor: string | null, sampling?: Sampling): boolean {
    let emitters = this.#byPeer.get(peer);
    if (emitters === undefined) this.#byPeer.set(peer, (emitters = new Map()));
    let sensors = emitters.get(emitter);
    if (sensors === undefined) emitters.set(emitter, (sensors = new Map()));
    const known = sensors.get(sensor);
    if (known !== undefined && (sampling === undefined || sameSampling(known.sampling, sampling))) return false;
    this.#put(sensors, sensor, sampling);
    this.#sensors.delete(peer);
    return known === undefined;
  }

  /** Gives one that is there another sampling, or takes it away. False when it had this one, or is not there. */
  change(peer: string, emitter: string | null, sensor: string | null, sampling: Sampling | undefined): boolean {
    const sensors = this.#byPeer.get(peer)?.get(emitter);
    const known = sensors?.get(sensor);
    if (sensors === undefined || known === undefined || sameSampling(known.sampling, sampling)) return false;
    this.#put(sensors, sensor, sampling);
    return true;
  }

  /** Takes exactly this one away. False when it was not there. */
  remove(peer: string, emitter: string | null, sensor: string | null): boolean {
    const emitters = this.#byPeer.get(peer);
    const sensors = emitters?.get(emitter);
    if (emitters === undefined || sensors?.has(sensor) !== true) return false;
    this.#keep(sensors, sensor, undefined);
    if (sensors.size === 0) emitters.delete(emitter);
    if (emitters.size === 0) this.#byPeer.delete(peer);
    this.#sensors.delete(peer);
    return true;
  }

  has(peer: string, emitter: string | null, sensor: string | null): boolean {
    return this.#byPeer.get(peer)?.get(emitter)?.has(sensor) === true;
  }

  /** What a sensor asked for. */
  samplingOf(peer: string, emitter: string | null, sensor: string | null): Sampling | undefined {
    return this.#byPeer.get(peer)?.get(emitter)?.get(sensor)?.sampling;
  }

  /** How often a sensor takes a value of an emitter; undefined for as often as one comes. */
  paceOf(peer: string, emitter: string, sensor: string): RateLimiter | undefined {
    return this.#byPeer.get(peer)?.get(emitter)?.get(sensor)?.pace;
  }

  /** Gives one that is there another weight. False when it had this one, or is not there. */
  weigh(peer: string, emitter: string, sensor: string, weight: Weight | undefined): boolean {
    const sensors = this.#byPeer.get(peer)?.get(emitter);
    const known = sensors?.get(sensor);
    if (sensors === undefined || known === undefined || sameWeight(known.weight, weight)) return false;
    this.#keep(sensors, sensor, { ...known, weight });
    return true;
  }

  weightOf(peer: string, emitter: string, sensor: string): Weight | undefined {
    return this.#byPeer.get(peer)?.get(emitter)?.get(sensor)?.weight;
  }

  /** Gives one that is there another map, or takes it away. */
  setMapping(peer: string, emitter: string, sensor: string, mapping: Mapping | undefined): void {
    const sensors = this.#byPeer.get(peer)?.get(emitter);
    const known = sensors?.get(sensor);
    if (sensors === undefined || known === undefined) return;
    this.#keep(sensors, sensor, { ...known, mapping, refusals: undefined });
  }

  /** A sensor took a value of an emitter, or did not, and why. */
  note(peer: string, emitter: string, sensor: string, reason: string | undefined): void {
    const sensors = this.#byPeer.get(peer)?.get(emitter);
    const known = sensors?.get(sensor);
    if (sensors === undefined || known === undefined) return;
    const refusals = known.refusals ?? (reason === undefined ? undefined : new Refusals());
    refusals?.note(reason);
    const left = refusals?.told === undefined ? undefined : refusals;
    if (left !== known.refusals) this.#keep(sensors, sensor, { ...known, refusals: left });
  }

  /** What a sensor did not take of what an emitter sent; undefined when it took everything lately. */
  refusalsOf(peer: string, emitter: string, sensor: string): LinkRefusals | undefined {
    return this.#byPeer.get(peer)?.get(emitter)?.get(sensor)?.refusals?.told;
  }

  mappingOf(peer: string, emitter: string, sensor: string): Mapping | undefined {
    return this.mapped ? this.#byPeer.get(peer)?.get(emitter)?.get(sensor)?.mapping : undefined;
  }

  /** Whether the values of any link of this sensor count for something else than usual. */
  isWeighed(sensor: string): boolean {
    for (const emitters of this.#byPeer.values())
      for (const sensors of emitters.values()) if (sensors.get(sensor)?.weight !== undefined) return true;
    return false;
  }

  drop(peer: string): void {
    for (const sensors of this.#byPeer.get(peer)?.values() ?? [])
      for (const link of sensors.values()) this.#count(link, -1);
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
      const all = [...(emitters?.get(emitter)?.keys() ?? []), ...(emitters?.get(null)?.keys() ?? [])];
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
      for (const sensor of sensors.keys()) all.push([emitter, sensor]);
    return all;
  }

  /** Whether we hold anything at this peer. */
  holds(peer: string): boolean {
    return this.#byPeer.has(peer);
  }

  /** Whether any emitter drives this sensor. */
  drives(sensor: string): boolean {
    for (const emitters of this.#byPeer.values())
      for (const sensors of emitters.values()) if (sensors.has(sensor)) return true;
    return false;
  }

  #put(sensors: SensorLinks, sensor: string | null, sampling: Sampling | undefined): void {
    const rate = rateOf(sampling);
    const pace = sensors.get(sensor)?.pace ?? (rate === undefined ? undefined : new RateLimiter(rate, RECEIVING_SLACK));
    if (pace !== undefined) pace.rate = rate;
    const { weight, mapping, refusals } = sensors.get(sensor) ?? {};
    this.#keep(sensors, sensor, { sampling, pace, weight, mapping, refusals });
  }

  /** Every change of a link comes here: `link` takes the place of what was there, or nothing does. */
  #keep(sensors: SensorLinks, sensor: string | null, link: SensorLink | undefined): void {
    this.#count(sensors.get(sensor), -1);
    this.#count(link, 1);
    if (link === undefined) sensors.delete(sensor);
    else sensors.set(sensor, link);
  }

  #count(link: SensorLink | undefined, by: 1 | -1): void {
    if (link?.pace !== undefined) this.#special.pace += by;
    if (link?.mapping !== undefined) this.#special.mapping += by;
    if (link?.refusals !== undefined) this.#special.refusals += by;
  }
}

const NONE: readonly string[] = [];
const CACHE_LIMIT = 10_000;
