import type { Subscription } from "../codec/message.ts";
import { samplingOf } from "../codec/sampling.ts";
import { weightOf } from "../codec/weight.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Link, LinkState } from "../core/link.ts";
import type { Peer } from "../core/peer.ts";
import { Portions } from "../core/steps.ts";
import type { Terms } from "../fades/terms.ts";
import type { Audit } from "../requests/audit.ts";
import type { Authority } from "../requests/authority.ts";
import type { Signals } from "../signals/signals.ts";
import type { Wiring } from "../subscriptions/wiring.ts";
import { Deciding } from "./deciding.ts";
import { Ends } from "./ends.ts";
import { Exchange } from "./exchange.ts";
import { Intake, type RecordsCall } from "./intake.ts";
import { LinkedNodes } from "./linked-nodes.ts";
import { Lookup } from "./lookup.ts";
import { Making } from "./making.ts";
import { MappedLinks } from "./mapping.ts";
import { OnBehalf } from "./on-behalf.ts";
import { Publishing } from "./publishing.ts";
import { keyOfLink } from "./record.ts";
import { type KeptLink, Registry } from "./registry.ts";
import { LOOK_EVERY, Session } from "./session.ts";
import { isDecided } from "./version.ts";
import { Weighing } from "./weighing.ts";
import { Writing } from "./writing.ts";

/** The parts of the node machine that links need. */
export interface LinksParts {
  readonly wiring: Wiring;
  readonly signals: Signals;
  readonly authority: Authority;
  readonly audit: Audit;
  readonly terms: Terms;
}

/** Every link that this node is an end of or was asked for: how each stands, and what happens as nodes come and go. */
export class Links {
  /** What people decide on this node, and what its program declares. */
  readonly deciding: Deciding;
  /** What records say of SUB and UNSUB. */
  readonly onBehalf: OnBehalf;
  /** What others learn of links. */
  readonly publishing: Publishing;
  /** Whom they make this node want to know. */
  readonly nodes: LinkedNodes;
  readonly #weighing: Weighing;
  readonly #mapped: MappedLinks;
  readonly #core: Core;
  readonly #registry = new Registry(() => this.nodes.touch());
  readonly #ends: Ends;
  readonly #lookup: Lookup;
  readonly #exchange: Exchange;
  readonly #making: Making;
  readonly #intake: Intake;
  readonly #session = new Session();
  readonly #due: Deadline;
  readonly #portions: Portions;
  /** When the links may be looked at again. */
  #restUntil = 0;

  constructor(core: Core, { wiring, signals, authority, audit, terms }: LinksParts) {
    this.#core = core;
    this.#due = new Deadline(core.due);
    this.#portions = new Portions(this.#due, { steps: LOOKS, pause: 0 }, (now) => this.#reviewAll(now));
    const registry = this.#registry;
    const touch = (at: number): void => this.touch(at);
    const ends = new Ends(core);
    this.nodes = new LinkedNodes(core, registry, ends);
    const lookup = new Lookup(core, registry, ends);
    const writing = new Writing(core, registry, ends);
    const exchange = new Exchange(core, registry, ends, terms);
    const weighing = new Weighing(core, lookup, signals);
    const mapped = new MappedLinks(core, lookup, signals);
    const publishing = new Publishing(core, ends, exchange);
    const making = new Making({ core, registry, ends, exchange, publishing, wiring, weighing, mapped, touch });
    this.#weighing = weighing;
    this.#mapped = mapped;
    this.publishing = publishing;
    const intake = new Intake({
      ...{ core, registry, ends, exchange, publishing, making, wiring, authority, audit, terms },
    });
    this.deciding = new Deciding({ core, registry, ends, lookup, writing, making });
    this.onBehalf = new OnBehalf({
      core,
      registry,
      ends,
      lookup,
      writing,
      exchange,
      publishing,
      making,
      intake,
      touch,
    });
    this.#ends = ends;
    this.#lookup = lookup;
    this.#exchange = exchange;
    this.#making = making;
    this.#intake = intake;
  }

  /** A sensor of ours subscribes: what the options of its link say of its values. */
  begin(subscription: Subscription, now: number): void {
    this.#weighing.apply(subscription, now);
    this.#mapped.apply(subscription, now, true);
  }

  /** How each link stands that is to be, or that the own program wants although it was cut. */
  get all(): readonly LinkState[] {
    return [...this.#registry].filter(({ record, wanted }) => record.on || wanted).map((kept) => this.#stateOf(kept));
  }

  /** Those with an end at the node of this name, also what was cut and nobody here wants. */
  of(node: string): readonly LinkState[] {
    return [...this.#registry.about(node)].filter(({ temporary }) => !temporary).map((kept) => this.#stateOf(kept));
  }

  /** Whether the nodes of a link that are here agree to what was decided on this node. */
  isAgreed(link: Link): boolean {
    return this.#lookup.find(link)?.decision?.told === true;
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** Something may have come, gone or changed: every link is looked at again before long. */
  touch(at: number): void {
    this.#portions.by(Math.max(at, this.#restUntil));
  }

  state(link: Link): LinkState | undefined {
    const kept = this.#lookup.find(link);
    return kept && this.#stateOf(kept);
  }

  /** Whether a link is in effect, as far as its emitter tells, or a node that is here has not agreed that it was cut. */
  exists(link: Link): boolean {
    const kept = this.#lookup.find(link);
    const subscription = this.#ends.resolve(link);
    if (subscription !== undefined && this.#making.isListed(kept ?? NAMED, subscription)) return true;
    return kept !== undefined && !kept.record.on && !this.#making.isAgreed(kept);
  }

  /** The ends of a link by id, where they are here. */
  locate(link: Link): Link {
    return this.#ends.byIds(link);
  }

  handleRecords(peer: Peer, call: RecordsCall, now: number): void {
    this.#intake.handleCall(peer, call, now);
  }

  handleEnter(peer: Peer, now: number): void {
    // A node that keeps no records takes none.
    if (!peer.links) for (const { decision } of this.#registry.about(peer.name)) decision?.owed.delete(peer.name);
    this.#exchange.meet(peer);
    this.touch(now);
  }

  /** A node says something else of its authority: what it refused may be possible now. */
  handleStanding(peer: Peer, now: number): void {
    for (const kept of this.#registry.about(peer.name)) {
      if (kept.state === "refused") kept.refusedUntil = now;
      kept.disputed = false;
      kept.askedAt = Number.NEGATIVE_INFINITY;
    }
    this.#exchange.meet(peer);
    this.touch(now);
  }

  /** Others may change this node again, or no longer: what is disputed is compared once more. */
  handleOwnStanding(now: number): void {
    for (const peer of this.#core.peers.values()) this.#exchange.meet(peer);
    for (const kept of this.#registry) kept.disputed = false;
    this.touch(now);
  }

  /** A node left: its links wait for it, even if it returns in the same moment. */
  handleExit(id: string, name: string, now: number): void {
    if (this.#core.peers.size === 0) this.#endSession();
    for (const kept of this.#registry) {
      if (kept.decision?.live.delete(id) === true && !kept.agreed.has(id)) kept.decision.owed.add(name);
      kept.agreed.delete(id);
      if (kept.emitterId !== id && kept.sensorId !== id) continue;
      if (kept.temporary) this.#registry.delete(kept);
      if (kept.record.on) this.#making.wait(kept, `${name} is not here`);
    }
    this.touch(now);
  }

  handleTimeout(now: number): void {
    this.#portions.handleTimeout(now);
  }

  *#reviewAll(now: number): Generator<void, void> {
    const all = [...this.#registry];
    // Whoever makes links without end must not have thousands looked at each time.
    this.#restUntil = now + Math.floor(all.length / LOOKS);
    this.#watchSession(all, now);
    for (const kept of all) {
      if (this.#registry.has(kept)) this.#making.review(this.#rename(kept), now);
      yield;
    }
  }

  #watchSession(all: readonly KeptLink[], now: number): void {
    if (all.every(({ decision }) => decision === undefined || decision.owed.size === 0)) return this.#session.rest();
    if (!this.#session.lasts(now, this.#core.date)) this.#endSession();
    else this.touch(now + LOOK_EVERY);
  }

  /** What was decided here is brought to nobody any more as a decision: others have gone on. */
  #endSession(): void {
    this.#session.rest();
    for (const { decision } of this.#registry) {
      decision?.owed.clear();
      decision?.live.clear();
    }
  }

  /** Its nodes are present now: one that was given by its id is kept by its name from here on. */
  #rename(kept: KeptLink): KeptLink {
    const link = this.#ends.named(kept.record);
    if (kept.temporary || keyOfLink(link) === keyOfLink(kept.record)) {
      kept.temporary ||= this.#ends.isTemporary(kept.record);
      return kept;
    }
    this.#registry.delete(kept);
    const { record } = this.#registry.find(link) ?? kept;
    const renamed = this.#registry.put({ ...record, ...ends(link) });
    renamed.wanted ||= kept.wanted;
    renamed.decision ??= kept.decision;
    return renamed;
  }

  #stateOf({ record, state, reason, emitterId = "" }: KeptLink): LinkState {
    const { emitter, sensor, on, onVersion, options, by, at } = record;
    const declared = isDecided(onVersion) ? {} : { declared: true as const };
    const { subscriptions } = this.#core;
    const link = [emitterId, emitter.parameter, sensor.parameter] as const;
    const dropped = subscriptions.mappingOf(...link)?.map?.dropped ?? 0;
    const refusals = subscriptions.refusalsOf(...link);
    return {
      emitter,
      sensor,
      ...samplingOf(options),
      ...weightOf(options),
      options,
      state: on ? state : "cut",
      reason,
      by,
      at,
      ...declared,
      ...(dropped > 0 && { dropped }),
      ...(refusals !== undefined && { refusals }),
    };
  }
}

function ends({ emitter, sensor }: Link): Link {
  return { emitter, sensor };
}

const NAMED = { temporary: false };
/** Links that are looked at at once, and in a millisecond over a longer time. */
const LOOKS = 25;
