import type { ZocpMessage } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import type { Terms } from "../fades/terms.ts";
import { readSender, type Sender } from "../fades/timing.ts";
import type { Audit, Edit } from "../requests/audit.ts";
import type { Authority } from "../requests/authority.ts";
import type { Wiring } from "../subscriptions/wiring.ts";
import type { Ends } from "./ends.ts";
import { type Exchange, type How, type Records, readRecords } from "./exchange.ts";
import { linkOf, type Making } from "./making.ts";
import { whyWrongMap } from "./mapping.ts";
import type { Publishing } from "./publishing.ts";
import { compareOn, fillRecord, type LinkRecord, mergeRecords, sameOptions } from "./record.ts";
import type { KeptLink, Registry } from "./registry.ts";
import { compareVersions, isDecided, nextVersion, type Version } from "./version.ts";

/** The parts of the node machine that records of others concern. */
export interface IntakeParts {
  readonly core: Core;
  readonly registry: Registry;
  readonly ends: Ends;
  readonly exchange: Exchange;
  readonly publishing: Publishing;
  readonly making: Making;
  readonly wiring: Wiring;
  readonly authority: Authority;
  readonly audit: Audit;
  readonly terms: Terms;
}

/** The call that records come in, and the show that sends it. */
export type RecordsCall = Pick<Extract<ZocpMessage, { verb: "CALL" }>, "args" | "sender">;

/** Records that other nodes send. Ends compare them with their own and obey; other nodes only learn. */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #core: Core;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#core = parts.core;
  }

  handleCall(peer: Peer, { args, sender }: RecordsCall, now: number): void {
    const said = readRecords(args);
    if (said === undefined) return this.#core.ignore(peer.id, "records that mean nothing");
    const show = sender === undefined ? {} : readSender(sender);
    if (typeof show === "string") return this.#core.ignore(peer.id, `records of a show that is none: ${show}`);
    this.#parts.exchange.together(() => this.#handle(peer, said, show, now));
  }

  #handle(peer: Peer, said: Records, show: Sender, now: number): void {
    for (const record of said.records) {
      if (said.how === "refused") this.#handleRefusal(peer, record, said.reason, now);
      else if (this.#parts.ends.isOwn(record)) this.#compare(peer, record, { how: said.how, show }, now);
      else this.#learn(peer, record, said.how, now);
    }
  }

  /** A record of a link that this node is an end of. */
  #compare(
    peer: Peer,
    theirs: LinkRecord,
    { how, show }: { readonly how: How; readonly show: Sender },
    now: number,
  ): void {
    const { ends, registry, exchange, terms } = this.#parts;
    const kept = registry.find(theirs);
    const { totalSubscriptions: limit } = this.#core.limits;
    if (kept === undefined && !registry.makeRoom(limit))
      return this.#core.ignore(peer.id, `a link more than the ${limit} that are kept`);
    const byEnd = peer.name === ends.otherName(theirs);
    const fills = !byEnd && how !== "decided";
    const merged = merge(kept, theirs, fills);
    const changes = merged !== kept?.record;
    const undecided = kept === undefined || kept.filled || !isDecided(kept.record.onVersion);
    const reason = this.#objection(peer, kept?.record, merged);
    if (reason !== undefined) return this.#refuse(peer, theirs, reason, now);
    const late = changes ? terms.lateness(show, now) : undefined;
    if (late !== undefined) return this.#refuseLate(peer, theirs, late, now);
    terms.count(peer.id, show, now);
    if (changes) this.adopt(kept, merged, peer, now);
    const entry = registry.find(theirs);
    if (entry === undefined) return;
    if (changes) entry.filled = fills && undecided;
    if (byEnd && sameVersions(entry.record, theirs)) this.#agree(entry, peer, now);
    if (how !== "answer" && this.#wantsAnswer(entry, theirs, how)) exchange.send([peer], entry, "answer");
  }

  /** The other end has said the same; it is answered by a node that could have refused, or that has something else. */
  #wantsAnswer({ record }: KeptLink, theirs: LinkRecord, how: How): boolean {
    return how !== "held" || record.on !== theirs.on || this.#parts.authority.status.state !== "open";
  }

  /** A record of a link between others, which this node keeps because its program asked for it. */
  #learn(peer: Peer, theirs: LinkRecord, how: How, now: number): void {
    const kept = this.#parts.registry.find(theirs);
    if (kept === undefined) return;
    const { emitter, sensor } = kept.record;
    const byEnd = peer.name === emitter.node || peer.name === sensor.node;
    if (byEnd && how === "answer" && this.#raise(kept, peer, theirs)) return;
    const { decision } = kept;
    const counts = decision !== undefined && decision.live.size + decision.owed.size > 0;
    // What an end has is so. Only what was decided here in this session, and an end has not heard, may still become so.
    const differs = theirs.on !== kept.record.on;
    const merged = byEnd && how === "answer" && differs && !counts ? theirs : mergeRecords(kept.record, theirs);
    if (merged !== kept.record) this.adopt(kept, merged, peer, now);
    if (byEnd && sameVersions(kept.record, theirs)) this.#agree(kept, peer, now);
  }

  /** What an end that was here had decided before is seen now: what was decided here since goes above it. */
  #raise(kept: KeptLink, peer: Peer, theirs: LinkRecord): boolean {
    const { decision, record } = kept;
    if (decision === undefined || decision.raised || !decision.live.has(peer.id)) return false;
    const existence = theirs.on !== record.on && compareOn(theirs, record) >= 0;
    const options = decision.options && differentAndNewer(theirs, record);
    if (!existence && !options) return false;
    decision.raised = true;
    const above = (version: Version): Version => nextVersion(this.#core.id, version, this.#core.date);
    this.#parts.registry.put({
      ...record,
      ...(existence && { onVersion: above(theirs.onVersion) }),
      ...(options && { optionsVersion: above(theirs.optionsVersion) }),
    });
    kept.agreed.clear();
    this.#parts.exchange.ask(kept);
    return true;
  }

  /** Takes a record that is newer, and does what it says. */
  adopt(before: KeptLink | undefined, record: LinkRecord, from: Peer, now: number): void {
    const { ends, registry, making, exchange, publishing } = this.#parts;
    const old = before?.record;
    const kept = registry.put(record);
    const changed = (old?.on ?? false) !== record.on;
    if (old === undefined || !sameVersions(old, record)) kept.agreed.clear();
    if (old !== undefined && !sameOptions(old.options, record.options)) markUntold(kept);
    if (changed) this.#handleChange(kept, from, now);
    making.review(kept, now);
    if (!ends.isOwn(record)) return;
    const byEnd = from.name === ends.otherName(record);
    // Whoever is no end tells a closed end, which would refuse us.
    const others = ends.present(kept).filter(({ id, guarded }) => id !== from.id && (byEnd || !guarded || !from.links));
    exchange.send(others, kept, "held");
    if (changed) publishing.publish(kept, now);
  }

  #handleChange(kept: KeptLink, from: Peer, now: number): void {
    const { ends, audit, registry } = this.#parts;
    const { record, decision } = kept;
    kept.disputed = false;
    kept.refusedUntil = undefined;
    if (ends.isOwn(record)) {
      kept.askedAt = Number.NEGATIVE_INFINITY;
      const { parameter } = ends.isMe(record.sensor) ? record.sensor : record.emitter;
      const action = record.on ? "connect" : "disconnect";
      audit.record({ action, ...this.#authorOf(record, from), parameter, link: linkOf(kept) }, now);
    }
    if (decision === undefined || !this.overrule(kept)) return;
    // Who only wanted to cut it has nothing to do with it any more.
    if (record.on && !ends.isOwn(record) && !kept.wanted) registry.delete(kept);
  }

  /** The other end may tell what somebody decided before that one is heard. Where it matters who may, only the sender is known. */
  #authorOf({ onVersion, by }: LinkRecord, from: Peer): Pick<Edit, "peer" | "name"> {
    if (this.#parts.authority.status.state !== "open" || !isDecided(onVersion) || by === "") return { peer: from.id };
    return { peer: onVersion.id, name: by };
  }

  /** Tells when something else counts than what was decided here. True when it does. */
  overrule(kept: KeptLink): boolean {
    const { on, by, at } = kept.record;
    if (kept.decision === undefined || kept.decision.on === on) return false;
    kept.decision = undefined;
    this.#core.tell({ type: "overruled", link: linkOf(kept), on, by, at });
    return true;
  }

  #agree(kept: KeptLink, { id, name }: Peer, now: number): void {
    if (kept.agreed.has(id)) return;
    kept.agreed.add(id);
    kept.decision?.owed.delete(name);
    kept.decision?.live.delete(id);
    // What was held back for it, or the next one that is asked, need not wait.
    const goesOn = kept.decision?.told === false && this.#parts.exchange.disagreeing(kept).length > 0;
    if (goesOn || this.#parts.ends.isOwn(kept.record)) kept.askedAt = Number.NEGATIVE_INFINITY;
    this.#parts.making.review(kept, now);
  }

  /** Why a peer may not bring this about; undefined when it may, or when it changes nothing. */
  #objection(peer: Peer, ours: LinkRecord | undefined, merged: LinkRecord): string | undefined {
    const { ends, authority } = this.#parts;
    const { on, options, emitter, sensor } = merged;
    const same = (ours?.on ?? false) === on && (ours === undefined || sameOptions(ours.options, options));
    // Nobody has to receive, and how the values are wanted is for the receiver to say.
    const byReceiver = peer.name === sensor.node && ours?.on === true;
    const wrongMap = same || !on || !this.#parts.ends.isMe(sensor) ? undefined : whyWrongMap(options);
    if (same || byReceiver || wrongMap !== undefined) return wrongMap;
    const [own, other] = ends.isMe(sensor) ? [sensor, emitter] : [emitter, sensor];
    return authority.objection(peer.id, {
      ...{ action: on ? "connect" : "disconnect", parameter: own.parameter, other },
    });
  }

  /** We do not obey: the sender learns what stays, put above what it wanted. */
  #refuse(peer: Peer, theirs: LinkRecord, reason: string, now: number): void {
    const { ends, registry, exchange } = this.#parts;
    const { parameter } = ends.isMe(theirs.sensor) ? theirs.sensor : theirs.emitter;
    const kept = registry.find(theirs);
    this.#core.refuse(peer.id, verbOf(theirs), parameter, reason, this.#parts.ends.byIds(theirs));
    if (kept === undefined) return exchange.sendBack(peer, theirs, reason);
    this.#putAbove(kept, theirs);
    exchange.send([peer], kept, "refused", reason);
    exchange.send(
      ends.present(kept).filter(({ id }) => id !== peer.id),
      kept,
      "held",
    );
    this.#standBy(kept, now);
  }

  /**
   * A show that was replaced wanted it. The other end may not know that, and would bring it here as what it holds itself: so this node keeps that such
   * a link is not to be.
   */
  #refuseLate(peer: Peer, theirs: LinkRecord, reason: string, now: number): void {
    const { registry } = this.#parts;
    const { name, date = 0 } = this.#core;
    if (theirs.on && registry.find(theirs) === undefined) registry.put({ ...theirs, on: false, by: name, at: date });
    this.#refuse(peer, theirs, reason, now);
  }

  #putAbove(kept: KeptLink, theirs: LinkRecord): void {
    const { record } = kept;
    const { id, name, date } = this.#core;
    const newer = (ours: typeof record.onVersion, other: typeof ours) => compareVersions(other, ours) > 0;
    kept.agreed.clear();
    this.#parts.registry.put({
      ...record,
      ...(compareOn(theirs, record) > 0 && {
        ...{ onVersion: nextVersion(id, theirs.onVersion, date), by: name, at: date ?? 0 },
      }),
      ...(newer(record.optionsVersion, theirs.optionsVersion) && {
        optionsVersion: nextVersion(id, theirs.optionsVersion, date),
      }),
    });
  }

  /** The emitter's node may have done its part already, without asking: it is subscribed to again. */
  #standBy(kept: KeptLink, now: number): void {
    const subscription = this.#parts.ends.bind(kept);
    const { emitterNode, emitter, sensorNode, sensor } = subscription ?? NOWHERE;
    const there = sensorNode === this.#core.id && this.#core.subscriptions.has(emitterNode, emitter, sensor);
    if (kept.record.on && there && subscription !== undefined) this.#parts.wiring.tellSampling(subscription);
    this.#parts.making.review(kept, now);
  }

  /** An end does not obey us: what it has put above counts, also for ends that would refuse it otherwise, unless both are closed. */
  #handleRefusal(peer: Peer, theirs: LinkRecord, reason: string, now: number): void {
    const { ends, registry, making, authority } = this.#parts;
    const kept = registry.find(theirs);
    if (kept === undefined || (peer.name !== theirs.emitter.node && peer.name !== theirs.sensor.node)) return;
    const parameter = peer.name === theirs.sensor.node ? theirs.sensor.parameter : theirs.emitter.parameter;
    const what = { verb: verbOf(kept.record), parameter, reason, outgoing: true, link: this.#parts.ends.byIds(theirs) };
    this.#core.tell({ type: "refused", peer: peer.id, name: peer.name, ...what });
    const merged = mergeRecords(kept.record, theirs);
    const closed = ends.isOwn(theirs) && authority.status.state !== "open";
    if (closed && merged.on !== kept.record.on && this.#objection(peer, kept.record, merged) !== undefined)
      this.#dispute(kept, peer, reason);
    else if (merged !== kept.record) this.adopt(kept, merged, peer, now);
    else if (theirs.on !== kept.record.on && closed) kept.disputed = true;
    else if (kept.state !== "made" && kept.record.on) making.refused(kept, reason, now);
  }

  #dispute(kept: KeptLink, peer: Peer, reason: string): void {
    if (!kept.disputed) this.#parts.exchange.send([peer], kept, "refused", reason);
    kept.disputed = true;
    if (kept.state !== "made") kept.state = "disputed";
    kept.reason = reason;
  }
}

/** Only the ends' own records and what somebody decides are compared; others fill what nobody decided. */
function merge(kept: KeptLink | undefined, theirs: LinkRecord, fills: boolean): LinkRecord {
  if (kept === undefined) return theirs;
  return fills && !kept.filled ? fillRecord(kept.record, theirs) : mergeRecords(kept.record, theirs);
}

function differentAndNewer(theirs: LinkRecord, ours: LinkRecord): boolean {
  return compareVersions(theirs.optionsVersion, ours.optionsVersion) > 0 && !sameOptions(theirs.options, ours.options);
}

function sameVersions(a: LinkRecord, b: LinkRecord): boolean {
  return (
    a.on === b.on &&
    compareVersions(a.onVersion, b.onVersion) === 0 &&
    compareVersions(a.optionsVersion, b.optionsVersion) === 0
  );
}

function markUntold(kept: KeptLink): void {
  kept.untold = true;
  kept.askedAt = Number.NEGATIVE_INFINITY;
}

function verbOf({ on }: LinkRecord): "SUB" | "UNSUB" {
  return on ? "SUB" : "UNSUB";
}

const NOWHERE = { emitterNode: "", emitter: null, sensorNode: "", sensor: null };
