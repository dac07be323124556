import type { Json } from "../bytes/json.ts";
import { formatJson } from "../bytes/json-format.ts";
import type { Audit } from "./audit.ts";
import type { Attempt, Authority } from "./authority.ts";
import type { Core } from "./core.ts";
import { Grants } from "./grants.ts";
import { linkOf } from "./link-table.ts";
import type { Links } from "./links.ts";
import { encodeLink, encodeMod, encodeRep, nest, type Subscription } from "./message.ts";
import type { Peer } from "./peer.ts";
import { isSubscribable, refuseSub, type Wiring } from "./wiring.ts";

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
  /** What third nodes were allowed to wire from here; the sensor's node is to ask for it now. */
  readonly #grants = new Grants();

  constructor(core: Core, parts: SubsParts) {
    this.#core = core;
    this.#parts = parts;
  }

  handleSub(from: string, link: Subscription, now: number): void {
    const { id } = this.#core;
    if (link.sensorNode !== id && link.emitterNode !== id)
      return this.#core.ignore(from, "a SUB for a link between two other nodes");
    const wasThere = this.#isThere(link);
    const standing = this.#isKnown(from, link);
    // Its values go to the receiver: then somebody else was asked already.
    const asker = link.sensorNode === from ? this.#grants.asker(link, now) : undefined;
    const reason = standing || asker !== undefined ? undefined : this.#objection(from, link, "connect");
    if (reason !== undefined) return this.#refuse(from, "SUB", link, reason);
    this.#follow(from, link, now);
    if (!standing && !wasThere && this.#isThere(link)) this.#record(asker ?? from, "connect", link, now);
  }

  handleUnsub(from: string, link: Subscription, now: number): void {
    const { id } = this.#core;
    if (link.sensorNode !== id && link.emitterNode !== id)
      return this.#core.ignore(from, "an UNSUB for a link between two other nodes");
    const wasThere = this.#isThere(link) || this.#parts.links.keeps(link);
    const asks = wasThere && link.sensorNode !== from;
    const reason = asks ? this.#objection(from, link, "disconnect") : undefined;
    if (reason !== undefined) return this.#refuse(from, "UNSUB", link, reason);
    this.#parts.links.handleCut(link);
    this.#parts.wiring.cut(link, now, { from, told: this.#tellsItself(from, link) });
    if (wasThere) this.#record(from, "disconnect", link, now);
  }

  #follow(from: string, link: Subscription, now: number): void {
    const { wiring } = this.#parts;
    if (link.sensorNode === this.#core.id) this.#subscribeSensor(from, link, now);
    else if (link.sensorNode === from) wiring.subscribe(link, now);
    else this.#forward(from, link, now);
  }

  /** Another node wires an emitter to a sensor of ours. */
  #subscribeSensor(from: string, link: Subscription, now: number): void {
    const core = this.#core;
    const { wiring } = this.#parts;
    const { sensor } = link;
    const reason = sensor === null ? undefined : this.#reasonAgainst(sensor);
    if (reason !== undefined) return refuseSub(core, from, sensor ?? "", reason);
    if (link.emitterNode === core.id) return wiring.connectWithin(link, now);
    const peer = core.peers.get(link.emitterNode);
    if (peer === undefined) return refuseSub(core, from, sensor ?? "", "the emitter's node is not here");
    // The reference ends itself when it is asked for an emitter that it does not have; itself it names only what it has.
    const safe = peer.extensions || from === peer.id || link.emitter === null || isSubscribable(peer, link.emitter);
    if (safe) wiring.record(link, now);
    else this.#parts.links.handleMade(link, now);
  }

  #reasonAgainst(sensor: string): string | undefined {
    const parameter = this.#core.tree.parameters.get(sensor);
    if (parameter === undefined) return "there is no such parameter";
    return parameter.may("s") ? undefined : "it is no sensor (access letter s)";
  }

  /** A third node wires an emitter of ours to a sensor elsewhere: its node is told, and answers with a SUB of its own. */
  #forward(from: string, link: Subscription, now: number): void {
    const core = this.#core;
    const receiver = core.peers.get(link.sensorNode);
    const emitter = link.emitter ?? "";
    if (receiver === undefined) return refuseSub(core, from, emitter, "the sensor's node is not here");
    // A node of the reference ends itself at the first signal for a sensor that it does not have, or for all emitters.
    if (link.emitter === null && !receiver.extensions)
      return refuseSub(core, from, emitter, "that node cannot be subscribed to everything");
    if (link.sensor !== null && !receiver.tree.parameters.has(link.sensor)) {
      return refuseSub(core, from, emitter, `${receiver.name} has no parameter "${link.sensor}"`);
    }
    this.#grants.add(link, from, now);
    if (!this.#tellsItself(from, link)) return this.#parts.wiring.tellReceiver(link);
    core.send(from, encodeRep("SUB", formatJson(answer("accepted", [emitter], link))));
  }

  /** A sensor's node that may refuse decides about the one who wishes the wire, not about us: so that one tells it, too. */
  #tellsItself(from: string, { sensorNode }: Subscription): boolean {
    const { peers } = this.#core;
    return from !== sensorNode && peers.get(from)?.extensions === true && peers.get(sensorNode)?.guarded === true;
  }

  #isThere({ emitterNode, emitter, sensorNode, sensor }: Subscription): boolean {
    const { id, subscribers, subscriptions } = this.#core;
    if (emitterNode === id) return subscribers.has(sensorNode, emitter, sensor);
    return subscriptions.has(emitterNode, emitter, sensor);
  }

  /** Whether it says nothing new of a wire of ours. How values are wanted is the receiver's to say. */
  #isKnown(from: string, link: Subscription): boolean {
    const { links } = this.#parts;
    return from === link.sensorNode ? this.#isThere(link) || links.keeps(link) : links.isWished(link);
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
      core.send(from, encodeRep(verb, formatJson(answer("refused", new Map([[parameter, reason]]), link))));
    else if (peer !== undefined) this.#showState(peer, link);
    // The emitter's node has done its part already, without asking: undo it there.
    if (link.sensorNode !== core.id || from !== link.emitterNode) return;
    if (this.#isThere(link)) this.#parts.wiring.tellWish(link);
    else if (peer?.extensions === false) this.#parts.wiring.tellEmitter(link);
  }

  /** An old node learns of no refusal; but it may look who is subscribed. A MOD does it no harm. */
  #showState({ id }: Peer, { emitterNode, emitter }: Subscription): void {
    const core = this.#core;
    const parameter = emitterNode === core.id ? core.tree.parameters.get(emitter ?? "") : undefined;
    if (parameter === undefined) return;
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

function answer(what: "accepted" | "refused", names: Json, link: Subscription): Json {
  return new Map([
    [what, names],
    ["link", encodeLink(link)],
  ]);
}
