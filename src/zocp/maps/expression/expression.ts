import { checkGiven, checkOptions, checkText, checkTexts, type OptionNames } from "../../../arguments/check.ts";
import type { Json } from "../../../bytes/json.ts";
import { compileTree } from "./compiler.ts";
import type { Code } from "./frame.ts";
import { parseExpression } from "./parser.ts";
import { isFinal, toValue, type Value } from "./value.ts";

/** An expression that was read and compiled. It keeps nothing: each link has an instance of its own. */
export interface Expression {
  readonly text: string;
  /** Whether a result depends on values that came before: such an expression must get every value. */
  readonly stateful: boolean;
  /** The names among `x y prev dt t min max` that it reads. */
  readonly names: ReadonlySet<string>;
  /** `seed`: a number that decides what `random()` gives; the same one gives the same numbers. */
  instance(options?: { readonly seed?: number }): ExpressionInstance;
}

/** One use of an expression, with what it remembers. */
export interface ExpressionInstance {
  /**
   * The result for a value: a finite number, a bool, a text, or a vector of finite numbers. Undefined when there is none (NaN,
   * infinity, a value that is none of these kinds): then the value is dropped. Never throws.
   */
  evaluate(input: ExpressionInput): Value | undefined;
  /** Forgets `y`, `prev`, the time and all memories, as at the beginning. */
  reset(): void;
}

/** What an expression computes with, at one moment. */
export interface ExpressionInput {
  readonly x: Json;
  /** Monotonic milliseconds, from which `dt` is reckoned. */
  readonly now: number;
  /** Show seconds; without them `now` in seconds. */
  readonly t?: number;
  /** Of the sensor; without bounds: infinity. */
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
  /** The values of the names that were added, in the order of `sources`. One that is missing is NaN. */
  readonly sources?: readonly (Json | undefined)[];
}

interface ExpressionOptions {
  /** Names that it may read besides the built-in ones. */
  readonly sources?: readonly string[] | undefined;
}

/**
 * Reads an expression of `expr/1`. `sources` are names that it may read besides the built-in ones, for instance of the sources
 * that a sensor joins. Throws {@link ExpressionError}, a `UsageError` ("invalid-expression") with the column.
 */
export function compileExpression(text: string, options: ExpressionOptions = {}): Expression {
  checkText("the expression", text);
  const { sources = [] } = checkOptions("compileExpression", options, EXPRESSION_OPTIONS);
  checkGiven("sources", sources, checkTexts);
  const { code, cells, names } = compileTree(parseExpression(text), sources);
  const stateful = cells > 0 || PAST.some((name) => names.has(name));
  return { text, stateful, names, instance: ({ seed = 0 } = {}) => new Instance(code, cells, seed) };
}

class Instance implements ExpressionInstance {
  readonly #code: Code;
  readonly #seed: number;
  readonly #cells: (Value | undefined)[];
  /** The value before, and when it came. */
  #before: { readonly x: Value; readonly now: number } | undefined;
  #y: Value = 0;

  constructor(code: Code, cells: number, seed: number) {
    this.#code = code;
    this.#seed = seed;
    this.#cells = new Array(cells).fill(undefined);
  }

  evaluate({ x: json, now, t = now / 1000, min, max, sources = NONE }: ExpressionInput): Value | undefined {
    const x = toValue(json);
    if (x === undefined) return undefined;
    const { x: prev, now: then } = this.#before ?? { x, now };
    const result = this.#code({
      x,
      y: this.#y,
      prev,
      dt: (now - then) / 1000,
      t,
      min: toValue(min) ?? Number.NEGATIVE_INFINITY,
      max: toValue(max) ?? Number.POSITIVE_INFINITY,
      sources: sources.map((source) => toValue(source) ?? Number.NaN),
      seed: this.#seed,
      cells: this.#cells,
    });
    this.#before = { x, now };
    if (!isFinal(result)) return undefined;
    this.#y = result;
    return result;
  }

  reset(): void {
    this.#cells.fill(undefined);
    this.#before = undefined;
    this.#y = 0;
  }
}

const EXPRESSION_OPTIONS: OptionNames<ExpressionOptions> = { sources: true };
/** Names of what came before. */
const PAST = ["y", "prev", "dt"];
const NONE: readonly Json[] = [];
