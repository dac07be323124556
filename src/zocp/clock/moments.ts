import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { ShowTime } from "./show-time.ts";

/** Something of the own program that waits for a moment of the show, and when that is by this machine's clock. */
interface Awaited {
  readonly request: number;
  show: number;
  local: number;
}

/** Moments of the show that the own program waits for. None comes early; small corrections move them, a jump of the time does not. */
export class Moments {
  readonly #core: Core;
  readonly #time: ShowTime;
  readonly #awaited = new Map<number, Awaited>();
  readonly #due: Deadline;

  constructor(core: Core, time: ShowTime) {
    this.#core = core;
    this.#time = time;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  get size(): number {
    return this.#awaited.size;
  }

  await(request: number, show: number, now: number): void {
    const awaited = { request, show, local: this.#localOf(show) };
    this.#awaited.set(request, awaited);
    this.#plan(Math.max(now, awaited.local));
  }

  cancel(request: number): void {
    this.#awaited.delete(request);
  }

  /** The time was corrected; or set, by so much. */
  handleCorrection(jump: number): void {
    for (const awaited of this.#awaited.values()) {
      awaited.show += jump;
      awaited.local = jump === 0 ? this.#localOf(awaited.show) : awaited.local;
      this.#plan(awaited.local);
    }
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const { request, local } of this.#awaited.values()) {
      if (local > now) this.#plan(local);
      else {
        this.#awaited.delete(request);
        this.#core.push({ type: "settle", request, result: null });
      }
    }
  }

  #plan(local: number): void {
    this.#due.by(local);
    this.#core.prompt.by(local);
  }

  /** A little later, so that the time is never below it for want of digits. */
  #localOf(show: number): number {
    return this.#time.localOf(show) + DIGITS;
  }
}

/** Milliseconds. */
const DIGITS = 1e-6;
