import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Port } from "../core/link.ts";
import { whyNeverLinked } from "../old-nodes/old-nodes.ts";
import type { Wiring } from "../subscriptions/wiring.ts";
import type { Ends } from "./ends.ts";
import type { Exchange } from "./exchange.ts";
import { type MappedLinks, whyNoMap } from "./mapping.ts";
import type { Publishing } from "./publishing.ts";
import { LinkReasons } from "./reasons.ts";
import { whyCut } from "./record.ts";
import type { KeptLink, Registry } from "./registry.ts";
import { wantedSampling } from "./wanted-sampling.ts";
import { type Weighing, whyNoWeight } from "./weighing.ts";

/** The parts of the node machine that bring links into effect. */
export interface MakingParts {
  readonly core: Core;
  readonly registry: Registry;
  readonly ends: Ends;
  readonly exchange: Exchange;
  readonly publishing: Publishing;
  readonly wiring: Wiring;
  readonly weighing: Weighing;
  readonly mapped: MappedLinks;
  /** Asks for another look at a time. */
  readonly touch: (at: number) => void;
}

/** Carries out what the records say: each end makes or cuts its part, any other node asks the ends. */
export class Making {
  readonly #parts: MakingParts;
  readonly #core: Core;
  readonly #reasons: LinkReasons;

  constructor(parts: MakingParts) {
    this.#parts = parts;
    this.#core = parts.core;
    this.#reasons = new LinkReasons(parts.core, parts.ends);
  }

  /** Looks how a link stands, and does what is missing. */
  review(kept: KeptLink, now: number): void {
    const before = [kept.emitterId, kept.sensorId];
    const bound = this.#parts.ends.bind(kept);
    const subscription = bound && { ...bound, sampling: wantedSampling(this.#core, kept.record) };
    if (!kept.record.on) return this.#reviewCut(kept, subscription, now);
    if (subscription !== undefined) this.#apply(subscription, now);
    const never = subscription && whyNeverLinked(this.#core, subscription);
    if (never !== undefined) return this.#refuseForGood(kept, never, now);
    const unable = this.#whyUnable(kept, subscription);
    if (unable !== undefined) return this.#refuseForGood(kept, unable, now, kept.record.sensor);
    const reason =
      subscription === undefined ? this.#reasons.whyMissing(kept.record) : this.#reasons.whyNot(subscription);
    if (subscription === undefined || reason !== undefined) return this.#waitFor(kept, reason ?? "", now);
    // Another node of the same name has taken the place of the one that was linked.
    const moved = before[0] !== kept.emitterId || before[1] !== kept.sensorId;
    if (moved && kept.state !== "waiting") this.wait(kept, "its node was replaced");
    this.#reviewMade(kept, subscription, now);
  }

  /** The options may be others, or what is known of its ends. */
  #apply(subscription: Subscription, now: number): void {
    this.#parts.weighing.apply(subscription, now);
    this.#parts.mapped.apply(subscription, now, false);
  }

  /** Why the sensor's node cannot do to values what the options say. */
  #whyUnable({ record, temporary }: KeptLink, subscription: Subscription | undefined): string | undefined {
    const { peers, subscriptions } = this.#core;
    if (subscription === undefined) return undefined;
    const { emitterNode, emitter, sensorNode, sensor } = subscription;
    const peer = peers.get(sensorNode);
    // Such a link is made by SUB alone, which speaks of no map.
    if (temporary && peer !== undefined && record.options.has("map"))
      return `several nodes are called ${peer.name}: a link to one of them can have no map`;
    return (
      whyNoWeight(record, peer) ??
      whyNoMap(record, peer) ??
      subscriptions.mappingOf(emitterNode, emitter ?? "", sensor ?? "")?.fault
    );
  }

  /** Something is missing: what is to be is told all the same. */
  #waitFor(kept: KeptLink, reason: string, now: number): void {
    this.wait(kept, reason);
    const agreed = this.isAgreed(kept);
    if ((kept.untold || !agreed) && now >= kept.askedAt + ASK_EVERY) {
      kept.askedAt = now;
      kept.untold = false;
      this.#parts.exchange.ask(kept);
    }
    if (agreed) this.#settle(kept, now);
    else this.#parts.touch(kept.askedAt + ASK_EVERY);
  }

  #reviewMade(kept: KeptLink, subscription: Subscription, now: number): void {
    const listed = this.isListed(kept, subscription);
    if (listed && !kept.untold && this.isAgreed(kept)) return this.#made(kept, now);
    if (kept.state === "made" && !listed) {
      if (this.#isForgotten(kept, subscription)) return this.#drop(kept, "another node cut it");
      this.wait(kept, "the emitter's node has lost it");
    }
    if (kept.disputed) {
      kept.state = "disputed";
      return;
    }
    if (kept.refusedUntil !== undefined && now < kept.refusedUntil) return this.#parts.touch(kept.refusedUntil);
    const due = now >= kept.askedAt + ASK_EVERY;
    // An end does its part at once; the ends themselves may still disagree about what others only ask for.
    if (due || (kept.state !== "asked" && this.#parts.ends.isOwn(kept.record))) this.#ask(kept, subscription, now);
    this.#parts.touch(kept.askedAt + ASK_EVERY);
  }

  /** Whether the ends that are here have agreed to what was decided on this node. */
  isAgreed(kept: KeptLink): boolean {
    if (kept.decision === undefined || kept.decision.told) return true;
    const open = this.#parts.exchange.disagreeing(kept);
    // An end may do its part; the other one follows, unless it may refuse.
    return this.#parts.ends.isOwn(kept.record) ? !open.some(({ guarded }) => guarded) : open.length === 0;
  }

  /** Whether a link is in effect: its emitter's node lists it, and our own part of it is there. */
  isListed({ temporary }: Pick<KeptLink, "temporary">, subscription: Subscription): boolean {
    const { id, subscribers, subscriptions, peers } = this.#core;
    const { emitterNode, emitter, sensorNode, sensor } = subscription;
    if (emitter === null) return false;
    if (emitterNode === id) return subscribers.has(sensorNode, emitter, sensor);
    const list = peers.get(emitterNode)?.tree.parameters.get(emitter)?.subscribers ?? [];
    const name = this.#core.nameOf(sensorNode);
    // Of several nodes that share a name the emitter's node chooses one.
    const means = (node: string): boolean =>
      node === sensorNode || (!temporary && sensorNode !== id && this.#core.nameOf(node) === name);
    const listed = list.some(([node, path]) => path === sensor && means(node));
    // Our own part has to be there too, or its signals would drive nothing.
    return listed && (sensorNode !== id || subscriptions.has(emitterNode, emitter, sensor));
  }

  wait(kept: KeptLink, reason: string): void {
    const before = kept.state;
    kept.state = "waiting";
    kept.reason = reason;
    kept.refusedUntil = undefined;
    if (before === "made") this.#core.tell({ type: "unlinked", link: linkOf(kept), reason });
  }

  /** One of its nodes does not allow it. */
  refused(kept: KeptLink, reason: string, now: number): void {
    kept.state = "refused";
    kept.reason = reason;
    kept.refusedUntil = now + REFUSED_FOR;
    this.#parts.touch(kept.refusedUntil);
  }

  /** It is not to be: what is in effect of it here ends, and what was decided here is asked of the ends. */
  #reviewCut(kept: KeptLink, subscription: Subscription | undefined, now: number): void {
    const before = kept.state;
    const { emitter, sensor } = kept.record;
    if (this.#parts.ends.isMe(sensor))
      this.#core.greetings.handleCut(
        { id: kept.emitterId ?? "", name: emitter.node },
        emitter.parameter,
        sensor.parameter,
      );
    kept.state = "cut";
    kept.reason = whyCut(kept.record);
    kept.refusedUntil = undefined;
    // The record goes first: what is said of the subscription then only carries it out.
    if (kept.untold) this.#askCut(kept, subscription, now);
    if (subscription !== undefined) this.#cut(kept, subscription, now);
    const listed = subscription !== undefined && this.isListed(kept, subscription);
    const done = !listed && this.isAgreed(kept);
    if (!done) {
      if (now >= kept.askedAt + ASK_EVERY) this.#askCut(kept, subscription, now);
      this.#parts.touch(kept.askedAt + ASK_EVERY);
    }
    const decided = kept.decision !== undefined && !kept.decision.told;
    // A program that waits for it learns that it waits in vain.
    const ends = before === "made" || (kept.wanted && before !== "cut");
    if (decided ? !done : !ends) return;
    this.#settle(kept, now);
    this.#core.tell({ type: "unlinked", link: linkOf(kept), reason: kept.cutHere ? "it was cut" : kept.reason });
  }

  /** Every node of the sensor's name stops receiving, not only the one that was chosen. */
  #cut(kept: KeptLink, subscription: Subscription, now: number): void {
    const { id, peers, subscribers } = this.#core;
    const { emitterNode, emitter } = subscription;
    if (emitterNode !== id || emitter === null) return this.cutOwnPart(subscription, now);
    for (const [sensorNode, sensor] of subscribers.list(emitter)) {
      if (sensor !== subscription.sensor || this.#core.nameOf(sensorNode) !== kept.record.sensor.node) continue;
      // A node that understands records is told by a record.
      this.cutOwnPart({ ...subscription, sensorNode }, now, peers.get(sensorNode)?.links === true);
    }
  }

  /** Ends what is in effect of a link on this node, and tells the other end unless that is told otherwise. */
  cutOwnPart(subscription: Subscription, now: number, told = false): void {
    const { id, subscribers, subscriptions } = this.#core;
    const { emitterNode, emitter, sensorNode, sensor } = subscription;
    const there =
      (emitterNode === id && subscribers.has(sensorNode, emitter, sensor)) ||
      (sensorNode === id && subscriptions.has(emitterNode, emitter, sensor));
    if (there) this.#parts.wiring.cut(subscription, now, { told });
  }

  /** Also where nothing seems to be there: old nodes tell only some of what they have. */
  #askCut(kept: KeptLink, subscription: Subscription | undefined, now: number): void {
    kept.askedAt = now;
    kept.untold = false;
    this.#parts.exchange.ask(kept);
    if (subscription === undefined || this.#parts.ends.isOwn(kept.record)) return;
    const emitter = this.#core.peers.get(subscription.emitterNode);
    if (this.#parts.ends.present(kept).some(({ links }) => links) || emitter === undefined) return;
    if (this.isListed(kept, subscription)) this.#core.sendLink("UNSUB", emitter.id, subscription);
    if (!emitter.extensions) this.#core.ask(emitter, now);
  }

  #ask(kept: KeptLink, subscription: Subscription, now: number): void {
    kept.state = "asked";
    kept.reason = "the emitter's node has not confirmed it yet";
    kept.askedAt = now;
    kept.refusedUntil = undefined;
    kept.untold = false;
    if (this.#parts.ends.isOwn(kept.record)) this.#makeOwnPart(kept, subscription, now);
    else this.#askEnds(kept, subscription, now);
    if (this.isListed(kept, subscription) && this.isAgreed(kept)) this.#made(kept, now);
  }

  #makeOwnPart(kept: KeptLink, subscription: Subscription, now: number): void {
    const { id, peers, subscriptions } = this.#core;
    const { ends, exchange, wiring } = this.#parts;
    const { emitterNode, emitter, sensorNode, sensor } = subscription;
    const other = peers.get(emitterNode === id ? sensorNode : emitterNode);
    const mine = kept.wanted || kept.record.onVersion.id === id;
    // Whoever decided it tells a closed sensor's node, which would refuse us; an emitter's node was told before us.
    if (other?.links === true && !kept.temporary && (mine || sensorNode === id || !other.guarded)) exchange.ask(kept);
    if (sensorNode !== id) {
      if (other?.links === true && !kept.temporary && !ends.hasTwin(other.name)) return;
      if (!ends.isSecond || kept.wanted) wiring.make(subscription, now);
    } else {
      const chosen = kept.wanted || subscriptions.has(emitterNode, emitter, sensor) || !ends.hasTwin(this.#core.name);
      if (!chosen && emitterNode !== id) kept.reason = "its emitter's node has chosen another one of this name";
      else if (this.#isHeldBack(kept, other?.id)) kept.untold = true;
      else {
        // A SUB without a sampling leaves the one that there is; a record without one takes it away.
        subscriptions.change(emitterNode, emitter, sensor, subscription.sampling);
        wiring.make(subscription, now);
      }
    }
    // The reference does not tell its first subscriber that it was recorded.
    const from = peers.get(emitterNode);
    if (from?.extensions === false) this.#core.ask(from, now);
  }

  /** An emitter's node that may refuse says first whether it agrees. */
  #isHeldBack(kept: KeptLink, emitterNode: string | undefined): boolean {
    const peer = this.#core.peers.get(emitterNode ?? "");
    return peer?.links === true && peer.guarded && !kept.temporary && !kept.agreed.has(peer.id);
  }

  #askEnds(kept: KeptLink, subscription: Subscription, now: number): void {
    const emitter = this.#core.peers.get(subscription.emitterNode);
    const understood = this.#parts.ends.present(kept).some(({ links }) => links);
    if (understood && !kept.temporary) this.#parts.exchange.ask(kept);
    else if (emitter !== undefined) this.#core.sendLink("SUB", emitter.id, subscription);
    if (emitter?.extensions === false) this.#core.ask(emitter, now);
  }

  #made(kept: KeptLink, now: number): void {
    kept.refusedUntil = undefined;
    if (kept.decision?.told === false) this.#settle(kept, now);
    if (kept.state === "made") return;
    kept.state = "made";
    kept.reason = "";
    this.#core.tell({ type: "linked", link: linkOf(kept) });
  }

  /** What was decided here is so: everybody may know. */
  #settle(kept: KeptLink, now: number): void {
    if (kept.decision === undefined || kept.decision.told) return;
    kept.decision.told = true;
    this.#parts.publishing.publish(kept, now);
    this.#core.tell({ type: "agreed", link: linkOf(kept) });
  }

  /** Between ends that keep no records, what is no longer listed was cut. */
  #isForgotten(kept: KeptLink, { emitterNode, sensorNode }: Subscription): boolean {
    const { id, peers } = this.#core;
    if (emitterNode === id || sensorNode === id) return false;
    return kept.temporary || (peers.get(emitterNode)?.links !== true && peers.get(sensorNode)?.links !== true);
  }

  /** An old node, or an earlier version, is in the way: nobody has to be asked. */
  #refuseForGood(kept: KeptLink, reason: string, now: number, end?: Port): void {
    if (kept.state === "made") this.wait(kept, reason);
    const before = kept.state;
    this.refused(kept, reason, now);
    if (before === "refused") return;
    const { emitter, sensor } = kept.record;
    const peerOf = (node: string) => this.#core.peers.get(this.#parts.ends.idOf(node) ?? "");
    const old = end ?? [emitter, sensor].find(({ node }) => peerOf(node)?.extensions === false) ?? emitter;
    const what = { verb: "SUB", parameter: old.parameter, reason, outgoing: true, link: linkOf(kept) };
    this.#core.tell({ type: "refused", peer: peerOf(old.node)?.id ?? "", name: old.node, ...what });
  }

  #drop(kept: KeptLink, reason: string): void {
    this.#parts.registry.delete(kept);
    this.#core.tell({ type: "unlinked", link: linkOf(kept), reason });
  }
}

export function linkOf({ record: { emitter, sensor } }: Pick<KeptLink, "record">): KeptLinkEnds {
  return { emitter, sensor };
}

type KeptLinkEnds = Pick<KeptLink["record"], "emitter" | "sensor">;

const ASK_EVERY = 2000;
const REFUSED_FOR = 60_000;
