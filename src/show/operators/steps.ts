import { compileExpression, type Json } from "../../index.ts";
import { NOTHING, number, numberOf, type OperatorKind, type OperatorMachine, output, trigger } from "./operator.ts";
import type { Settings } from "./settings.ts";

/** Operators that do something each time that they are pressed. */
export const STEPS = {
  count: {
    summary: "counts how often in was pressed, from low to high and then again",
    options: [],
    make: () => ({
      parameters: [
        trigger("in", "counts"),
        trigger("reset", "begins at low again"),
        number("low", 0, { typeHint: "int" }),
        number("high", MOST, { typeHint: "int" }),
        output("out", "int", 0),
      ],
      machine: new Counter(),
    }),
  },
  random: {
    summary: "another number between low and high each time that in is pressed; of the type int both of them may come",
    options: ["type", "seed"],
    make: (settings) => {
      const typeHint = numeric(settings);
      const text = typeHint === "int" ? "floor(fit(random(), 0, 1, a, b + 1))" : "mix(a, b, random())";
      const draw = compileExpression(text, { sources: ["a", "b"] }).instance({ seed: settings.seed });
      const machine: OperatorMachine = {
        take: (cause, inputs, now) => {
          if (cause !== "in") return NOTHING;
          const drawn = draw.evaluate({ x: 0, now, sources: [inputs("low"), inputs("high")] });
          return drawn === undefined ? NOTHING : [["out", drawn]];
        },
      };
      const bounds = [number("low", 0, { typeHint }), number("high", 1, { typeHint })];
      return { parameters: [trigger("in", "draws"), ...bounds, output("out", typeHint, 0)], machine };
    },
  },
  sequence: {
    summary: "one value of a list after the other, each time that next is pressed",
    options: ["values", "type"],
    example: { values: [0, 0.5, 1] },
    make: (settings) => {
      const values = settings.list("values");
      const [typeHint, rest] = settings.type(typeOf(values[0] as Json));
      const stranger = values.findIndex((value) => !isLike(value, rest));
      if (stranger >= 0)
        throw settings.wrong(`values[${stranger}]`, `${JSON.stringify(values[stranger])} is no ${typeHint}`);
      return {
        parameters: [
          trigger("next", "goes to the value behind; behind the last is the first"),
          trigger("reset", "goes to the first"),
          output("out", typeHint, values[0] as Json),
          output("step", "int", 1),
        ],
        machine: new Sequence(values),
      };
    },
  },
} as const satisfies Record<string, OperatorKind>;

class Counter implements OperatorMachine {
  #count: number | undefined;

  take(cause: string | undefined, inputs: (name: string) => Json): readonly (readonly [string, Json])[] {
    const [low, high] = [numberOf(inputs("low")), numberOf(inputs("high"))];
    const begins = this.#count === undefined || cause === "reset";
    const count = begins ? low : (this.#count as number) + (cause === "in" ? 1 : 0);
    this.#count = count > high || count < low ? low : count;
    return [["out", this.#count]];
  }
}

class Sequence implements OperatorMachine {
  readonly #values: readonly Json[];
  #at = 0;

  constructor(values: readonly Json[]) {
    this.#values = values;
  }

  take(cause: string | undefined): readonly (readonly [string, Json])[] {
    if (cause === "reset") this.#at = 0;
    if (cause === "next") this.#at = (this.#at + 1) % this.#values.length;
    return [
      ["out", this.#values[this.#at] as Json],
      ["step", this.#at + 1],
    ];
  }
}

function numeric(settings: Settings): string {
  const [typeHint, rest] = settings.type();
  if (typeof rest === "number") return typeHint;
  throw settings.wrong("type", `${JSON.stringify(typeHint)} is no type of single numbers`);
}

function typeOf(value: Json): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  return Array.isArray(value) ? `vec${value.length}f` : "flt";
}

function isLike(value: Json, other: Json): boolean {
  if (!Array.isArray(other)) return typeof value === typeof other;
  return Array.isArray(value) && value.length === other.length && value.every((item) => typeof item === "number");
}

/** The largest number of a whole one in many programs. */
const MOST = 2 ** 31 - 1;
