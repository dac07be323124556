import type { Json } from "../../index.ts";
import {
  NOTHING,
  number,
  numberOf,
  type OperatorKind,
  type OperatorParameter,
  output,
  plain,
  trigger,
} from "./operator.ts";
import type { Settings } from "./settings.ts";

/** Operators through which values pass, or not; and those that take vectors apart and build them. */
export const CHOICES = {
  pass: {
    summary: "in, as it is: it stands between two ends of a link when the sensor's node knows no maps",
    options: ["type", "event", "between"],
    make: (settings) => {
      const [typeHint, rest] = settings.type();
      settings.ends("between");
      const event = settings.switch("event") || undefined;
      const passes = several("in", 0, typeHint, rest).map((one) => ({ ...one, event }));
      const out: OperatorParameter = event
        ? { ...output("out", typeHint, rest), role: "event" }
        : output("out", typeHint, rest);
      return {
        parameters: [...passes, out],
        machine: plain((inputs, cause) => (event && cause === undefined ? NOTHING : [["out", inputs("in")]])),
        every: true,
      };
    },
  },
  select: {
    summary: "the input of the number select",
    options: ["inputs", "type"],
    make: (settings) => {
      const count = settings.count("inputs");
      const [typeHint, rest] = settings.type();
      return {
        parameters: [...several("in", count, typeHint, rest), choice(count), output("out", typeHint, rest)],
        machine: plain((inputs, cause) => {
          const chosen = `in${numberOf(inputs("select"))}`;
          return cause === undefined || cause === "select" || cause === chosen ? [["out", inputs(chosen)]] : NOTHING;
        }),
      };
    },
  },
  route: {
    summary: "passes in to the output of the number select",
    options: ["outputs", "type"],
    make: (settings) => {
      const count = settings.count("outputs");
      const [typeHint, rest] = settings.type();
      const outputs = several("out", count, typeHint, rest).map((one) => ({ ...one, role: "output" as const }));
      return {
        parameters: [...several("in", 0, typeHint, rest), choice(count), ...outputs],
        machine: plain((inputs) => [[`out${numberOf(inputs("select"))}`, inputs("in")]]),
      };
    },
  },
  hold: {
    summary: "takes the value of in when sample is pressed, and holds it",
    options: ["type"],
    make: (settings) => {
      const [typeHint, rest] = settings.type();
      return {
        parameters: [
          ...several("in", 0, typeHint, rest),
          trigger("sample", "takes the value"),
          output("out", typeHint, rest),
        ],
        machine: plain((inputs, cause) => (cause === "sample" ? [["out", inputs("in")]] : NOTHING)),
      };
    },
  },
  split: {
    summary: "the elements of a vector, one output each",
    options: ["type"],
    make: (settings) => {
      const [typeHint, rest] = vector(settings);
      const names = elements(rest);
      return {
        parameters: [...several("in", 0, typeHint, rest), ...names.map((name) => output(name, "flt", 0))],
        machine: plain((inputs) => {
          const numbers = inputs("in") as readonly number[];
          return names.map((name, index) => [name, numbers[index] ?? 0]);
        }),
      };
    },
  },
  join: {
    summary: "a vector of its elements, one input each",
    options: ["type"],
    make: (settings) => {
      const [typeHint, rest] = vector(settings);
      const names = elements(rest);
      return {
        parameters: [...names.map((name) => number(name, 0)), output("out", typeHint, rest)],
        machine: plain((inputs) => [["out", names.map(inputs)]]),
      };
    },
  },
} as const satisfies Record<string, OperatorKind>;

/** `in` where there is one, else `in1`, `in2` and so on. */
function several(name: string, count: number, typeHint: string, value: Json): readonly OperatorParameter[] {
  if (count === 0) return [{ name, role: "input", typeHint, value }];
  return Array.from({ length: count }, (_, i) => ({ name: `${name}${i + 1}`, role: "input", typeHint, value }));
}

function choice(count: number): OperatorParameter {
  return number("select", 1, { typeHint: "int", min: 1, max: count, description: "which one, from 1" });
}

function vector(settings: Settings): readonly [string, readonly number[]] {
  const [typeHint, rest] = settings.type("vec3f");
  if (Array.isArray(rest) && rest.length <= NAMES.length) return [typeHint, rest as readonly number[]];
  throw settings.wrong("type", `${JSON.stringify(typeHint)} is no vector of at most ${NAMES.length} elements`);
}

function elements(vector: readonly number[]): readonly string[] {
  return NAMES.slice(0, vector.length);
}

const NAMES = ["x", "y", "z", "w"];
