import type { Json } from "../../index.ts";
import {
  type Inputs,
  NOTHING,
  number,
  numberOf,
  type OperatorKind,
  type OperatorMachine,
  type Outputs,
  output,
  trigger,
} from "./operator.ts";

/** Operators that do something by themselves. */
export const TIMES = {
  lfo: {
    summary: "goes from low to high and back, rate times a second",
    options: ["steps"],
    make: (settings) => ({
      parameters: [
        number("rate", 1, { unit: "Hz", min: 0, max: 50 }),
        number("low", 0),
        number("high", 1),
        number("phase", 0, { min: 0, max: 1, description: "where in a turn it is, besides" }),
        { name: "shape", role: "input", typeHint: "string", value: "sine", description: SHAPE_NAMES.join(", ") },
        { name: "run", role: "input", typeHint: "bool", value: true },
        output("out", "flt", 0),
      ],
      machine: new Oscillator(1000 / settings.number("steps", 30, [1, 100])),
    }),
  },
  timer: {
    summary: "an event so many seconds after start is pressed, once or again and again",
    options: ["running"],
    make: (settings) => ({
      parameters: [
        trigger("start", "begins, also when it runs"),
        trigger("stop", "ends"),
        number("seconds", 1, { unit: "s", min: 0.01, max: 86_400 }),
        { name: "repeat", role: "input", typeHint: "bool", value: false },
        { name: "out", role: "event", typeHint: "bool", value: false },
        output("running", "bool", false),
      ],
      machine: new Stopwatch(settings.switch("running")),
    }),
  },
} as const satisfies Record<string, OperatorKind>;

class Oscillator implements OperatorMachine {
  readonly #interval: number;
  /** Turns. */
  #turns = 0;
  #at: number | undefined;
  #rate = 0;
  deadline = Number.POSITIVE_INFINITY;

  constructor(interval: number) {
    this.#interval = interval;
  }

  take(_cause: string | undefined, inputs: Inputs, now: number): Outputs {
    this.#turns = (this.#turns + (this.#rate * (now - (this.#at ?? now))) / 1000) % 1;
    this.#at = now;
    this.#rate = inputs("run") === true ? numberOf(inputs("rate")) : 0;
    this.deadline = this.#rate > 0 ? now + this.#interval : Number.POSITIVE_INFINITY;
    const [low, high] = [numberOf(inputs("low")), numberOf(inputs("high"))];
    const share = shapeOf(inputs("shape"))((this.#turns + numberOf(inputs("phase"))) % 1);
    return [["out", low + (high - low) * share]];
  }

  handleTimeout(inputs: Inputs, now: number): Outputs {
    return this.take(undefined, inputs, now);
  }
}

class Stopwatch implements OperatorMachine {
  #begun: number | undefined;
  #waitsForStart: boolean;
  deadline = Number.POSITIVE_INFINITY;

  constructor(running: boolean) {
    this.#waitsForStart = running;
  }

  take(cause: string | undefined, inputs: Inputs, now: number): Outputs {
    if (cause === "start" || this.#waitsForStart) this.#begun = now;
    this.#waitsForStart = false;
    if (cause === "stop") this.#begun = undefined;
    this.deadline = this.#begun === undefined ? Number.POSITIVE_INFINITY : this.#begun + secondsOf(inputs);
    return [["running", this.#begun !== undefined]];
  }

  handleTimeout(inputs: Inputs, now: number): Outputs {
    if (this.#begun === undefined) return NOTHING;
    const again = inputs("repeat") === true;
    // From beat to beat, and not from now, so that no delay adds up; beats that were missed are left out.
    this.#begun = again ? Math.max(this.#begun + secondsOf(inputs), now - secondsOf(inputs)) : undefined;
    return [["out", true], ...this.take(undefined, inputs, now)];
  }
}

/** Milliseconds. */
function secondsOf(inputs: Inputs): number {
  return numberOf(inputs("seconds")) * 1000;
}

function shapeOf(name: Json): (turn: number) => number {
  return SHAPES.get(String(name)) ?? sine;
}

/** Each begins at low. */
function sine(turn: number): number {
  return (1 - Math.cos(turn * 2 * Math.PI)) / 2;
}

const SHAPES: ReadonlyMap<string, (turn: number) => number> = new Map([
  ["sine", sine],
  ["triangle", (turn: number) => 1 - Math.abs(2 * turn - 1)],
  ["square", (turn: number) => (turn < 0.5 ? 0 : 1)],
  ["saw", (turn: number) => turn],
]);
const SHAPE_NAMES = [...SHAPES.keys()];
