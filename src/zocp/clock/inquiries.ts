import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import type { Candidates } from "./candidates.ts";
import { encodeQuestion } from "./question.ts";

/** A question that was not answered yet. */
interface Question {
  readonly peer: string;
  readonly sent: number;
}

/** What was asked of a node, and since when that leads to nothing. */
interface Asked {
  silentSince: number | undefined;
  unreadySince: number | undefined;
}

/** Questions for the time, and who does not answer them. */
export class Inquiries {
  readonly #core: Core;
  readonly #candidates: Candidates;
  readonly #questions = new Map<number, Question>();
  readonly #asked = new Map<string, Asked>();
  /** Until when the time is needed. */
  need = 0;
  #last = 0;
  /** Rounds of questions since somebody new was to be asked. */
  #rounds = 0;

  constructor(core: Core, candidates: Candidates) {
    this.#core = core;
    this.#candidates = candidates;
  }

  /** Many questions in a short time, from now on. */
  hurry(): void {
    this.#rounds = 0;
  }

  /** Milliseconds until the next round. */
  pause(synced: boolean): number {
    if (this.#rounds < BURST) return QUICK;
    return synced ? SLOW : RETRY;
  }

  ask(peers: ReadonlySet<string>, now: number): void {
    this.#rounds++;
    for (const id of peers) this.wake(id, now);
  }

  /** Asks one more: to be asked is to know that others need the time. */
  wake(id: string, now: number): void {
    const asked = this.#asked.get(id) ?? { silentSince: undefined, unreadySince: undefined };
    asked.silentSince ??= now;
    this.#asked.set(id, asked);
    if (now - asked.silentSince >= SILENCE) this.#giveUp(id, now);
    else this.#send(id, now);
  }

  /** When that question was sent; undefined for one that nobody asked. */
  take({ id }: Peer, number: number): number | undefined {
    const question = this.#questions.get(number);
    if (question?.peer !== id) return undefined;
    this.#questions.delete(number);
    return question.sent;
  }

  /** It said something that has a meaning. */
  handleAnswer({ id }: Peer, ready: boolean): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    asked.silentSince = undefined;
    if (ready) asked.unreadySince = undefined;
  }

  /** It says that its own time cannot be gone by: that may take a moment, and not longer. */
  handleUnready({ id }: Peer, now: number): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    asked.unreadySince ??= now;
    if (now - asked.unreadySince >= UNREADY) this.#giveUp(id, now);
  }

  forget(id: string): void {
    this.#asked.delete(id);
    for (const [number, { peer }] of this.#questions) if (peer === id) this.#questions.delete(number);
  }

  #send(id: string, now: number): void {
    this.#questions.set(++this.#last, { peer: id, sent: now });
    this.#core.send(id, encodeQuestion(this.#last, now, Math.max(0, Math.floor(this.need - now))));
    const [oldest] = this.#questions.keys();
    if (this.#questions.size > OPEN && oldest !== undefined) this.#questions.delete(oldest);
  }

  #giveUp(id: string, now: number): void {
    this.forget(id);
    this.#candidates.passOver(id, now + PASSED_OVER);
  }
}

/** Rounds that come at once when somebody new is asked, and the milliseconds between them. */
const BURST = 8;
const QUICK = 25;
/** Milliseconds between two rounds while nobody can be followed, and while somebody is. */
const RETRY = 250;
const SLOW = 2000;
/** Milliseconds without an answer, or with answers that are no use, until a node is passed over, and for how long. */
const SILENCE = 3000;
const UNREADY = 5000;
const PASSED_OVER = 30_000;
/** Questions without an answer that are remembered. */
const OPEN = 64;
