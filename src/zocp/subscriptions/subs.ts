import type { Json } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import { encodeLink, encodeMod, encodeRep, nest, type Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import { linkOf } from "../links/ends.ts";
import type { Links } from "../links/links.ts";
import { whyNeverLinked, whyNoEmitter, whyNoSensor } from "../old-nodes/old-nodes.ts";
import type { Audit } from "../requests/audit.ts";
import type { Attempt, Authority } from "../requests/authority.ts";
import { AwaitedSubs } from "./awaited-subs.ts";
import { refuseSub, type Wiring } from "./wiring.ts";

/** The parts of the node machine that SUB and UNSUB concern. */
export interface SubsParts {
  readonly wiring: Wiring;
  readonly links: Links;
  readonly authority: Authority;
  readonly audit: Audit;
}

/**
 * SUBs and UNSUBs from other nodes: whether they may, and what is to be done then. Each may come from the receiver, from the
 * emitter or from a third node. A wire that this node keeps already is made again without asking, so that a locked node
 * plays on when others come back; and whoever receives may stop receiving.
 */
export class Subs {
  readonly #core: Core;
  readonly #parts: SubsParts;
  readonly #awaited: AwaitedSubs;

  constructor(core: Core, parts: SubsParts) {
    this.#core = core;
    this.#parts = parts;
    this.#awaited = new AwaitedSubs(core);
  }

  get deadline(): number {
    return this.#awaited.deadline;
  }

  /** What a node consists of is known now. */
  handleKnown(node: string, now: number): void {
    for (const { from, link } of this.#awaited.known(node, now)) this.#judge(from, link, now);
  }

  handleExit(id: string, now: number): void {
    this.#awaited.forget(({ from }) => from === id, now);
  }

  handleTimeout(now: number): void {
    for (const { from, link } of this.#awaited.late(now)) this.#judge(from, link, now);
  }

  handleSub(from: string, link: Subscription, now: number): void {
    const { id, peers } = this.#core;
    if (link.sensorNode !== id && link.emitterNode !== id)
      return this.#core.ignore(from, "a SUB for a link between two other nodes");
    const node = link.sensorNode === id ? link.emitterNode : link.sensorNode;
    const isHere = node === id || node === from || peers.has(node);
    if (isHere || !this.#awaited.add({ from, link, node }, now)) this.#judge(from, link, now);
  }

  #judge(from: string, link: Subscription, now: number): void {
    const core = this.#core;
    const { links, wiring } = this.#parts;
    const peer = core.peers.get(from);
    const verdict = links.onBehalf.verdict(link);
    // A node that keeps records has said already what it wants: this only carries it out.
    if (peer?.links === true && verdict === "off") return links.onBehalf.remind(peer, link);
    const wasThere = this.#isThere(link);
    const known = verdict === "on" && (from === link.sensorNode || links.onBehalf.isAsBefore(link));
    const declared = this.#isDeclared(from, link, now);
    const reason =
      known || (wasThere && from === link.sensorNode) ? undefined : this.#reasonAgainst(from, link, verdict, declared);
    if (reason !== undefined) {
      if (link.sensorNode === from) wiring.spare(link);
      return this.#refuse(from, "SUB", link, reason);
    }
    const followed = this.#follow(from, link, now) || this.#isThere(link) || wiring.isWaiting(link);
    if (!known && followed) links.onBehalf.handleSub(from, link, { declared, isNew: verdict !== "on", now });
    if (!known && !wasThere && followed && verdict !== "on") this.#record(from, "connect", link, now);
  }

  handleUnsub(from: string, link: Subscription, now: number): void {
    const { id } = this.#core;
    const { links, wiring } = this.#parts;
    if (link.sensorNode !== id && link.emitterNode !== id)
      return this.#core.ignore(from, "an UNSUB for a link between two other nodes");
    this.#awaited.forget((sub) => isSame(sub.link, link), now);
    const peer = this.#core.peers.get(from);
    if (link.sensorNode === from && peer?.takeEcho(link)) return;
    const verdict = links.onBehalf.verdict(link);
    // Of a node that keeps records, this only carries out what it has said.
    if (peer?.links === true && (verdict === "off" || (verdict === "on" && link.sensorNode === from)))
      return wiring.cut(link, now, { from });
    const wasThere = this.#isThere(link) || verdict === "on";
    const asks = wasThere && link.sensorNode !== from;
    const reason = asks ? this.#objection(from, link, "disconnect") : undefined;
    if (reason !== undefined) return this.#refuse(from, "UNSUB", link, reason);
    wiring.cut(link, now, { from });
    links.onBehalf.handleUnsub(from, link, now);
    if (wasThere) this.#record(from, "disconnect", link, now);
  }

  /** Programs subscribe by themselves when nodes meet: that is no person who decides. */
  #isDeclared(from: string, { emitterNode, sensorNode }: Subscription, now: number): boolean {
    const { peers } = this.#core;
    return [from, emitterNode, sensorNode].some((id) => {
      const peer = peers.get(id);
      return peer !== undefined && now - peer.enteredAt < JUST_ENTERED;
    });
  }

  #reasonAgainst(from: string, link: Subscription, verdict: "on" | "off" | undefined, declared: boolean) {
    if (verdict === "off" && declared) return this.#parts.links.onBehalf.whyCut(link);
    return this.#objection(from, link, "connect");
  }

  /** True when the other end has been asked to do its part. */
  #follow(from: string, link: Subscription, now: number): boolean {
    const { wiring } = this.#parts;
    if (link.sensorNode === this.#core.id) this.#subscribeSensor(from, link, now);
    else if (link.sensorNode === from) wiring.subscribe(link, now);
    else return this.#forward(from, link);
    return false;
  }

  /** Another node wires an emitter to a sensor of ours. */
  #subscribeSensor(from: string, link: Subscription, now: number): void {
    const core = this.#core;
    const { wiring } = this.#parts;
    const { sensor } = link;
    const reason = sensor === null ? undefined : this.#whyNoOwnSensor(sensor);
    if (reason !== undefined) return refuseSub(core, from, sensor ?? "", reason);
    if (link.emitterNode === core.id) return wiring.connectWithin(link, now);
    const peer = core.peers.get(link.emitterNode);
    if (peer === undefined) return refuseSub(core, from, sensor ?? "", "the emitter's node is not here");
    const never = whyNeverLinked(core, link);
    if (never !== undefined) return refuseSub(core, from, sensor ?? "", never);
    // The reference ends itself when it is asked for an emitter that it does not have; itself it names only what it has.
    const known = link.emitter === null || whyNoEmitter(peer, link.emitter) === undefined;
    if (known || from === peer.id) wiring.record(link, now);
    else this.#parts.links.onBehalf.handleMade(link, now);
  }

  #whyNoOwnSensor(sensor: string): string | undefined {
    const parameter = this.#core.tree.parameters.get(sensor);
    if (parameter === undefined) return "there is no such parameter";
    return parameter.may("s") ? undefined : "it is no sensor (access letter s)";
  }

  /** A third node wires an emitter of ours to a sensor elsewhere: its node is told, and answers with a SUB of its own. */
  #forward(from: string, link: Subscription): boolean {
    const core = this.#core;
    const receiver = core.peers.get(link.sensorNode);
    const reason = this.#whyNotForward(link, receiver);
    if (reason !== undefined) refuseSub(core, from, link.emitter ?? "", reason);
    else if (receiver?.links !== true || this.#parts.links.onBehalf.isUnrecorded(link))
      this.#parts.wiring.tellReceiver(link);
    return reason === undefined;
  }

  #whyNotForward(link: Subscription, receiver: Peer | undefined): string | undefined {
    if (receiver === undefined) return "the sensor's node is not here";
    // A node of the reference ends itself at the first signal for a sensor that it does not have, or for all emitters.
    if (link.emitter === null && !receiver.extensions) return "that node cannot be subscribed to everything";
    if (link.emitter !== null && this.#core.tree.parameters.get(link.emitter)?.may("e") === false)
      return "it is no emitter (access letter e)";
    return whyNeverLinked(this.#core, link) ?? this.#whyNoSensor(receiver, link.sensor);
  }

  /** An old node may have registered it since: then it is there when it is asked for again. */
  #whyNoSensor(receiver: Peer, sensor: string | null): string | undefined {
    if (sensor === null) return undefined;
    const there = receiver.tree.parameters.has(sensor);
    const reason = there ? whyNoSensor(receiver, sensor) : `${receiver.name} has no parameter "${sensor}"`;
    if (reason !== undefined && receiver.complete) this.#core.lookFor(receiver);
    return reason;
  }

  #isThere({ emitterNode, emitter, sensorNode, sensor }: Subscription): boolean {
    const { id, subscribers, subscriptions } = this.#core;
    if (emitterNode === id) return subscribers.has(sensorNode, emitter, sensor);
    return subscriptions.has(emitterNode, emitter, sensor);
  }

  #objection(from: string, link: Subscription, action: "connect" | "disconnect"): string | undefined {
    const { id } = this.#core;
    const { emitterNode, emitter, sensorNode, sensor } = link;
    const [parameter, node, other] = sensorNode === id ? [sensor, emitterNode, emitter] : [emitter, sensorNode, sensor];
    const listens = sensor === null && sensorNode !== id;
    const what: Pick<Attempt, "action" | "parameter" | "other"> =
      other === null || parameter === null
        ? { action: listens ? "listen" : action, parameter }
        : { action, parameter, other: { node: this.#core.nameOf(node) || node, parameter: other } };
    return this.#parts.authority.objection(from, what);
  }

  #refuse(from: string, verb: "SUB" | "UNSUB", link: Subscription, reason: string): void {
    const core = this.#core;
    const parameter = (link.sensorNode === core.id ? link.sensor : link.emitter) ?? "";
    core.refuse(from, verb, parameter, reason, linkOf(link));
    const peer = core.peers.get(from);
    if (peer?.extensions === true)
      core.send(from, encodeRep(verb, formatJson(refusal(new Map([[parameter, reason]]), link))));
    else if (peer !== undefined) this.#showState(peer, link);
    // The emitter's node has done its part already, without asking: undo it there.
    if (link.sensorNode !== core.id || from !== link.emitterNode) return;
    if (this.#isThere(link)) this.#parts.wiring.tellSampling(link);
    else if (peer?.extensions === false) this.#parts.wiring.tellEmitter(link);
  }

  /** An old node learns of no refusal; but it may look who is subscribed. A MOD does it no harm. */
  #showState({ id }: Peer, { emitterNode, emitter }: Subscription): void {
    const core = this.#core;
    const parameter = emitterNode === core.id ? core.tree.parameters.get(emitter ?? "") : undefined;
    if (parameter === undefined) return;
    // A long list is told once for many refusals.
    if (parameter.object === undefined && core.subscribers.list(parameter.path).length > FEW)
      return core.answers.owe(id, [parameter.name]);
    core.send(id, encodeMod(nest(parameter, `{"subscribers": ${core.subscribers.format(parameter.path)}}`)));
  }

  #record(peer: string, action: "connect" | "disconnect", subscription: Subscription, now: number): void {
    const link = linkOf(subscription);
    if (link === undefined) return;
    const { emitter, sensor } = link;
    const named = (port: typeof emitter) => ({ ...port, node: this.#core.nameOf(port.node) || port.node });
    const { parameter } = subscription.sensorNode === this.#core.id ? sensor : emitter;
    const edit = { action, peer, parameter, link: { emitter: named(emitter), sensor: named(sensor) } };
    this.#parts.audit.record(edit, now);
  }
}

function isSame(a: Subscription, b: Subscription): boolean {
  return (
    a.emitterNode === b.emitterNode && a.emitter === b.emitter && a.sensorNode === b.sensorNode && a.sensor === b.sensor
  );
}

function refusal(names: Json, link: Subscription): Json {
  return new Map([
    ["refused", names],
    ["link", encodeLink(link)],
  ]);
}

/** Subscribers that are told each time. */
const FEW = 20;
/** Milliseconds after a node entered in which a SUB is a matter of course. */
const JUST_ENTERED = 10_000;
