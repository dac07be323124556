import type { Json } from "../../bytes/json.ts";
import type { Given, Stage, StageKind } from "./stage.ts";

/** Stages where values wait. */
export const WAITING: Readonly<Record<string, StageKind>> = {
  delay: { keepsUnit: true, make: (given, around) => new Delay(readSeconds(given), around.lose) },
  rate: { keepsUnit: true, make: (given) => new Rate(1000 / readHertz(given)) },
};

/** Every value leaves so much later. */
class Delay implements Stage {
  readonly #time: number;
  readonly #lose: () => void;
  #waiting: { readonly value: Json; readonly at: number }[] = [];
  /** How many of the first have left: taking each out of the list alone would take long. */
  #gone = 0;

  constructor(time: number, lose: () => void) {
    this.#time = time;
    this.#lose = lose;
  }

  get deadline(): number {
    return this.#waiting[this.#gone]?.at ?? Number.POSITIVE_INFINITY;
  }

  push(value: Json, now: number): Json | undefined {
    if (this.#time === 0) return value;
    if (this.#waiting.length - this.#gone >= MOST_WAITING) {
      this.#gone++;
      this.#lose();
    }
    this.#waiting.push({ value, at: now + this.#time });
    this.#tidy();
    return undefined;
  }

  handleTimeout(now: number): readonly Json[] {
    const first = this.#gone;
    while (this.deadline <= now) this.#gone++;
    const ready = this.#waiting.slice(first, this.#gone).map(({ value }) => value);
    this.#tidy();
    return ready;
  }

  #tidy(): void {
    if (this.#gone < MOST_WAITING && this.#gone < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#gone);
    this.#gone = 0;
  }
}

/** So many values a second at most: the newest, and always the last. */
class Rate implements Stage {
  deadline: number = Number.POSITIVE_INFINITY;
  readonly #interval: number;
  #turn = Number.NEGATIVE_INFINITY;
  #held: Json = null;

  constructor(interval: number) {
    this.#interval = interval;
  }

  push(value: Json, now: number): Json | undefined {
    if (now < this.#turn) {
      this.#held = value;
      this.deadline = this.#turn;
      return undefined;
    }
    this.#turn = now + this.#interval;
    this.deadline = Number.POSITIVE_INFINITY;
    return value;
  }

  handleTimeout(now: number): readonly Json[] {
    this.#turn = now + this.#interval;
    this.deadline = Number.POSITIVE_INFINITY;
    return [this.#held];
  }
}

function readSeconds(given: Given): number {
  return given.number(`a number of seconds from 0 to ${LONGEST}`, 0, LONGEST) * 1000;
}

function readHertz(given: Given): number {
  return given.number("a number of values a second, from 0.001 to 1000", 0.001, 1000);
}

/** Seconds. */
const LONGEST = 60;
const MOST_WAITING = 10_000;
