import type { Json, JsonObject } from "../../bytes/json.ts";
import type { Core, NodeName } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";
import { Candidates } from "./candidates.ts";
import { Discipline } from "./discipline.ts";
import { Inquiries } from "./inquiries.ts";
import { Moments } from "./moments.ts";
import { formatTold, numberOf, readNeed, readTold, type Told } from "./question.ts";
import type { ShowTime } from "./show-time.ts";

/**
 * The clock that nodes share, without a server and without a vote: everybody follows the lowest candidate that is ready, and that one
 * goes on by itself. Only who uses the clock asks; to be asked is a use, too, so the node that is followed, and the one that comes
 * after it, are awake as long as anybody needs them.
 */
export class Clock {
  readonly moments: Moments;
  readonly #core: Core;
  readonly #candidates: Candidates;
  readonly #discipline: Discipline;
  readonly #inquiries: Inquiries;
  readonly #due: Deadline;
  /** Whom the time comes from: a peer, or this node itself; undefined for nobody. */
  #source: string | undefined;
  /** Whether others may take their time from here. */
  #ready = false;
  #usedUntil = Number.NEGATIVE_INFINITY;
  /** Since when it is in use, and since when there is anybody to share a clock with. */
  #usedSince = Number.NEGATIVE_INFINITY;
  #companySince = Number.POSITIVE_INFINITY;
  #heardAt = Number.NEGATIVE_INFINITY;
  /** When whoever comes after the reference was asked. */
  #wokenAt = Number.NEGATIVE_INFINITY;
  /** When the time was set by the one that is followed. */
  #jumps: number[] = [];
  /** What is to know when the time was corrected (0) or set, by so much. */
  #followers: ((jump: number, now: number) => void)[] = [];

  constructor(core: Core, rank: number) {
    this.#core = core;
    this.#candidates = new Candidates(core, rank);
    this.#discipline = new Discipline(core.id);
    this.#inquiries = new Inquiries(core, this.#candidates);
    this.#due = new Deadline(core.due);
    this.moments = new Moments(core, this.time);
  }

  get deadline(): number {
    return this.#due.at;
  }

  get time(): ShowTime {
    return this.#discipline.time;
  }

  get timeline(): string {
    return this.#discipline.timeline;
  }

  get drift(): number {
    return this.#discipline.drift;
  }

  /** The node that is followed; this one, where others follow it. */
  get reference(): NodeName | undefined {
    const id = this.#source;
    return id === undefined ? undefined : { id, name: this.#core.nameOf(id) };
  }

  /** Milliseconds by which its time may be off; Infinity while it goes by nobody. */
  error(now: number): number {
    if (!this.#ready) return Number.POSITIVE_INFINITY;
    return this.#source === this.#core.id ? 0 : this.#discipline.error(now);
  }

  /** Whether its time is the one that others have, too. */
  synced(now: number): boolean {
    return this.#ready && (this.#source === this.#core.id || now - this.#heardAt < FRESH);
  }

  /** Whether it was used of late, and will be in order for some time. */
  usedAt(now: number): boolean {
    return this.#usedUntil - now > USED / 2;
  }

  follow(follower: (jump: number, now: number) => void): void {
    this.#followers.push(follower);
  }

  /** Somebody needs the time: for a while it is kept in order. */
  use(now: number, duration = USED): void {
    const idle = this.#usedUntil <= now;
    this.#usedUntil = Math.max(this.#usedUntil, now + duration);
    if (!idle) return;
    this.#usedSince = now;
    this.#inquiries.hurry();
    this.#due.by(now);
  }

  handleEnter(peer: Peer, now: number): void {
    this.#candidates.forget(peer.id);
    if (!peer.clock) return;
    if (this.#companySince === Number.POSITIVE_INFINITY) this.#companySince = now;
    this.#hurry(now);
  }

  handleExit(id: string, now: number): void {
    this.#candidates.forget(id);
    this.#inquiries.forget(id);
    const alone = ![...this.#core.peers.values()].some((peer) => peer.clock && peer.id !== id);
    if (alone) this.#companySince = Number.POSITIVE_INFINITY;
    // Whoever is alone shares no time: what others have when they meet it is not to jump for it.
    if (alone && this.#ready) this.#leave(now, false);
    else if (id === this.#source) this.#leave(now, true);
  }

  handleSuspicion(id: string, suspected: boolean, now: number): void {
    if (suspected && id === this.#source) this.#leave(now, true);
    else this.#hurry(now);
  }

  /** What a peer is told that asks for the time. */
  answer(args: readonly Json[], now: number): Json {
    this.use(now, readNeed(args));
    const told = formatTold(this.#told(now));
    return args[2] === MORE ? [...told, this.#more(now)] : told;
  }

  /** A call was answered; false for one that is none of the clock's. */
  handleRep(peer: Peer, detail: JsonObject, now: number): boolean {
    const number = numberOf(detail);
    if (number === undefined) return false;
    const sent = this.#inquiries.take(peer, number);
    const told = readTold(detail.get("result"));
    if (sent === undefined || told === undefined || told.left - told.arrived > now - sent) return true;
    this.#inquiries.handleAnswer(peer, told.ready);
    if (told.ready) this.#handleTold(peer, told, sent, now);
    // Only of the lowest one: the others wait for it, as this node does.
    else if (this.#candidates.lowest(1, now)[0] === peer) this.#inquiries.handleUnready(peer, now);
    return true;
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    // Whoever waits for a moment needs the time until then.
    if (this.moments.size > 0) this.#usedUntil = Math.max(this.#usedUntil, now + USED);
    if (now >= this.#usedUntil) return;
    if (this.#companySince === Number.POSITIVE_INFINITY) return;
    const lowest = this.#candidates.lowest(ASKED_AT_ONCE, now);
    const leads = this.#candidates.leads(lowest[0]);
    if (leads && this.#mayLead(now)) this.#lead(now);
    this.#inquiries.need = this.#usedUntil;
    this.#inquiries.ask(leads && this.#source === this.#core.id ? new Set() : this.#toAsk(lowest), now);
    this.#wakeNext(leads ? lowest[0] : lowest[1], now);
    this.#due.by(Math.min(now + this.#inquiries.pause(this.synced(now)), this.#usedUntil));
  }

  /** Who is followed, and whoever is lower than that; while nobody is, several. */
  #toAsk(lowest: readonly Peer[]): ReadonlySet<string> {
    const followed = this.#source === undefined || this.#source === this.#core.id ? [] : [this.#source];
    const asked = this.#ready && this.#source !== undefined ? lowest.slice(0, 1) : lowest;
    return new Set([...asked.map(({ id }) => id), ...followed]);
  }

  #told(now: number): Told {
    const moment = this.time.at(now);
    return { arrived: moment, left: moment, ready: this.synced(now), timeline: this.timeline };
  }

  /** For people: whom it goes by, how far off it may be, and how fast its clock parts from that. */
  #more(now: number): Json {
    const error = this.error(now);
    return new Map<string, Json>([
      ["reference", this.reference?.name ?? null],
      ["error", Number.isFinite(error) ? error : null],
      ["drift", this.drift],
    ]);
  }

  #hurry(now: number): void {
    if (now < this.#usedUntil) this.#due.by(now);
  }

  /** Nobody is followed any more; its time goes on as it did. */
  #leave(now: number, ready: boolean): void {
    const { reference } = this;
    const changes = this.#ready !== ready;
    this.#source = undefined;
    this.#ready = ready;
    this.#inquiries.hurry();
    this.#hurry(now);
    if (changes) this.#tell(0, reference);
  }

  /** Who was lowest before, and is ready, goes on at once; a newcomer first hears whether others have a time already. */
  #mayLead(now: number): boolean {
    if (this.#ready) return this.#source !== this.#core.id;
    return now - this.#companySince >= COMPANY && now - this.#usedSince >= GRACE && this.#source === undefined;
  }

  #lead(now: number): void {
    this.#source = this.#core.id;
    this.#ready = true;
    this.#discipline.lead(now);
    this.#corrected(0, now);
    this.#tell(0, this.reference);
  }

  #handleTold(peer: Peer, told: Told, sent: number, now: number): void {
    if (this.#isBetter(peer)) {
      this.#source = peer.id;
      this.#discipline.begin();
      this.#inquiries.hurry();
      this.#due.by(now);
    }
    // An answer that took so long says nothing.
    if (peer.id !== this.#source || now - sent > LONGEST) return;
    const synced = this.synced(now);
    this.#heardAt = now;
    this.#discipline.add({ sent, received: now, arrived: told.arrived, left: told.left });
    if (this.#discipline.sampled) this.#correct(peer, told.timeline, !synced, now);
  }

  /** Whether a peer that is ready is to be followed from now on. */
  #isBetter(peer: Peer): boolean {
    if (peer.id === this.#source) return false;
    if (!this.#candidates.precedes(peer) && (this.#ready || this.#source !== undefined)) return false;
    const source = this.#core.peers.get(this.#source ?? "");
    return source === undefined || this.#candidates.isBefore(peer, source);
  }

  #correct(peer: Peer, timeline: string, set: boolean, now: number): void {
    const jump = this.#discipline.correct(timeline, set, now);
    const isNews = jump !== undefined || !this.#ready;
    this.#ready = true;
    this.#corrected(jump ?? 0, now);
    if (!isNews) return;
    this.#tell(jump ?? 0, peer);
    if (!set) this.#doubt(peer, now);
  }

  #corrected(jump: number, now: number): void {
    for (const follower of this.#followers) follower(jump, now);
    this.moments.handleCorrection(jump);
  }

  /** A clock that jumps again and again is none. */
  #doubt({ id }: Peer, now: number): void {
    this.#jumps = [...this.#jumps.filter((at) => now - at < MINUTE), now];
    if (this.#jumps.length < JUMPS) return;
    this.#jumps = [];
    this.#candidates.passOver(id, now + MINUTE);
    this.#leave(now, true);
  }

  /** Whoever comes after the reference is asked now and then, so that it knows the time when it has to go on. */
  #wakeNext(peer: Peer | undefined, now: number): void {
    if (peer === undefined || !this.#ready || this.#source === peer.id || now - this.#wokenAt < WAKE) return;
    this.#wokenAt = now;
    this.#inquiries.wake(peer.id, now);
  }

  #tell(jump: number, reference: NodeName | undefined): void {
    const { id: peer, name } = reference ?? { id: "", name: "" };
    this.#core.tell({ type: "clock", peer, name, synced: this.#ready, jump });
  }
}

/** Milliseconds for which it is kept in order after it was used. */
const USED = 60_000;
/** Milliseconds for which it is believed without an answer. */
const FRESH = 60_000;
/** Milliseconds that a node has to be among others, and that it asks, before its own time is theirs. */
const COMPANY = 2000;
const GRACE = 400;
/** How many are asked while nobody is followed. */
const ASKED_AT_ONCE = 3;
/** Milliseconds between two questions to whoever comes next. */
const WAKE = 10_000;
const MINUTE = 60_000;
/** The third argument of a question that asks for more than the time. */
const MORE = 1;
/** Milliseconds of one question and its answer. */
const LONGEST = 1000;
/** So often in a minute the time may be set before its source is passed over. */
const JUMPS = 3;
