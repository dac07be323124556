import { formatJson } from "../../bytes/json-format.ts";
import { encodeRep, type Subscription } from "../codec/message.ts";
import type { Sampling } from "../codec/sampling.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";
import { whyNeverLinked, whyNoEmitter } from "../old-nodes/old-nodes.ts";
import { OldSensors } from "../old-nodes/old-sensors.ts";
import { entryOf, type Structure } from "../requests/structure.ts";
import type { FeedbackLoops } from "../signals/feedback-loops.ts";
import type { Signals } from "../signals/signals.ts";
import { AwaitedEmitters } from "./awaited-emitters.ts";
import { Pending } from "./pending.ts";

/** The parts of the node machine that a subscription concerns. */
export interface WiringParts {
  readonly core: Core;
  readonly structure: Structure;
  readonly signals: Signals;
  readonly rings: FeedbackLoops;
}

/** What is known of links beyond the present subscriptions. */
export interface WiringLinks {
  /** A link of a parameter of ours exists now, or is wanted by somebody: it is to be kept. */
  readonly made: (link: Subscription, now: number) => void;
  /** How the values of a link are wanted. */
  readonly samplingFor: (link: Subscription) => Sampling | undefined;
  /** A sensor subscribes now: what the values of its link count for, and what they become. */
  readonly begin: (link: Subscription, now: number) => void;
}

/**
 * Subscriptions are made and cut here, and the other end is told. A SUB for an emitter that does not exist yet waits for it.
 * What others ask for goes through `Subs` first.
 */
export class Wiring {
  readonly #core: Core;
  readonly #structure: Structure;
  readonly #signals: Signals;
  readonly #rings: FeedbackLoops;
  readonly #links: WiringLinks;
  readonly #oldSensors: OldSensors;
  readonly #pending = new Pending();
  /** Those whose emitter is registered now, and which begin as soon as there is time, the next one last. */
  #beginning: Subscription[] = [];
  readonly #due: Deadline;
  readonly #awaited: AwaitedEmitters;

  constructor({ core, structure, signals, rings }: WiringParts, links: WiringLinks) {
    this.#core = core;
    this.#structure = structure;
    this.#signals = signals;
    this.#rings = rings;
    this.#links = links;
    this.#due = new Deadline(core.due);
    this.#oldSensors = new OldSensors(core);
    this.#awaited = new AwaitedEmitters(core);
  }

  /** Makes a link of which this node is an end. */
  make(link: Subscription, now: number): void {
    const { id } = this.#core;
    if (link.sensorNode === id && link.emitterNode === id) this.connectWithin(link, now);
    else if (link.sensorNode === id) this.record(link, now);
    else this.tellReceiver(link);
  }

  /** Subscribes to one emitter of a peer, or to all of them (null), without a sensor; again with another sampling. */
  observe(emitterNode: string, emitter: string | null, now: number, sampling?: Sampling): void {
    const core = this.#core;
    const peer = core.peers.get(emitterNode);
    const link = { emitterNode, emitter, sensorNode: core.id, sensor: null, sampling };
    if (core.subscriptions.has(emitterNode, emitter, null)) {
      // Skips peers that ignore samplings; a repeated SUB would also make them send the value again.
      if (core.subscriptions.change(emitterNode, emitter, null, sampling) && peer?.pace === true)
        this.tellSampling(link);
      return;
    }
    if (peer === undefined) return;
    if (emitter === null || whyNoEmitter(peer, emitter) === undefined) this.record(link, now);
    else this.#awaited.add(peer, emitter, link);
  }

  /** Stops that, or waiting for it. */
  unobserve(emitterNode: string, emitter: string | null, now: number): void {
    this.#awaited.delete(emitterNode, emitter);
    this.cut({ emitterNode, emitter, sensorNode: this.#core.id, sensor: null }, now);
  }

  /**
   * Cuts a link of which this node is an end, and tells the other end unless it was the one who asked, or the one who asked
   * tells it.
   */
  cut(link: Subscription, now: number, asked: { readonly from?: string; readonly told?: boolean } = {}): void {
    const core = this.#core;
    const { id } = core;
    const { emitterNode, emitter, sensorNode, sensor } = link;
    const { from, told = false } = asked;
    if (sensorNode === id) {
      const had = core.subscriptions.remove(emitterNode, emitter, sensor);
      if (had) this.#signals.handleSourcesGone(now);
      if (had && emitter !== null && sensor !== null) core.greetings.handleUnsubscribed(emitterNode, emitter, sensor);
      if (emitterNode !== id && (had || from === emitterNode)) this.tellEmitter(link);
    }
    if (emitterNode !== id) return;
    this.#unsubscribed(link, now);
    const peer = sensorNode === from || told ? undefined : core.peers.get(sensorNode);
    if (peer !== undefined) this.#oldSensors.forget(peer, link);
  }

  /** An old node subscribes for what it would end of, and is not to be subscribed. Whether it was made to forget that. */
  spare(link: Subscription): void {
    this.#oldSensors.spare(link);
  }

  /** The tree of an old node has come: what it subscribed to before can be judged now. */
  handleDescribed(peer: string, now: number): void {
    this.#begin(this.#pending.takeOf(peer), now);
  }

  /** A peer consists of something else now: links to sensors that are gone wait for them. */
  handleStructure(peer: Peer, now: number): void {
    for (const link of this.#oldSensors.broken(peer)) {
      this.#oldSensors.forget(peer, link);
      this.#unsubscribed(link, now);
      this.#links.made(link, now);
    }
  }

  /** A look at an old node has ended: what is not there is looked for again. */
  handleLook(peer: Peer): void {
    this.#awaited.handleLook(peer);
  }

  /** A parameter was registered: subscriptions that waited for it begin. */
  handleRegistered(path: string, now: number): void {
    this.#begin(this.#pending.takeFor(path), now);
  }

  get deadline(): number {
    return this.#due.at;
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (let link = this.#beginning.pop(); link !== undefined; link = this.#beginning.pop()) {
      if (link.sensorNode === this.#core.id) this.connectWithin(link, now);
      else if (this.#core.peers.has(link.sensorNode)) this.#subscribed(link, now);
      if (!this.#core.full) continue;
      this.#due.by(now);
      return;
    }
  }

  #begin(links: readonly Subscription[], now: number): void {
    if (links.length === 0) return;
    this.#beginning = [...this.#beginning, ...links].reverse();
    this.#due.by(now);
    this.handleTimeout(now);
  }

  /** Whether a subscription waits for its emitter. */
  isWaiting({ emitter, ...link }: Subscription): boolean {
    return emitter !== null && this.#pending.has({ ...link, emitter });
  }

  handleExit(peer: string, now: number): void {
    this.#pending.takeOf(peer);
    this.#awaited.drop(peer);
    const leaver = this.#core.peers.get(peer);
    if (leaver !== undefined) this.#core.greetings.handleExit(leaver, this.#core.subscriptions.of(peer));
    this.#core.subscriptions.drop(peer);
    for (const emitter of this.#core.subscribers.drop(peer)) this.#relisted(emitter, now);
  }

  /** The receiver itself subscribes to an emitter of ours. */
  subscribe(link: Subscription, now: number): void {
    this.#subscribed(this.#withSampling(link), now);
  }

  #subscribed(link: Subscription, now: number): void {
    const core = this.#core;
    const { emitter, sensorNode: peer, sensor } = link;
    if (this.#oldSensors.isOpen(link)) return this.#wait(link);
    const spared = this.#oldSensors.spare(link);
    const never = whyNeverLinked(core, link);
    if (never !== undefined) return refuseSub(core, peer, emitter ?? "", never);
    if (spared !== undefined) {
      this.#links.made(link, now);
      return core.refuse(peer, "SUB", emitter ?? "", spared);
    }
    const full = this.#whyFull(peer);
    if (full !== undefined) return refuseSub(core, peer, emitter ?? "", full);
    if (emitter === null) return this.#subscribedToAll(link);
    const parameter = core.tree.parameters.get(emitter);
    if (parameter === undefined) return this.#wait(link);
    // Without a sensor it is somebody who only looks: that needs no emitter.
    if (sensor !== null && !parameter.may("e"))
      return refuseSub(core, peer, emitter, "it is no emitter (access letter e)");
    const isNew = core.subscribers.add(peer, emitter, sensor, link.sampling);
    if (sensor !== null && (isNew || link.sampling !== undefined)) this.#links.made(link, now);
    if (!isNew) return;
    this.#relisted(emitter, now);
    core.tell({ type: "subscribed", ...core.who(peer), emitter, sensor });
    this.#signals.greet(peer, parameter, now);
    // Whoever gets its values is told who holds it from now on.
    if (parameter.hold !== undefined && core.peers.get(peer)?.fades === true)
      core.answers.tellLater(peer, entryOf(parameter));
  }

  #whyFull(peer: string): string | undefined {
    const { subscribers, limits } = this.#core;
    if (subscribers.countOf(peer) >= limits.subscriptions)
      return `it has ${limits.subscriptions} subscriptions already: that is the limit`;
    if (subscribers.size < limits.totalSubscriptions) return undefined;
    return `all nodes together have ${limits.totalSubscriptions} subscriptions already: that is the limit`;
  }

  #subscribedToAll({ sensorNode: peer, sensor, sampling }: Subscription): void {
    const core = this.#core;
    if (!core.subscribers.add(peer, null, sensor, sampling)) return;
    core.tell({ type: "subscribed", ...core.who(peer), emitter: null, sensor });
    // What changed since its GET has not been told to it.
    core.answers.owe(peer, undefined);
  }

  #wait({ emitter, ...link }: Subscription): void {
    const core = this.#core;
    const { sensorNode: peer } = link;
    if (emitter === null || this.#pending.has({ ...link, emitter })) return;
    const { pending, totalPending } = core.limits;
    const refuse = (count: number, whose: string): void =>
      refuseSub(core, peer, emitter, `${count} ${whose} wait for emitters already: that is the limit`);
    if (this.#pending.countOf(peer) >= pending) return refuse(pending, "of its subscriptions");
    if (this.#pending.size >= totalPending) return refuse(totalPending, "subscriptions of all nodes");
    this.#pending.add({ ...link, emitter });
  }

  /** Subscribes to an emitter of a peer. */
  record(link: Subscription, now: number): void {
    const { emitterNode, emitter, sensor, sampling } = link;
    const isNew = this.#core.subscriptions.add(emitterNode, emitter, sensor, sampling);
    const isLink = emitter !== null && sensor !== null;
    if (emitter !== null && isNew) this.#awaitGreeting(emitterNode, emitter, sensor);
    if (isLink && (isNew || sampling !== undefined)) this.#links.made(link, now);
    if (isLink && isNew) this.#links.begin(link, now);
    this.tellSampling(link);
  }

  #awaitGreeting(emitterNode: string, emitter: string, sensor: string | null): void {
    const { greetings, peers, subscriptions, tree } = this.#core;
    const others = subscriptions.sensors(emitterNode, emitter).filter((other) => other !== sensor);
    // Without a sensor, and where nothing is driven, there is nothing to spare.
    if (sensor === null && others.length === 0) return;
    const peer = peers.get(emitterNode);
    // A sensor that joins several sources has lost this one meanwhile: its value is news also where it is the same.
    if (sensor !== null && peer !== undefined && tree.parameters.get(sensor)?.merge !== undefined)
      greetings.handleCut(peer, emitter, sensor);
    greetings.handleSubscribed(peer, emitter, sensor, others);
  }

  /** Asks the emitter's node, and says how the values are wanted: what was said last, by whomever. */
  tellSampling(link: Subscription): void {
    const core = this.#core;
    const { emitterNode, emitter, sensor } = link;
    const sampling = core.subscriptions.samplingOf(emitterNode, emitter, sensor);
    const peer = core.peers.get(emitterNode);
    // An old node that asks us names an emitter that it has; we may not have heard of that yet.
    if (!core.sendLink("SUB", emitterNode, { ...link, sampling }) && peer !== undefined) core.lookFor(peer);
  }

  /** Both ends are ours: nothing has to travel. */
  connectWithin(link: Subscription, now: number): void {
    const core = this.#core;
    const { emitter, sensor } = link;
    if (emitter === null || sensor === null) return core.ignore(core.id, "a link within this node without both ends");
    const parameter = core.tree.parameters.get(emitter);
    if (parameter === undefined) return this.#wait(link);
    if (!parameter.may("e")) return refuseSub(core, core.id, emitter, "it is no emitter (access letter e)");
    core.subscriptions.add(core.id, emitter, sensor, link.sampling);
    const isNew = core.subscribers.add(core.id, emitter, sensor);
    if (isNew || link.sampling !== undefined) this.#links.made(link, now);
    if (!isNew) return;
    this.#links.begin(link, now);
    this.#relisted(emitter, now);
    core.tell({ type: "subscribed", ...core.who(core.id), emitter, sensor });
    if (parameter.greet) this.#signals.greetWithin(parameter, sensor, now);
  }

  /** The sensor's node is to subscribe. */
  tellReceiver(link: Subscription): void {
    this.#core.sendLink("SUB", link.sensorNode, link);
  }

  /** A receiver that cannot say how it wants the values gets them as the link says. */
  #withSampling(link: Subscription): Subscription {
    if (this.#core.peers.get(link.sensorNode)?.pace !== false) return link;
    const sampling = this.#links.samplingFor(link);
    return sampling === undefined ? link : { ...link, sampling };
  }

  #unsubscribed(link: Subscription, now: number): void {
    const core = this.#core;
    const { emitter, sensorNode: peer, sensor } = link;
    this.#pending.delete(link);
    if (!core.subscribers.remove(peer, emitter, sensor)) return;
    if (emitter !== null) this.#relisted(emitter, now);
    core.tell({ type: "unsubscribed", ...core.who(peer), emitter, sensor });
  }

  /** Ends a subscription of ours at the emitter's node. */
  tellEmitter(link: Subscription): void {
    const core = this.#core;
    const peer = core.peers.get(link.emitterNode);
    if (peer !== undefined && core.sendLink("UNSUB", peer.id, link) && !peer.extensions) this.#again(peer.id);
  }

  /** An UNSUB can make the reference forget everything that we hold there: ask for it again. */
  #again(peer: string): void {
    const core = this.#core;
    for (const [emitter, sensor] of core.subscriptions.of(peer)) {
      core.sendLink("SUB", peer, { emitterNode: peer, emitter, sensorNode: core.id, sensor });
    }
  }

  #relisted(emitter: string, now: number): void {
    this.#structure.relist(emitter, now);
    this.#rings.handleRelisted(now);
  }
}

/** Tells a peer that what it asks for cannot be: it asks for too much, or for what is not there. */
export function refuseSub(core: Core, peer: string, parameter: string, reason: string): void {
  core.refuse(peer, "SUB", parameter, reason);
  if (core.peers.get(peer)?.extensions !== true) return;
  core.send(peer, encodeRep("SUB", formatJson(new Map([["refused", new Map([[parameter, reason]])]]))));
}
