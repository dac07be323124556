import type { ShownParameter } from "../network/shown-parameter.ts";

/** What the page gives: the time, and a call before the next picture is drawn. */
export interface Stage {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls back once before the next picture; with `rest` before the first one after so many milliseconds. */
  frame(callback: () => void, rest?: number): void;
  /** Called within `frame`: calls back once that picture has been drawn. */
  drawn(callback: () => void): void;
}

/**
 * The one loop that draws values. However many arrive, each parameter is drawn at most once a frame and all of them at most
 * 30 times a second; while nothing changes nothing runs. Where a picture is dear (many values in sight, a slow machine) there
 * are fewer of them, so that half of the time is left for the person's hand.
 */
export class Painter {
  readonly #stage: Stage;
  readonly #dirty = new Set<ShownParameter>();
  #waiting = false;
  #paintedAt = Number.NEGATIVE_INFINITY;
  #period = PERIOD;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  touch(parameter: ShownParameter): void {
    if (this.#dirty.has(parameter)) parameter.conflated += 1;
    else this.#dirty.add(parameter);
    this.#wait();
  }

  #wait(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    // A picture that is asked for is made, also when nothing is drawn in it.
    const rest = this.#paintedAt + this.#period - this.#stage.now();
    this.#stage.frame(() => this.#paint(), Math.max(0, rest - SLACK));
  }

  #paint(): void {
    this.#waiting = false;
    const now = this.#stage.now();
    // A little early counts as in time: pictures come every 16.67 ms, not exactly.
    if (now - this.#paintedAt < this.#period - SLACK) return this.#wait();
    this.#paintedAt = now;
    const parameters = [...this.#dirty];
    this.#dirty.clear();
    for (const parameter of parameters) parameter.paint();
    this.#stage.drawn(() => {
      const cost = this.#stage.now() - now;
      this.#period = Math.min(Math.max(PERIOD, cost * SHARE), LONGEST);
    });
  }
}

const PERIOD = 1000 / 30;
const SLACK = 3;
/** A picture may take one part in so many of the time. */
const SHARE = 2.5;
const LONGEST = 200;
