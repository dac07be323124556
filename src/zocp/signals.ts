import { Frames } from "../bytes/frames.ts";
import type { Json } from "../bytes/json.ts";
import type { Cause, Core, NodeName } from "./core.ts";
import { Due } from "./due.ts";
import { encodeMod, encodeSig, nest } from "./message.ts";
import { type Pace, Turns } from "./pace.ts";
import type { Parameter } from "./parameter.ts";
import type { Peer } from "./peer.ts";
import type { Recipient } from "./recipient.ts";
import type { Rings } from "./rings.ts";
import { SignalWriter } from "./signal-writer.ts";
import { isNewer, nextStamp, type Stamp } from "./stamp.ts";
import { sameValue } from "./value.ts";

/** Values on their way: out to the subscribers of a parameter, and in from the emitters that drive it. The hot path. */
export class Signals {
  readonly #core: Core;
  readonly #rings: Rings;
  readonly #writer = new SignalWriter();
  /** The parameters that the present input has driven: a ring within this node ends where it began. */
  readonly #driving: string[] = [];
  /** Parameters on a ring whose newest value waits for its turn, and when each may pass one on again. */
  readonly #held = new Map<string, Cause>();
  readonly #turn = new Map<string, number>();
  readonly #due: Due;
  /** Recipients for whom a value waits, because they want only so many a second. What they get is the newest. */
  readonly #outgoing: Turns<Recipient>;
  /** The same for sensors of ours whose emitter does not keep their rate. */
  readonly #incoming: Turns<Arrival>;

  constructor(core: Core, rings: Rings) {
    this.#core = core;
    this.#due = new Due(core.due);
    this.#outgoing = new Turns(this.#due);
    this.#incoming = new Turns(this.#due);
    this.#rings = rings;
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** Takes a value that was accepted, tells whom it concerns. `always`: also when it is the same as before. */
  change(parameter: Parameter, value: Json, cause: Cause, now: number, always = false): void {
    const same = sameValue(parameter.value, value);
    parameter.take(value);
    if (!same || always) this.#pass(parameter, cause, now);
    if (same) return;
    const { id: peer, name } = cause.by === "self" ? this.#core : cause.from;
    this.#core.tell({ type: "changed", peer, name, parameter: parameter.path, value, by: cause.by });
  }

  /** A value of another node's emitter has arrived. */
  handleSignal(peer: Peer, emitter: string, value: Json, now: number, stamp?: Stamp): void {
    peer.tree.take(emitter, value);
    this.drive(peer, emitter, value, now, stamp);
  }

  /** An emitter has a value: the sensors that it drives take it. */
  drive(from: NodeName, emitter: string, value: Json, now: number, stamp?: Stamp): void {
    const core = this.#core;
    const all = core.subscriptions.sensors(from.id, emitter);
    const fresh = stamp === undefined ? all : all.filter((path) => !this.#isOld(path, from, emitter, stamp));
    const sensors = core.subscriptions.paced ? this.#ready(fresh, { from, emitter, value, stamp }, now) : fresh;
    for (const path of sensors) this.#driveOne(path, value, { by: "signal", from, emitter, stamp }, now);
    core.tell({ type: "signal", peer: from.id, name: from.name, emitter, value, sensors });
  }

  /** Sends the present value to one new subscriber. */
  greet(peer: string, parameter: Parameter, now: number): void {
    const recipient = this.#core.subscribers.audience(parameter.path).byPeer.get(peer);
    if (!parameter.greet || recipient === undefined) return;
    // The reference knows no signals of parameters in objects.
    if (parameter.object !== undefined && this.#core.peers.get(peer)?.extensions !== true) return;
    if (recipient.pace === undefined || this.#admit(recipient, recipient.pace, now)) {
      this.#deliver(parameter, [recipient], now);
    }
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    const held = [...this.#held];
    this.#held.clear();
    for (const [path, cause] of held) {
      const parameter = this.#core.tree.parameters.get(path);
      if (parameter !== undefined) this.#pass(parameter, cause, now);
    }
    this.#releaseOutgoing(now);
    this.#releaseIncoming(now);
  }

  /** The turn of recipients has come: they get the value that there is now. */
  #releaseOutgoing(now: number): void {
    const { tree, subscribers } = this.#core;
    const ready = this.#outgoing.release(now);
    for (const path of new Set(ready.map(({ emitter }) => emitter))) {
      const parameter = tree.parameters.get(path);
      const { byPeer } = subscribers.audience(path);
      // Without those who have left since, or want it no more.
      const to = ready.filter((recipient) => recipient.emitter === path && byPeer.get(recipient.peer) === recipient);
      if (parameter !== undefined && to.length > 0) this.#deliver(parameter, to, now);
    }
  }

  #releaseIncoming(now: number): void {
    const { subscriptions, peers, id } = this.#core;
    for (const { from, emitter, value, stamp, sensor } of this.#incoming.release(now)) {
      // What an emitter said last counts, also when it has left; not what came over a link that was cut.
      const cut = !subscriptions.has(from.id, emitter, sensor) && (from.id === id || peers.has(from.id));
      // A newer one may have come round meanwhile.
      if (cut || (stamp !== undefined && this.#isOld(sensor, from, emitter, stamp))) continue;
      this.#driveOne(sensor, value, { by: "signal", from, emitter, stamp }, now);
      const { id: peer, name } = from;
      this.#core.tell({ type: "signal", peer, name, emitter, value, sensors: [sensor], late: true });
    }
  }

  /** The sensors that take this value at once; for others it waits. */
  #ready(sensors: readonly string[], arrival: Omit<Arrival, "sensor">, now: number): readonly string[] {
    const { from, emitter } = arrival;
    return sensors.filter((sensor) => {
      const pace = this.#core.subscriptions.paceOf(from.id, emitter, sensor);
      return pace === undefined || this.#incoming.admit(pace, { ...arrival, sensor }, now) === "passes";
    });
  }

  #admit(recipient: Recipient, pace: Pace, now: number): boolean {
    const verdict = this.#outgoing.admit(pace, recipient, now);
    if (verdict === "replaces") recipient.conflated++;
    return verdict === "passes";
  }

  #driveOne(path: string, value: Json, cause: Extract<Cause, { by: "signal" }>, now: number): void {
    const sensor = this.#core.tree.parameters.get(path);
    if (sensor === undefined || this.#driving.includes(path)) return;
    const accepted = sensor.may("s") ? sensor.accept(value) : NO_SENSOR;
    if ("reason" in accepted) return this.#core.refuse(cause.from.id, "SIG", path, accepted.reason);
    if (cause.stamp !== undefined && isNewer(cause.stamp, sensor.stamp)) sensor.stamp = cause.stamp;
    this.#driving.push(path);
    // An event goes on as often as it comes, but not round and round.
    this.change(sensor, accepted.value, cause, now, sensor.event && !this.#rings.endless(path));
    this.#driving.pop();
  }

  /** A value that was round the ring already, or crossed a newer one there. Other rings count for themselves. */
  #isOld(path: string, from: NodeName, emitter: string, stamp: Stamp): boolean {
    if (!this.#rings.returns(path, from.id, emitter)) return false;
    return !isNewer(stamp, this.#core.tree.parameters.get(path)?.stamp);
  }

  /** On to the subscribers; a parameter on a ring with others than ours waits for its turn. */
  #pass(parameter: Parameter, cause: Cause, now: number): void {
    const { path } = parameter;
    const ringed = this.#rings.holds(path);
    // What comes from outside the ring enters it here.
    if (ringed && !this.#isOnTheWay(path, cause)) parameter.stamp = nextStamp(parameter.stamp, this.#core.id);
    if (cause.by === "signal" && this.#rings.endless(path)) {
      const turn = this.#turn.get(path) ?? 0;
      if (now < turn) {
        this.#held.set(path, cause);
        this.#due.by(turn);
        return;
      }
      this.#turn.set(path, now + RING_PACE);
    }
    this.#send(parameter, cause, now);
    // Links within this node: nothing has to travel.
    if (this.#core.subscribers.sensorsOf(this.#core.id, path).size > 0) {
      this.drive(this.#core, path, parameter.value, now, ringed ? parameter.stamp : undefined);
    }
  }

  /** Whether a value is going round the ring already, and keeps its stamp. */
  #isOnTheWay(path: string, cause: Cause): boolean {
    return (
      cause.by === "signal" && cause.stamp !== undefined && this.#rings.returns(path, cause.from.id, cause.emitter)
    );
  }

  #send(parameter: Parameter, cause: Cause, now: number): void {
    const { plain, paced } = this.#core.subscribers.audience(parameter.path);
    let to = cause.by === "self" ? plain : plain.filter(({ peer }) => !this.#isEcho(peer, parameter.path, cause));
    if (paced.length > 0) to = [...to, ...paced.filter((recipient) => this.#isTurnOf(recipient, cause, now))];
    if (to.length > 0) this.#deliver(parameter, to, now);
  }

  #deliver(parameter: Parameter, to: readonly Recipient[], at: number): void {
    if (this.#rings.holds(parameter.path) && parameter.stamp !== undefined)
      return this.#deliverStamped(parameter, parameter.stamp, to, at);
    this.#deliverPlain(parameter, to, at);
  }

  #deliverStamped(parameter: Parameter, stamp: Stamp, to: readonly Recipient[], at: number): void {
    const ours = to.filter(({ peer }) => this.#core.peers.get(peer)?.origin === true);
    const others = to.filter((recipient) => !ours.includes(recipient));
    const content = Frames.ofText(encodeSig(parameter.quoted, parameter.formatValue(), stamp));
    if (ours.length > 0) this.#core.push({ type: "signal", to: ours, content, at });
    if (others.length > 0) this.#deliverPlain(parameter, others, at);
  }

  #deliverPlain(parameter: Parameter, to: readonly Recipient[], at: number): void {
    const core = this.#core;
    if (parameter.object === undefined) {
      return core.push({ type: "signal", to, content: this.#writer.write(parameter), at });
    }
    // The reference knows no signals of parameters in objects.
    const ours = to.filter(({ peer }) => core.peers.get(peer)?.extensions === true);
    const others = to.filter((recipient) => !ours.includes(recipient));
    if (ours.length > 0) core.push({ type: "signal", to: ours, content: this.#writer.write(parameter), at });
    const content = Frames.ofText(encodeMod(nest(parameter, `{"value": ${parameter.formatValue()}}`)));
    if (others.length > 0) core.push({ type: "signal", to: others, content, at });
  }

  #isTurnOf(recipient: Recipient, cause: Cause, now: number): boolean {
    const { pace, peer, emitter } = recipient;
    if (pace === undefined) return true;
    if (cause.by === "self" || !this.#isEcho(peer, emitter, cause)) return this.#admit(recipient, pace, now);
    // It said itself what is newest: an older value that waits for it is none any more.
    this.#outgoing.forget(pace);
    return false;
  }

  /** A value does not go back where it came from: to the setter, or to an emitter that only mirrors itself in us. */
  #isEcho(peer: string, path: string, cause: Exclude<Cause, { by: "self" }>): boolean {
    if (cause.from.id !== peer) return false;
    if (cause.by === "set") return true;
    const sensors = this.#core.subscribers.sensorsOf(peer, path);
    return sensors.size === 1 && sensors.has(cause.emitter);
  }
}

/** A value that waits for the turn of one of our sensors. */
interface Arrival {
  readonly from: NodeName;
  readonly emitter: string;
  readonly value: Json;
  readonly stamp: Stamp | undefined;
  readonly sensor: string;
}

/** Milliseconds between two values that a parameter on a ring passes on. */
const RING_PACE = 10;
const NO_SENSOR = { reason: "it is no sensor (access letter s)" };
