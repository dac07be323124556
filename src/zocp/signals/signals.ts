import { Frames } from "../../bytes/frames.ts";
import type { Json } from "../../bytes/json.ts";
import { encodeMod, encodeSig, nest } from "../codec/message.ts";
import { sameValue } from "../codec/value.ts";
import { isNewer, nextValueVersion, type ValueVersion } from "../codec/value-version.ts";
import type { Cause, Core, NodeName } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";
import type { Recipient } from "../core/recipient.ts";
import { convert } from "../maps/conversion.ts";
import { OldTraffic } from "../old-nodes/old-traffic.ts";
import type { Parameter } from "../tree/parameter.ts";
import type { FeedbackLoops } from "./feedback-loops.ts";
import type { MappedLink, Mapping } from "./mapping.ts";
import { type Joined, type MergePolicy, Merges } from "./merges.ts";
import { ThrottledQueue } from "./rate-limiter.ts";
import { SignalWriter } from "./signal-writer.ts";
import type { Audience } from "./subscribers.ts";

/** Values on their way: out to the subscribers of a parameter, and in from the emitters that drive it. The hot path. */
export class Signals {
  readonly #core: Core;
  readonly #rings: FeedbackLoops;
  readonly #writer = new SignalWriter();
  readonly #merges: Merges;
  /** The parameters that the present input has driven: a ring within this node ends where it began. */
  readonly #driving: string[] = [];
  /** Parameters on a ring whose newest value waits for its turn, and when each may pass one on again. */
  readonly #held = new Map<string, Cause>();
  readonly #turn = new Map<string, number>();
  readonly #due: Deadline;
  /** Recipients for whom a value waits, because they want only so many a second. What they get is the newest. */
  readonly #outgoing: ThrottledQueue<Recipient>;
  /** Recipients for whom a value has moved by less than their deadband. */
  readonly #moving = new Set<Recipient>();
  readonly #oldTraffic: OldTraffic;
  /** The same for sensors of ours whose emitter does not keep their rate. */
  readonly #incoming: ThrottledQueue<Arrival>;
  /** Maps from which a value leaves by itself before long. */
  readonly #timed = new Set<Mapping>();

  constructor(core: Core, rings: FeedbackLoops) {
    this.#core = core;
    this.#due = new Deadline(core.due);
    this.#merges = new Merges(core);
    this.#outgoing = new ThrottledQueue(this.#due);
    this.#incoming = new ThrottledQueue(this.#due);
    this.#oldTraffic = new OldTraffic(core, this.#due);
    this.#rings = rings;
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** Links were cut or nodes left: sensors that join several have another value without them. */
  handleSourcesGone(now: number): void {
    for (const [parameter, joined] of this.#merges.stale()) this.#takeJoined(parameter, joined, now);
    for (const path of this.#merges.weighed()) this.handleWeights(path, now);
  }

  /** A link of a sensor has another priority, or is muted or not: other sources may count. */
  handleWeights(path: string, now: number): void {
    const parameter = this.#core.tree.parameters.get(path);
    if (parameter !== undefined) this.#reweigh(parameter, parameter.merge, now);
  }

  /** Somebody says from now on how the sources of a sensor are joined. */
  declareMerge(parameter: Parameter, merge: MergePolicy, now: number): void {
    const before = parameter.merge;
    parameter.declareMerge(merge);
    this.#reweigh(parameter, before, now);
  }

  /** `before`: how its sources were joined so far. */
  #reweigh(parameter: Parameter, before: MergePolicy | undefined, now: number): void {
    parameter.weigh(this.#core.subscriptions.isWeighed(parameter.path));
    const { merge } = parameter;
    if (before === undefined && merge !== undefined) this.#merges.begin(parameter);
    // What counted last, before nothing is kept apart any more.
    if (merge === undefined && before !== undefined) parameter.merge = "priority";
    const joined = this.#merges.join(parameter);
    parameter.merge = merge;
    if (merge === undefined) this.#merges.end(parameter);
    if (joined !== undefined) this.#takeJoined(parameter, joined, now);
  }

  /** What was set by hand, by fades and by the own program counts no more among the sources of a sensor. */
  release(parameter: Parameter, now: number): void {
    const joined = this.#merges.release(parameter);
    if (joined !== undefined) this.#takeJoined(parameter, joined, now);
  }

  /** Other sources count now than before: the value is that of the one that gives it. */
  #takeJoined(parameter: Parameter, { value, source }: Joined, now: number): void {
    const cause = this.#causeOf(source);
    if (parameter.hold !== undefined && !parameter.hold.admits(parameter, value, cause, now)) return;
    this.#take(parameter, value, cause, now);
    if (cause.by !== "signal") return;
    // It drives the parameter also where its value is the one that was there.
    parameter.hand = "signal";
    parameter.handId = cause.from.id;
    parameter.handName = cause.from.name;
    parameter.handAt = now;
  }

  #causeOf({ peer, emitter }: Joined["source"]): Cause {
    if (peer === undefined) return JOINED;
    return { by: "signal", from: { id: peer, name: this.#core.nameOf(peer) }, emitter };
  }

  /** Takes a value that was accepted, tells whom it concerns. `always`: also when it is the same as before. */
  change(parameter: Parameter, value: Json, cause: Cause, now: number, always = false): void {
    if (parameter.merge !== undefined) return this.#changeJoined(parameter, value, cause, now, always);
    // Nearly nothing is held: for the rest this is one look.
    if (parameter.hold !== undefined && !parameter.hold.admits(parameter, value, cause, now)) return;
    this.#take(parameter, value, cause, now, always);
  }

  /** The same where several sources have a say: what lies on top of them is none. */
  #changeJoined(parameter: Parameter, value: Json, cause: Cause, now: number, always: boolean): void {
    if (cause.by === "fade" && cause.covers === true) return this.#take(parameter, value, cause, now, always);
    const [peer, emitter] = cause.by === "signal" ? [cause.from.id, cause.emitter] : [undefined, ""];
    const replaces = cause.by === "fade" && cause.replaces === true;
    const joined = replaces ? { value } : this.#merges.take(parameter, value, peer, emitter);
    if (joined === undefined) return;
    const isOwn = !("source" in joined) || (joined.source.peer === peer && joined.source.emitter === emitter);
    const by = isOwn ? cause : this.#causeOf(joined.source);
    if (parameter.hold !== undefined && !parameter.hold.admits(parameter, joined.value, cause, now)) return;
    this.#take(parameter, joined.value, by, now, always);
  }

  #take(parameter: Parameter, value: Json, cause: Cause, now: number, always = false): void {
    const same = parameter.value === value || sameValue(parameter.value, value);
    // A text that is the same stays the one that it was: to find that out once is enough where it is long.
    if (!same || typeof value !== "string") parameter.take(value);
    if (!same || always) this.#pass(parameter, cause, now);
    // An event happens each time, also for the program of this node.
    if (same && !(always && parameter.event)) return;
    const { id: peer, name } = cause.by === "self" ? this.#core : cause.from;
    parameter.hand = cause.by;
    parameter.handId = peer;
    parameter.handName = name;
    parameter.handAt = now;
    parameter.handGreets = cause.by === "signal" && cause.greeting === true;
    parameter.handReplaces = cause.by === "fade" && cause.replaces === true;
    const { path } = parameter;
    if (!this.#core.isFollowed(path)) return;
    this.#core.tell({ type: "changed", peer, name, parameter: path, value, by: cause.by, at: now });
  }

  /** A value of another node's emitter has arrived. */
  handleSignal(peer: Peer, emitter: string, value: Json, now: number, version?: ValueVersion): void {
    // An old node tells what it registers to few; a name that is new says so.
    if (!peer.tree.take(emitter, value) && !peer.extensions) this.#core.askLater(peer, ASK_EVERY);
    this.drive(peer, emitter, value, now, version);
  }

  /** An emitter has a value: the sensors that it drives take it. */
  drive(from: NodeName, emitter: string, value: Json, now: number, version?: ValueVersion): void {
    const core = this.#core;
    const all = core.subscriptions.sensors(from.id, emitter);
    const greeting = core.greetings.waiting && core.greetings.isAwaited(from.id, emitter);
    const news = greeting ? core.greetings.filter(from.id, emitter, all, value) : all;
    const fresh = version === undefined ? news : news.filter((path) => !this.#isOld(path, from, emitter, version));
    const sensors = core.subscriptions.paced ? this.#ready(fresh, { from, emitter, value, version }, now) : fresh;
    // Nearly no node has maps: for the rest this is one look.
    const { mapped } = core.subscriptions;
    for (const path of sensors) {
      const cause = { by: "signal", from, emitter, version, greeting } as const;
      if (mapped) this.#driveOne(path, value, cause, now);
      else this.#driveBy(path, value, cause, now);
    }
    // Whoever listens to everything of a node is told the values of its sensors, too: these are no signals.
    if (all.length === 0 && this.#isNoEmitter(from.id, emitter))
      core.tell({ type: "value", peer: from.id, name: from.name, parameter: emitter, value, at: now });
    else {
      const taken = mapped ? this.#unmapped(from, emitter, sensors) : sensors;
      core.tell({ type: "signal", peer: from.id, name: from.name, emitter, value, sensors: taken, at: now });
    }
  }

  /** The sensors that took a value as it is; of mapped ones is told what leaves their maps. */
  #unmapped(from: NodeName, emitter: string, sensors: readonly string[]): readonly string[] {
    const { subscriptions } = this.#core;
    return sensors.filter((sensor) => subscriptions.mappingOf(from.id, emitter, sensor) === undefined);
  }

  /** The map of a link is another one now: its sensor is given what the emitter has, if that is a state. */
  handleMapped({ from, emitter, sensor }: MappedLink, now: number): void {
    const { peers, tree } = this.#core;
    const { value, event } = (peers.get(from.id)?.tree ?? tree).parameters.get(emitter) ?? {};
    if (value !== undefined && event !== true) this.#driveOne(sensor, value, { by: "signal", from, emitter }, now);
  }

  /** The same for a sensor of this node that an emitter of this node drives from now on. */
  greetWithin(parameter: Parameter, sensor: string, now: number): void {
    const { path: emitter, value } = parameter;
    const from = this.#core;
    const [ready] = this.#ready([sensor], { from, emitter, value, version: undefined }, now);
    if (ready === undefined) return;
    this.#driveOne(sensor, value, { by: "signal", from, emitter }, now);
    const sensors = this.#unmapped(from, emitter, [sensor]);
    from.tell({ type: "signal", peer: from.id, name: from.name, emitter, value, sensors, at: now });
  }

  /** Sends the present value to one new subscriber. */
  greet(peer: string, parameter: Parameter, now: number): void {
    const recipient = this.#core.subscribers.audience(parameter.path).byPeer.get(peer);
    if (!parameter.greet || recipient === undefined) return;
    // The reference knows no signals of parameters in objects.
    if (parameter.object !== undefined && this.#core.peers.get(peer)?.extensions !== true) return;
    recipient.renewDeadband();
    if (this.#admit(recipient, parameter, now)) this.#deliver(parameter, [recipient]);
  }

  /** An old node has answered a question of ours. */
  handleAnswer(peer: Peer, now: number): void {
    const ready = this.#oldTraffic.handleAnswer(peer, now);
    this.#deliverPresent(ready.filter((recipient) => this.#oldTraffic.admit(recipient, now)));
  }

  handleExit(peer: string): void {
    this.#oldTraffic.handleExit(peer);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const [path, cause] of [...this.#held]) {
      if (this.#core.full) return this.#due.by(now);
      this.#held.delete(path);
      const parameter = this.#core.tree.parameters.get(path);
      if (parameter !== undefined) this.#pass(parameter, cause, now);
    }
    const ready = this.#outgoing.release(now, PORTION).filter((recipient) => this.#oldTraffic.admit(recipient, now));
    const settled = this.#settled(now).filter((recipient) => this.#passes(recipient, now));
    this.#deliverPresent([...ready, ...settled, ...this.#oldTraffic.handleTimeout(now)]);
    this.#releaseIncoming(now);
    this.#releaseMapped(now);
  }

  /** The turn of recipients has come: they get the value that there is now. */
  #deliverPresent(ready: readonly Recipient[]): void {
    const { tree, subscribers } = this.#core;
    const byEmitter = new Map<string, Recipient[]>();
    for (const recipient of ready) {
      const others = byEmitter.get(recipient.emitter);
      if (others === undefined) byEmitter.set(recipient.emitter, [recipient]);
      else others.push(recipient);
    }
    for (const [path, recipients] of byEmitter) {
      const parameter = tree.parameters.get(path);
      const { byPeer } = subscribers.audience(path);
      // Without those who have left since, or want it no more.
      const to = recipients.filter((recipient) => byPeer.get(recipient.peer) === recipient);
      if (parameter !== undefined && to.length > 0) this.#deliver(parameter, to);
    }
  }

  #releaseIncoming(now: number): void {
    const { subscriptions, peers, id } = this.#core;
    for (const { from, emitter, value, version, sensor } of this.#incoming.release(now, PORTION)) {
      // What an emitter said last counts, also when it has left; not what came over a link that was cut.
      const cut = !subscriptions.has(from.id, emitter, sensor) && (from.id === id || peers.has(from.id));
      // A newer one may have come round meanwhile.
      if (cut || (version !== undefined && this.#isOld(sensor, from, emitter, version))) continue;
      this.#driveOne(sensor, value, { by: "signal", from, emitter, version }, now);
      if (subscriptions.mappingOf(from.id, emitter, sensor) !== undefined) continue;
      const { id: peer, name } = from;
      this.#core.tell({ type: "signal", peer, name, emitter, value, sensors: [sensor], late: true, at: now });
    }
  }

  /** What took its time in a map goes on. */
  #releaseMapped(now: number): void {
    for (const mapping of this.#timed) {
      if (this.#core.full) return this.#due.by(now);
      if (!this.#isThere(mapping)) this.#timed.delete(mapping);
      else if (mapping.deadline > now) this.#due.by(mapping.deadline);
      else this.#leave(mapping, mapping.map?.handleTimeout(now) ?? [], now);
    }
  }

  /** What an emitter said last arrives also when it has left, unless its sensor does something else then; not over a link that was cut. */
  #isThere(mapping: Mapping): boolean {
    const { subscriptions, peers, id, tree } = this.#core;
    const { from, emitter, sensor } = mapping.link;
    if (subscriptions.mappingOf(from.id, emitter, sensor) === mapping) return true;
    const isHere = from.id === id || peers.has(from.id);
    return !isHere && tree.parameters.get(sensor)?.extra.has("lost") === false;
  }

  /** Values leave a map for its sensor. */
  #leave(mapping: Mapping, values: readonly Json[], now: number): void {
    const { from, emitter, sensor } = mapping.link;
    for (const value of values) {
      this.#driveBy(sensor, value, mapping.cause, now);
      const [peer, name] = [from.id, from.name];
      this.#core.tell({
        type: "signal",
        peer,
        name,
        emitter,
        value,
        sensors: [sensor],
        mapped: true,
        late: true,
        at: now,
      });
    }
    if (values.length > 0) mapping.given = this.#core.tree.parameters.get(sensor)?.value;
    const count = mapping.takeLosses(now);
    if (count > 0) this.#core.tell({ type: "dropped", peer: from.id, name: from.name, emitter, sensor, count });
    if (mapping.deadline === Number.POSITIVE_INFINITY) this.#timed.delete(mapping);
    else {
      this.#timed.add(mapping);
      this.#due.by(mapping.deadline);
    }
  }

  #isNoEmitter(peer: string, path: string): boolean {
    return this.#core.peers.get(peer)?.tree.parameters.get(path)?.access.includes("e") === false;
  }

  /** The sensors that take this value at once; for others it waits. */
  #ready(sensors: readonly string[], arrival: Omit<Arrival, "sensor">, now: number): readonly string[] {
    const { from, emitter } = arrival;
    return sensors.filter((sensor) => {
      const pace = this.#core.subscriptions.paceOf(from.id, emitter, sensor);
      return pace === undefined || this.#incoming.admit(pace, { ...arrival, sensor }, now) === "passes";
    });
  }

  #admit(recipient: Recipient, parameter: Parameter, now: number): boolean {
    const { deadband } = recipient;
    // What happens is no state that moves.
    if (deadband === undefined || parameter.event) return this.#passes(recipient, now);
    if (deadband.push(parameter.value, now) !== undefined) {
      this.#moving.delete(recipient);
      return this.#passes(recipient, now);
    }
    if (deadband.deadline === Number.POSITIVE_INFINITY) return false;
    this.#moving.add(recipient);
    this.#due.by(deadband.deadline);
    return false;
  }

  /** Those for whom nothing moves any more: what is left within their deadband is for them now. */
  #settled(now: number): readonly Recipient[] {
    const settled: Recipient[] = [];
    for (const recipient of this.#moving) {
      const { deadline = now } = recipient.deadband ?? {};
      if (deadline > now && deadline < Number.POSITIVE_INFINITY) {
        this.#due.by(deadline);
        continue;
      }
      recipient.deadband?.handleTimeout();
      this.#moving.delete(recipient);
      settled.push(recipient);
    }
    return settled;
  }

  #passes(recipient: Recipient, now: number): boolean {
    const { pace } = recipient;
    const verdict = pace === undefined ? "passes" : this.#outgoing.admit(pace, recipient, now);
    if (verdict === "replaces") recipient.conflated++;
    return verdict === "passes" && this.#oldTraffic.admit(recipient, now);
  }

  #driveOne(path: string, given: Json, cause: Extract<Cause, { by: "signal" }>, now: number): void {
    const mapping = this.#core.subscriptions.mappingOf(cause.from.id, cause.emitter, path);
    if (mapping === undefined) return this.#driveBy(path, given, cause, now);
    mapping.cause = cause;
    this.#leave(mapping, mapping.map?.push(given, now) ?? [], now);
  }

  /** A value has come to a sensor as it is to be there. */
  #driveBy(path: string, given: Json, cause: Extract<Cause, { by: "signal" }>, now: number): void {
    const sensor = this.#core.tree.parameters.get(path);
    if (sensor === undefined || this.#driving.includes(path)) return;
    const value = sensor.senses && sensor.fits(given) ? given : this.#accept(sensor, given, cause);
    if (value === undefined) return;
    const { subscriptions } = this.#core;
    if (subscriptions.refusing) subscriptions.note(cause.from.id, cause.emitter, path, undefined);
    if (cause.version !== undefined && isNewer(cause.version, sensor.version)) sensor.version = cause.version;
    this.#driving.push(path);
    // An event goes on as often as it comes, but not round and round.
    this.change(sensor, value, cause, now, sensor.event && !this.#rings.endless(path));
    this.#driving.pop();
  }

  #accept(sensor: Parameter, given: Json, cause: Extract<Cause, { by: "signal" }>): Json | undefined {
    const accepted = sensor.senses ? sensor.accept(convert(given, sensor.typeHint)) : NO_SENSOR;
    if ("value" in accepted) return accepted.value;
    this.#core.subscriptions.note(cause.from.id, cause.emitter, sensor.path, accepted.reason);
    this.#core.refuse(cause.from.id, "SIG", sensor.path, accepted.reason);
    return undefined;
  }

  /** A value that was round the ring already, or crossed a newer one there. Other rings count for themselves. */
  #isOld(path: string, from: NodeName, emitter: string, version: ValueVersion): boolean {
    if (!this.#rings.returns(path, from.id, emitter)) return false;
    return !isNewer(version, this.#core.tree.parameters.get(path)?.version);
  }

  /** On to the subscribers; a parameter on a ring with others than ours waits for its turn. */
  #pass(parameter: Parameter, cause: Cause, now: number): void {
    const { path } = parameter;
    const ringed = this.#rings.any && this.#rings.holds(path);
    if (ringed && !this.#goesRound(parameter, cause, now)) return;
    const audience = this.#core.subscribers.audience(path);
    if (audience.byPeer.size > 0) {
      const all = cause.by === "self" && audience.paced.length === 0;
      const to = all ? audience.plain : this.#among(audience, parameter, cause, now);
      if (to.length > 0) this.#deliver(parameter, to);
    }
    // Links within this node: nothing has to travel.
    if (audience.within) this.drive(this.#core, path, parameter.value, now, ringed ? parameter.version : undefined);
  }

  /** Whether a value goes round its ring at once; where that has no end it waits for its turn. */
  #goesRound(parameter: Parameter, cause: Cause, now: number): boolean {
    const { path } = parameter;
    // What comes from outside the ring enters it here.
    if (!this.#isOnTheWay(path, cause)) parameter.version = nextValueVersion(parameter.version, this.#core.id);
    if (cause.by !== "signal" || !this.#rings.endless(path)) return true;
    const turn = this.#turn.get(path) ?? 0;
    if (now < turn) {
      this.#held.set(path, cause);
      this.#due.by(turn);
      return false;
    }
    this.#turn.set(path, now + RING_PACE);
    return true;
  }

  /** Whether a value is going round the ring already, and keeps its version. */
  #isOnTheWay(path: string, cause: Cause): boolean {
    return (
      cause.by === "signal" && cause.version !== undefined && this.#rings.returns(path, cause.from.id, cause.emitter)
    );
  }

  /** Those of an audience who get a value now. */
  #among({ plain, paced }: Audience, parameter: Parameter, cause: Cause, now: number): readonly Recipient[] {
    const to = cause.by === "self" ? plain : plain.filter(({ peer, emitter }) => !this.#isEcho(peer, emitter, cause));
    return [...to, ...paced.filter((recipient) => this.#isTurnOf(recipient, parameter, cause, now))];
  }

  #deliver(parameter: Parameter, all: readonly Recipient[]): void {
    const { version, path } = parameter;
    const ringed = version !== undefined && this.#rings.holds(path);
    const to = ringed ? this.#deliverStamped(parameter, version, all) : all;
    if (to.length === 0) return;
    if (parameter.object !== undefined) this.#deliverOfObject(parameter, to);
    else this.#core.push({ type: "signal", to, content: this.#writer.write(parameter) });
  }

  /** Gives those who know no versions of values. */
  #deliverStamped(parameter: Parameter, version: ValueVersion, to: readonly Recipient[]): readonly Recipient[] {
    const ours = to.filter(({ peer }) => this.#core.peers.get(peer)?.origin === true);
    const others = to.filter((recipient) => !ours.includes(recipient));
    const content = Frames.ofText(encodeSig(parameter.quoted, parameter.formatValue(), version));
    if (ours.length > 0) this.#core.push({ type: "signal", to: ours, content });
    return others;
  }

  /** The reference knows no signals of parameters in objects. */
  #deliverOfObject(parameter: Parameter, to: readonly Recipient[]): void {
    const core = this.#core;
    const ours = to.filter(({ peer }) => core.peers.get(peer)?.extensions === true);
    const others = to.filter((recipient) => !ours.includes(recipient));
    if (ours.length > 0) core.push({ type: "signal", to: ours, content: this.#writer.write(parameter) });
    const content = Frames.ofText(encodeMod(nest(parameter, `{"value": ${parameter.formatValue()}}`)));
    if (others.length > 0) core.push({ type: "signal", to: others, content });
  }

  #isTurnOf(recipient: Recipient, parameter: Parameter, cause: Cause, now: number): boolean {
    const { pace, peer, emitter } = recipient;
    if (cause.by === "self" || !this.#isEcho(peer, emitter, cause)) return this.#admit(recipient, parameter, now);
    // It said itself what is newest: an older value that waits for it is none any more.
    if (pace !== undefined) this.#outgoing.forget(pace);
    this.#moving.delete(recipient);
    this.#oldTraffic.forget(recipient);
    return false;
  }

  /** A value does not go back where it came from: to the setter, or to an emitter that only mirrors itself in us. */
  #isEcho(peer: string, path: string, cause: Exclude<Cause, { by: "self" }>): boolean {
    // Who began a fade knows where it ends, not where it is.
    if (cause.from.id !== peer || cause.by === "fade") return false;
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
  readonly version: ValueVersion | undefined;
  readonly sensor: string;
}

/** How often an old node is asked for its tree because of a name that is new. */
const ASK_EVERY = 1000;
/** Milliseconds between two values that a parameter on a ring passes on. */
const RING_PACE = 10;
/** Values whose turn has come that leave, and arrive, at once. */
const PORTION = 512;
/** What is left of several sources is a value of our own. */
const JOINED: Cause = { by: "self", correction: true };
const NO_SENSOR = { reason: "it is no sensor (access letter s)" };
