import type { Json } from "../../bytes/json.ts";
import { sameValue } from "../codec/value.ts";
import { numberOf } from "./conversion.ts";
import type { Given, Stage, StageKind, Surroundings } from "./stage.ts";

/** Stages that let some values through, and others not. */
export const GATES: Readonly<Record<string, StageKind>> = {
  deadband: { keepsUnit: true, make: (given) => new Deadband(given.number("a number from 0", 0)) },
  change: { keepsUnit: true, make: change },
  threshold: { beside: ["to"], make: threshold },
};

/** Only what moved by more than a bit since the last value that left; what is left of that leaves when nothing comes any more. */
export class Deadband implements Stage {
  deadline: number = Number.POSITIVE_INFINITY;
  readonly #width: number;
  readonly #quiet: number;
  #left: Json | undefined;
  #last: Json = null;

  /** `quiet`: milliseconds without a value after which the last one leaves. */
  constructor(width: number, quiet: number = QUIET) {
    this.#width = width;
    this.#quiet = quiet;
  }

  push(value: Json, now: number): Json | undefined {
    this.#last = value;
    this.deadline = Number.POSITIVE_INFINITY;
    if (this.#left === undefined || this.#isFar(value, this.#left)) return (this.#left = value);
    if (!sameValue(value, this.#left)) this.deadline = now + this.#quiet;
    return undefined;
  }

  handleTimeout(): readonly Json[] {
    this.deadline = Number.POSITIVE_INFINITY;
    return [(this.#left = this.#last)];
  }

  #isFar(value: Json, left: Json): boolean {
    if (!Array.isArray(value) || !Array.isArray(left))
      return !(Math.abs(numberOf(value) - numberOf(left)) <= this.#width);
    return value.length !== left.length || value.some((item: Json, index) => this.#isFar(item, left[index] ?? null));
  }
}

function change(given: Given, around: Surroundings): Stage {
  given.isTrue();
  if (around.flow === "state") around.flow = "changes";
  let last: Json | undefined;
  return { push: (value) => (last !== undefined && sameValue(last, value) ? undefined : (last = value)) };
}

/** Two values with hysteresis between them: on from one number, off again at a lower one. */
function threshold(given: Given, around: Surroundings): Stage {
  const [low, high] =
    typeof given.value === "number" ? [given.value, given.value] : given.numbers(2, "two numbers: off and on");
  const off = low ?? 0;
  const on = high ?? 0;
  if (off > on) throw given.because(`off, ${off}, is above on, ${on}`);
  const values = given.beside("to") ?? [0, 1];
  const [whenOff, whenOn] = Array.isArray(values) && values.length === 2 ? (values as readonly Json[]) : [];
  if (whenOff === undefined || whenOn === undefined) throw given.wrong(values, "two values: for off and for on", "to");
  around.bounds = undefined;
  if (around.flow === "changes") around.flow = "state";
  let isOn = false;
  return {
    push: (value) => {
      const number = numberOf(value);
      if (Number.isNaN(number)) return Number.NaN;
      isOn = number >= on || (isOn && number > off);
      return isOn ? whenOn : whenOff;
    },
  };
}

/** Milliseconds without a value after which the last one leaves. */
const QUIET = 250;
