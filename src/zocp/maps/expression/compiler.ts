import { hint } from "../../../arguments/suggest.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Code, Frame } from "./frame.ts";
import { FUNCTIONS } from "./functions.ts";
import type { Operation } from "./operation.ts";
import { OPERATORS } from "./operators.ts";
import type { Call, Tree } from "./parser.ts";
import type { Value } from "./value.ts";

export interface Program {
  readonly code: Code;
  /** How many cells of memory it needs. */
  readonly cells: number;
  /** The built-in names that it reads. */
  readonly names: ReadonlySet<string>;
}

/** Makes closures of a tree. Throws {@link ExpressionError} for names that are none, and where values are missing or too many. */
export function compileTree(tree: Tree, sources: readonly string[]): Program {
  const compiler = new Compiler(sources);
  const code = compiler.compile(tree);
  return { code, cells: compiler.cells, names: compiler.names };
}

class Compiler {
  readonly names = new Set<string>();
  readonly #sources: readonly string[];
  cells = 0;

  constructor(sources: readonly string[]) {
    this.#sources = sources;
  }

  compile(tree: Tree): Code {
    if (tree.kind === "name") return this.#name(tree.name, tree.column);
    if (tree.kind === "call") return this.#call(tree);
    const { value } = tree;
    return () => value;
  }

  #name(name: string, column: number): Code {
    const code = NAMES.get(name);
    if (code !== undefined) {
      this.names.add(name);
      return code;
    }
    const source = this.#sources.indexOf(name);
    if (source >= 0) return ({ sources }) => sources[source] ?? Number.NaN;
    if (FUNCTIONS.has(name)) throw new ExpressionError(column, `${name} is a function; did you mean ${name}(x)?`);
    throw unknown(column, name, [...NAMES.keys(), ...this.#sources]);
  }

  #call({ name, operands, column }: Call): Code {
    const operation = OPERATORS.get(name) ?? FUNCTIONS.get(name);
    if (operation === undefined && NAMES.has(name))
      throw new ExpressionError(column, `${name} is a value and no function; did you mean ${name} * (…)?`);
    if (operation === undefined) throw unknown(column, name, FUNCTIONS.keys());
    const { least, most } = operation;
    if (operands.length < least || operands.length > most)
      throw new ExpressionError(column, `${name} takes ${countOf(operation)}, not ${operands.length}`);
    return operation.compile(
      operands.map((operand) => this.compile(operand)),
      () => this.cells++,
    );
  }
}

function unknown(column: number, name: string, names: Iterable<string>): ExpressionError {
  // A name of a thousand letters resembles none.
  if (name.length > LONGEST) return new ExpressionError(column, `there is no "${name.slice(0, LONGEST)}…"`);
  return new ExpressionError(column, `there is no ${JSON.stringify(name)}${hint(name, names, "there are")}`);
}

function countOf({ least, most }: Operation): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} value or more`;
  if (least === most) return `${least} ${least === 1 ? "value" : "values"}`;
  return `${least} to ${most} values`;
}

function constant(value: Value): Code {
  return () => value;
}

/** The names that every expression may read. */
const NAMES: ReadonlyMap<string, Code> = new Map<string, Code>([
  ...(["x", "y", "prev", "dt", "t", "min", "max"] as const).map(
    (name) => [name, (frame: Frame) => frame[name]] as const,
  ),
  ["pi", constant(Math.PI)],
  ["tau", constant(2 * Math.PI)],
]);
const LONGEST = 30;
