import type { Cue } from "../file/show-file.ts";
import type { RunningCue, TimelineState } from "./player-state.ts";
import { ShowTime } from "./show-time.ts";

/** What happens by itself at a time of the show. */
export type TimelineEvent =
  | { readonly type: "done"; readonly cue: string }
  | { readonly type: "begin"; readonly cue: Cue; readonly at: number }
  | { readonly type: "follow"; readonly at: number };

/** What waits, follows and runs, in the time of the show. */
export class Timeline {
  readonly time = new ShowTime();
  #waiting: { readonly cue: Cue; readonly at: number } | undefined;
  #follow: number | undefined;
  #running: RunningCue[] = [];

  get state(): TimelineState {
    const waiting = this.#waiting && { cue: this.#waiting.cue.id, at: this.#waiting.at };
    return { ...this.time.state, waiting, follow: this.#follow, running: this.#running };
  }

  /** Goes on where another one was; `find` gives the cue of an id. */
  goOn({ waiting, follow, running, ...time }: TimelineState, find: (id: string) => Cue | undefined): void {
    this.time.goOn(time);
    const cue = find(waiting?.cue ?? "");
    this.#waiting = waiting && cue && { cue, at: waiting.at };
    this.#follow = follow;
    this.#running = [...running];
  }

  /** When something is to happen, in the time of the host; Infinity for never. */
  get deadline(): number {
    return this.time.when(this.#earliest);
  }

  /** The cue that was played and has not begun. */
  get waiting(): Cue | undefined {
    return this.#waiting?.cue;
  }

  get busy(): boolean {
    return this.#running.length > 0 || this.#waiting !== undefined;
  }

  get running(): readonly string[] {
    return this.#running.map(({ cue }) => cue);
  }

  /** How far the cue is that began last, from 0 to 1; 1 when nothing runs. */
  progress(now: number): number {
    const last = this.#running.at(-1);
    return last === undefined ? 1 : (this.time.at(now) - last.began) / Math.max(1, last.ends - last.began);
  }

  /** Seconds of the show until everything that runs or waits is over. */
  remaining(now: number): number {
    const last = Math.max(...this.#running.map(({ ends }) => ends), this.#waiting?.at ?? Number.NEGATIVE_INFINITY);
    return Math.max(0, last - this.time.at(now)) / 1000;
  }

  wait(cue: Cue, at: number): void {
    this.#waiting = { cue, at };
  }

  run(cue: string, began: number, ends: number): void {
    this.#running.push({ cue, began, ends });
  }

  /** The next cue goes by itself then. */
  follow(at: number | undefined): void {
    this.#follow = at;
  }

  /** Takes what waits, to be begun now. */
  takeWaiting(): Cue | undefined {
    const cue = this.#waiting?.cue;
    this.#waiting = undefined;
    return cue;
  }

  /** Nothing runs any more; gives what did. */
  takeRunning(): readonly string[] {
    const cues = this.running;
    this.#running = [];
    return cues;
  }

  /** What is due by now, one after the other; what is due at the same time ends before something else begins. */
  take(now: number): TimelineEvent | undefined {
    if (this.deadline > now) return undefined;
    const time = Math.max(this.#earliest, this.time.at(now));
    const next = Math.min(this.#waiting?.at ?? NEVER, this.#follow ?? NEVER);
    const ended = this.#running.find(({ ends }) => ends <= Math.min(time, next));
    if (ended !== undefined) {
      this.#running = this.#running.filter((one) => one !== ended);
      return { type: "done", cue: ended.cue };
    }
    // Whoever slept for long does not make up for it in a burst.
    const at = Math.max(next, time - SLEPT);
    if (this.#waiting !== undefined && this.#waiting.at <= next) {
      const { cue } = this.#waiting;
      this.#waiting = undefined;
      return { type: "begin", cue, at };
    }
    this.#follow = undefined;
    return { type: "follow", at };
  }

  get #earliest(): number {
    return Math.min(this.#waiting?.at ?? NEVER, this.#follow ?? NEVER, ...this.#running.map(({ ends }) => ends));
  }
}

const NEVER = Number.POSITIVE_INFINITY;
/** Milliseconds: how late a timer is made up for. */
const SLEPT = 100;
