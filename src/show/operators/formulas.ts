import { compileExpression, type Expression, UsageError } from "../../index.ts";
import { NOTHING, type OperatorKind, type OperatorMachine, type OperatorParameter, output } from "./operator.ts";
import type { Settings } from "./settings.ts";

/** Operators that compute one output with an expression from their inputs, each time that one has another value. */
export const FORMULAS = {
  multiply: {
    summary: "in × factor",
    options: ["type"],
    make: (settings) => {
      const [typeHint, rest] = settings.type();
      const inputs = [input("in", typeHint, rest), input("factor", "flt", 1)];
      return computed(inputs, output("out", typeHint, rest), "a * b");
    },
  },
  sum: {
    summary: "in1 + in2 …",
    options: ["inputs", "type"],
    make: (settings) => {
      const [typeHint, rest] = settings.type();
      return joining(settings, output("out", typeHint, rest), "+");
    },
  },
  and: {
    summary: "whether all inputs are on",
    options: ["inputs"],
    make: (settings) => joining(settings, output("out", "bool", false), "and"),
  },
  or: {
    summary: "whether one input is on",
    options: ["inputs"],
    make: (settings) => joining(settings, output("out", "bool", false), "or"),
  },
  not: {
    summary: "on when in is off",
    options: [],
    make: () => computed([input("in", "bool", false)], output("out", "bool", true), "not a"),
  },
  expr: {
    summary: "what an expression gives of inputs with the names that you say; x alone without them",
    options: ["expr", "names", "type", "seed"],
    example: { expr: "x" },
    make: (settings) => {
      const names = settings.list("names", ["x"]).map((name) => nameOf(name, settings));
      const twice = names.find((name, index) => names.indexOf(name) < index);
      if (twice !== undefined) throw settings.wrong("names", `${JSON.stringify(twice)} stands there twice`);
      const [typeHint, rest] = settings.type();
      const sources = names.filter((name) => name !== "x");
      const inputs = names.map((name) => input(name, typeHint, rest));
      const expression = read(settings, sources);
      return {
        parameters: [...inputs, output("out", typeHint, rest)],
        machine: machineOf(expression, { names, sources, seed: settings.seed }),
      };
    },
  },
} as const satisfies Record<string, OperatorKind>;

/** `a + b + c`, of as many inputs as were asked for; those are called in1, in2 and so on. */
function joining(settings: Settings, out: OperatorParameter, sign: string): ReturnType<OperatorKind["make"]> {
  const inputs = Array.from({ length: settings.count("inputs") }, (_, i) =>
    input(`in${i + 1}`, out.typeHint, out.value),
  );
  // One of them alone is computed, too: yes or no becomes of it.
  return computed(inputs, out, inputs.map((_, i) => LETTERS[i]).join(` ${sign} `));
}

function computed(
  inputs: readonly OperatorParameter[],
  out: OperatorParameter,
  text: string,
): ReturnType<OperatorKind["make"]> {
  const names = inputs.map(({ name }) => name);
  const letters = LETTERS.slice(0, names.length);
  const link = compileExpression(text, { sources: letters }).instance();
  const machine: OperatorMachine = {
    take: (_, inputs, now) => {
      const result = link.evaluate({ x: 0, now, sources: names.map(inputs) });
      return [["out", result ?? Number.NaN]];
    },
  };
  return { parameters: [...inputs, out], machine };
}

interface Naming {
  readonly names: readonly string[];
  readonly sources: readonly string[];
  readonly seed: number;
}

/** An input may have the name x itself. */
function machineOf(expression: Expression, { names, sources, seed }: Naming): OperatorMachine {
  const link = expression.instance({ seed });
  return {
    take: (cause, inputs, now) => {
      // At the beginning nothing has come that it could remember.
      if (cause === undefined && expression.stateful) return NOTHING;
      const x = inputs(names.includes("x") ? "x" : (cause ?? (names[0] as string)));
      const result = link.evaluate({ x, now, sources: sources.map(inputs) });
      return [["out", result ?? Number.NaN]];
    },
  };
}

function read(settings: Settings, sources: readonly string[]): Expression {
  try {
    return compileExpression(settings.text("expr"), { sources });
  } catch (error) {
    if (error instanceof UsageError && error.code === "invalid-expression") throw settings.wrong("expr", error.message);
    throw error;
  }
}

function nameOf(name: unknown, settings: Settings): string {
  if (typeof name === "string" && /^[A-Za-z_]\w{0,30}$/.test(name) && !TAKEN.has(name)) return name;
  throw settings.wrong(
    "names",
    `${JSON.stringify(name)} can be no input: letters and digits, and no name that means something else`,
  );
}

function input(name: string, typeHint: string, value: OperatorParameter["value"]): OperatorParameter {
  return { name, role: "input", typeHint, value };
}

/** Names of inputs in the expressions of operators. */
const LETTERS = [..."abcdefghijklmnop"];
const TAKEN: ReadonlySet<string> = new Set([
  "out",
  "dropped",
  "y",
  "prev",
  "dt",
  "t",
  "min",
  "max",
  "pi",
  "tau",
  "true",
  "false",
  "and",
  "or",
  "not",
]);
