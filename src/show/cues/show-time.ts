import type { TimelineState } from "./player-state.ts";

type ShowTimeState = Pick<TimelineState, "at" | "since" | "rate" | "paused">;

/** The time of a player: it stands still while the show is paused, and can pass faster or slower. Milliseconds. */
export class ShowTime {
  #at = 0;
  #since = 0;
  #rate = 1;
  #paused = false;

  get paused(): boolean {
    return this.#paused;
  }

  get rate(): number {
    return this.#rate;
  }

  /** How many times as fast it passes at this moment: 0 while it stands. */
  get pace(): number {
    return this.#paused ? 0 : this.#rate;
  }

  get state(): ShowTimeState {
    return { at: this.#at, since: this.#since, rate: this.#rate, paused: this.#paused };
  }

  /** It passes as another one did. */
  goOn({ at, since, rate, paused }: ShowTimeState): void {
    this.#at = at;
    this.#since = since;
    this.#rate = rate;
    this.#paused = paused;
  }

  at(now: number): number {
    return this.#at + (now - this.#since) * this.pace;
  }

  /** When it will be so late; never while it stands. */
  when(time: number): number {
    return this.pace === 0 ? Number.POSITIVE_INFINITY : this.#since + (time - this.#at) / this.pace;
  }

  pause(now: number): void {
    this.#mark(now);
    this.#paused = true;
  }

  resume(now: number): void {
    this.#mark(now);
    this.#paused = false;
  }

  pass(rate: number, now: number): void {
    this.#mark(now);
    this.#rate = rate;
  }

  #mark(now: number): void {
    this.#at = this.at(now);
    this.#since = now;
  }
}
