import type { Subscription } from "../codec/message.ts";
import { optionsOf, type Sampling, sameSampling } from "../codec/sampling.ts";
import type { Core } from "../core/core.ts";
import type { Link } from "../core/link.ts";
import type { Peer } from "../core/peer.ts";
import type { Ends } from "./ends.ts";
import type { Exchange } from "./exchange.ts";
import type { Intake } from "./intake.ts";
import type { Lookup } from "./lookup.ts";
import type { Making } from "./making.ts";
import type { Publishing } from "./publishing.ts";
import { whyCut } from "./record.ts";
import type { KeptLink, Registry } from "./registry.ts";
import { wantedSampling } from "./wanted-sampling.ts";
import type { Writing } from "./writing.ts";

/** The parts of the links that SUB and UNSUB concern. */
export interface OnBehalfParts {
  readonly core: Core;
  readonly registry: Registry;
  readonly ends: Ends;
  readonly lookup: Lookup;
  readonly writing: Writing;
  readonly exchange: Exchange;
  readonly publishing: Publishing;
  readonly making: Making;
  readonly intake: Intake;
  /** Asks for another look at a time. */
  readonly touch: (at: number) => void;
}

/** How a SUB is meant. */
export interface NewSub {
  /** Nobody decided that now. */
  readonly declared: boolean;
  readonly isNew: boolean;
  readonly now: number;
}

/** SUB and UNSUB beside the records: what these say of a subscription, and the records that are made for nodes that keep none. */
export class OnBehalf {
  readonly #parts: OnBehalfParts;
  readonly #core: Core;

  constructor(parts: OnBehalfParts) {
    this.#parts = parts;
    this.#core = parts.core;
  }

  /** What is to be of a link of present nodes; undefined when nothing is known of it. */
  verdict(subscription: Subscription): "on" | "off" | undefined {
    const record = this.#parts.lookup.findByIds(subscription)?.record;
    return record && (record.on ? "on" : "off");
  }

  /** Whether no record says what is to be of it: it has no two ends, or one of them shares its name. */
  isUnrecorded(subscription: Subscription): boolean {
    return this.#parts.lookup.recordable(subscription) === undefined;
  }

  /** Who cut a link, for people. */
  whyCut(subscription: Subscription): string {
    const record = this.#parts.lookup.findByIds(subscription)?.record;
    return record === undefined ? "it was cut" : whyCut(record);
  }

  /** How the values of a link are wanted. */
  samplingFor(subscription: Subscription): Sampling | undefined {
    const kept = this.#parts.lookup.findByIds(subscription);
    return kept && wantedSampling(this.#core, kept.record);
  }

  /** Whether a SUB says what the link has already. */
  isAsBefore(subscription: Subscription): boolean {
    const { sampling } = subscription;
    return sampling === undefined || sameSampling(this.samplingFor(subscription), sampling);
  }

  /** A node that keeps no records made a link, or gave it another sampling: this node writes the record for it. */
  handleSub(from: string, subscription: Subscription, { declared, isNew, now }: NewSub): void {
    const { lookup, registry, writing, exchange, publishing } = this.#parts;
    const link = lookup.recordable(subscription);
    if (link === undefined) return;
    const known = registry.find(link);
    const kept = known === undefined || isNew ? this.#writeFor(link, true, from, declared) : known;
    if (subscription.sampling !== undefined)
      writing.setOptions(kept, optionsOf(subscription.sampling), { declared, isNew: declared });
    if (!declared) publishing.publish(kept, now);
    exchange.ask(kept);
  }

  /** The same for one that cut a link, perhaps one to a node that has left. */
  handleUnsub(from: string, subscription: Subscription, now: number): void {
    const { ends, lookup, registry, making, exchange, publishing } = this.#parts;
    const kept = lookup.findByIds(subscription) ?? lookup.findLast(subscription);
    if (kept?.temporary === true) return registry.delete(kept);
    const link = kept?.record ?? lookup.recordable(subscription);
    if (link === undefined || ends.isTemporary(link)) return;
    const cut = this.#writeFor(link, false, from);
    making.review(cut, now);
    exchange.ask(cut);
    publishing.publish(cut, now);
  }

  /** A node of ours subscribes to what is not to be, or ends what is: it is told what is. */
  remind(peer: Peer, subscription: Subscription): void {
    const kept = this.#parts.lookup.findByIds(subscription);
    if (kept !== undefined) this.#parts.exchange.send([peer], kept, "answer");
  }

  /** A subscription of which this node is an end is there, or waits for something: it is kept. */
  handleMade(subscription: Subscription, now: number): void {
    const { lookup, registry, writing, touch } = this.#parts;
    const link = lookup.recordable(subscription);
    const isNew = link !== undefined && registry.find(link) === undefined;
    const { id, limits } = this.#core;
    if (isNew && !registry.makeRoom(limits.totalSubscriptions)) return this.#core.ignore(id, NO_ROOM);
    if (isNew) writing.declare(link);
    touch(now);
  }

  /** One of its nodes refuses a link to us; it keeps no records. */
  handleRefusal({ id }: Peer, subscription: Subscription, reason: string, now: number): void {
    const kept = this.#parts.lookup.findByIds(subscription);
    const isEnd = id === subscription.emitterNode || id === subscription.sensorNode;
    if (kept?.record.on === true && kept.state !== "made" && isEnd) this.#parts.making.refused(kept, reason, now);
  }

  #writeFor(link: Link, on: boolean, from: string, declared = false): KeptLink {
    const kept = this.#parts.writing.write(link, on, this.#core.nameOf(from), declared);
    this.#parts.intake.overrule(kept);
    return kept;
  }
}

const NO_ROOM = "as many links are kept as may be: one that was made now does not come back when a node returns";
