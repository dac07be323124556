import { formatJson } from "../bytes/json-format.ts";
import type { Core } from "./core.ts";
import { encodeRep, encodeSub, encodeSubTo, type Subscription } from "./message.ts";
import type { Peer } from "./peer.ts";
import type { Rings } from "./rings.ts";
import type { Signals } from "./signals.ts";
import type { Structure } from "./structure.ts";
import type { Wish } from "./wish.ts";

/** The parts of the node machine that a subscription concerns. */
export interface WiringParts {
  readonly core: Core;
  readonly structure: Structure;
  readonly signals: Signals;
  readonly rings: Rings;
}

/** A link of a parameter of ours exists now, or is wanted by somebody: it is to be kept. */
type Made = (link: Subscription, now: number) => void;

/**
 * Subscriptions are made and cut here, and the other end is told. A SUB for an emitter that does not exist yet waits for it.
 * What others ask for goes through `Subs` first.
 */
export class Wiring {
  readonly #core: Core;
  readonly #structure: Structure;
  readonly #signals: Signals;
  readonly #rings: Rings;
  readonly #made: Made;
  /** Subscriptions to emitters that are not registered yet, by the receiver's id. */
  readonly #pending = new Map<string, Subscription[]>();
  /** What others wished for on behalf of nodes that cannot say it themselves, by the receiver's id and its link. */
  readonly #proxies = new Map<string, Map<string, Wish>>();

  constructor({ core, structure, signals, rings }: WiringParts, made: Made) {
    this.#core = core;
    this.#structure = structure;
    this.#signals = signals;
    this.#rings = rings;
    this.#made = made;
  }

  /** Makes a link of which this node is an end. */
  make(link: Subscription, now: number): void {
    const { id } = this.#core;
    if (link.sensorNode === id && link.emitterNode === id) this.connectWithin(link, now);
    else if (link.sensorNode === id) this.record(link, now);
    else this.tellReceiver(link);
  }

  /** Subscribes to one emitter of a peer, or to all of them (null), without a sensor; again with another wish. */
  observe(emitterNode: string, emitter: string | null, now: number, wish?: Wish): void {
    const core = this.#core;
    const peer = core.peers.get(emitterNode);
    const link = { emitterNode, emitter, sensorNode: core.id, sensor: null, wish };
    if (core.subscriptions.has(emitterNode, emitter, null)) {
      // Of no use to a node that keeps no wishes, and nothing that it should be asked twice.
      if (core.subscriptions.change(emitterNode, emitter, null, wish) && peer?.pace === true) this.tellWish(link);
      return;
    }
    // The reference ends itself when it is asked for an emitter that lists no subscribers.
    if (peer === undefined || !(peer.extensions || emitter === null || isSubscribable(peer, emitter))) return;
    this.record(link, now);
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
      if (emitterNode !== id && (had || from === emitterNode)) this.tellEmitter(link);
    }
    if (emitterNode !== id) return;
    this.#unsubscribed(link, now);
    if (sensorNode !== id && sensorNode !== from && !told && core.peers.has(sensorNode))
      core.send(sensorNode, encodeSub("UNSUB", link));
  }

  /** A parameter was registered: subscriptions that waited for it begin. */
  handleRegistered(path: string, now: number): void {
    for (const [receiver, waiting] of this.#pending) {
      const rest = waiting.filter((link) => link.emitter !== path);
      this.#pending.set(receiver, rest);
      for (const link of waiting) {
        if (link.emitter !== path) continue;
        if (receiver === this.#core.id) this.connectWithin(link, now);
        else this.#subscribed(link, now);
      }
    }
  }

  handleExit(peer: string, now: number): void {
    this.#pending.delete(peer);
    this.#proxies.delete(peer);
    this.#core.subscriptions.drop(peer);
    for (const emitter of this.#core.subscribers.drop(peer)) this.#relisted(emitter, now);
  }

  /** The receiver itself subscribes to an emitter of ours. */
  subscribe(link: Subscription, now: number): void {
    this.#subscribed(this.#asWished(link), now);
  }

  #subscribed(link: Subscription, now: number): void {
    const core = this.#core;
    const { emitter, sensorNode: peer, sensor } = link;
    if (core.subscribers.countOf(peer) >= core.limits.subscriptions) {
      return refuseSub(
        core,
        peer,
        emitter ?? "",
        `it has ${core.limits.subscriptions} subscriptions already: that is the limit`,
      );
    }
    if (emitter === null) return this.#subscribedToAll(link);
    const parameter = core.tree.parameters.get(emitter);
    if (parameter === undefined) return this.#wait(link);
    // Without a sensor it is somebody who only looks: that needs no emitter.
    if (sensor !== null && !parameter.may("e"))
      return refuseSub(core, peer, emitter, "it is no emitter (access letter e)");
    const isNew = core.subscribers.add(peer, emitter, sensor, link.wish);
    if (sensor !== null && (isNew || link.wish !== undefined)) this.#made(link, now);
    if (!isNew) return;
    this.#relisted(emitter, now);
    core.tell({ type: "subscribed", ...core.who(peer), emitter, sensor });
    this.#signals.greet(peer, parameter, now);
  }

  #subscribedToAll({ sensorNode: peer, sensor, wish }: Subscription): void {
    const core = this.#core;
    if (!core.subscribers.add(peer, null, sensor, wish)) return;
    core.tell({ type: "subscribed", ...core.who(peer), emitter: null, sensor });
    // What changed since its GET has not been told to it.
    this.#structure.answer(peer, undefined);
  }

  #wait(link: Subscription): void {
    const { sensorNode: peer } = link;
    const waiting = this.#pending.get(peer) ?? [];
    if (waiting.some((one) => one.emitter === link.emitter && one.sensor === link.sensor)) return;
    if (waiting.length >= this.#core.limits.pending) {
      return refuseSub(
        this.#core,
        peer,
        link.emitter ?? "",
        `${waiting.length} of its subscriptions wait for emitters already: that is the limit`,
      );
    }
    this.#pending.set(peer, [...waiting, link]);
  }

  /** Subscribes to an emitter of a peer. */
  record(link: Subscription, now: number): void {
    const { emitterNode, emitter, sensor, wish } = link;
    const isNew = this.#core.subscriptions.add(emitterNode, emitter, sensor, wish);
    const isLink = emitter !== null && sensor !== null;
    if (isLink && (isNew || wish !== undefined)) this.#made(link, now);
    this.tellWish(link);
  }

  /** Asks the emitter's node, and says how the values are wanted: what was said last, by whomever. */
  tellWish(link: Subscription): void {
    const core = this.#core;
    const { emitterNode, emitter, sensor } = link;
    const wish = core.subscriptions.wishOf(emitterNode, emitter, sensor);
    core.send(emitterNode, encodeSubTo(core.peers.get(emitterNode), { ...link, wish }));
  }

  /** Both ends are ours: nothing has to travel. */
  connectWithin(link: Subscription, now: number): void {
    const core = this.#core;
    const { emitter, sensor } = link;
    if (emitter === null || sensor === null) return core.ignore(core.id, "a link within this node without both ends");
    const parameter = core.tree.parameters.get(emitter);
    if (parameter === undefined) return this.#wait(link);
    if (!parameter.may("e")) return refuseSub(core, core.id, emitter, "it is no emitter (access letter e)");
    core.subscriptions.add(core.id, emitter, sensor, link.wish);
    const isNew = core.subscribers.add(core.id, emitter, sensor);
    if (isNew || link.wish !== undefined) this.#made(link, now);
    if (!isNew) return;
    this.#relisted(emitter, now);
    core.tell({ type: "subscribed", ...core.who(core.id), emitter, sensor });
    if (parameter.greet) this.#signals.drive(core, emitter, parameter.value, now);
  }

  /** The sensor's node is to subscribe. If it cannot say how it wants the values, we keep that in mind for it. */
  tellReceiver(link: Subscription): void {
    const core = this.#core;
    const { sensorNode, wish } = link;
    const receiver = core.peers.get(sensorNode);
    if (wish !== undefined && receiver?.pace === false) {
      const wishes = this.#proxies.get(sensorNode) ?? new Map<string, Wish>();
      if (wishes.size < core.limits.subscriptions) this.#proxies.set(sensorNode, wishes.set(keyOf(link), wish));
    }
    core.send(sensorNode, encodeSubTo(receiver, link));
  }

  #asWished(link: Subscription): Subscription {
    const wish = this.#proxies.get(link.sensorNode)?.get(keyOf(link));
    return wish === undefined ? link : { ...link, wish };
  }

  #unsubscribed(link: Subscription, now: number): void {
    const core = this.#core;
    const { emitter, sensorNode: peer, sensor } = link;
    this.#proxies.get(peer)?.delete(keyOf(link));
    const waiting = this.#pending.get(peer)?.filter((one) => one.emitter !== emitter || one.sensor !== sensor);
    if (waiting !== undefined) this.#pending.set(peer, waiting);
    if (!core.subscribers.remove(peer, emitter, sensor)) return;
    if (emitter !== null) this.#relisted(emitter, now);
    core.tell({ type: "unsubscribed", ...core.who(peer), emitter, sensor });
  }

  /** Ends a subscription of ours at the emitter's node. */
  tellEmitter(link: Subscription): void {
    const core = this.#core;
    const peer = core.peers.get(link.emitterNode);
    if (peer === undefined) return;
    // The reference ends itself when it is asked about an emitter that it does not have.
    if (!peer.extensions && link.emitter !== null && !isSubscribable(peer, link.emitter)) return;
    core.send(peer.id, encodeSub("UNSUB", link));
    if (!peer.extensions) this.#again(peer.id);
  }

  /** An UNSUB can make the reference forget everything that we hold there: ask for it again. */
  #again(peer: string): void {
    const core = this.#core;
    for (const [emitter, sensor] of core.subscriptions.of(peer)) {
      core.send(peer, encodeSub("SUB", { emitterNode: peer, emitter, sensorNode: core.id, sensor }));
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

/** Whether an emitter of a peer can be asked for: the reference ends itself when it lists no subscribers. */
export function isSubscribable(peer: Peer, emitter: string): boolean {
  return peer.tree.parameters.get(emitter)?.subscribers !== undefined;
}

function keyOf({ emitter, sensor }: Subscription): string {
  return JSON.stringify([emitter, sensor]);
}
