import { ExpressionError } from "./expression-error.ts";
import { showToken, type Token, Tokens } from "./tokens.ts";
import type { Value } from "./value.ts";

/** What an expression is made of. Operators are calls, too: of `+`, `-x` (a minus in front), `if`, `[]` (an element), `[,]` (a vector). */
export type Tree =
  | { readonly kind: "constant"; readonly value: Value }
  | { readonly kind: "name"; readonly name: string; readonly column: number }
  | Call;

export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly operands: readonly Tree[];
  readonly column: number;
}

/** Reads an expression; throws {@link ExpressionError} for what is none, and beyond 1,000 characters, 32 levels or 200 operations. */
export function parseExpression(text: string): Tree {
  if (text.length > LONGEST)
    throw new ExpressionError(LONGEST + 1, `the expression has ${text.length} characters; the limit is ${LONGEST}`);
  return new Parser(new Tokens(text)).parse();
}

/** A Pratt parser: each operator binds its operands by a power, and the stronger one takes what stands between two. */
class Parser {
  readonly #tokens: Tokens;
  #depth = 0;
  #operations = 0;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  parse(): Tree {
    const tree = this.#expression(0);
    if (this.#next.kind !== "end") throw this.#unexpected("an operator or the end");
    return tree;
  }

  get #next(): Token {
    return this.#tokens.next;
  }

  /** What operators weaker than that power leave alone. */
  #expression(power: number): Tree {
    let tree = this.#operand();
    for (;;) {
      const sign = this.#next;
      const binds = sign.kind === "sign" ? BINARY.get(sign.text) : undefined;
      if (binds === undefined || binds < power) return tree;
      this.#tokens.advance();
      tree = this.#binary(sign, tree, binds);
    }
  }

  #binary(sign: Token, left: Tree, power: number): Tree {
    if (sign.text === "?") return this.#choice(sign, left);
    // A power takes what stands on its right first: 2 ^ 3 ^ 2 is 2 ^ 9.
    const right = sign.text === "^" ? this.#nested(() => this.#expression(power)) : this.#expression(power + 1);
    const again = this.#next;
    if (power === COMPARISON && BINARY.get(again.text) === COMPARISON && again.kind === "sign")
      throw new ExpressionError(again.column, "comparisons form no chain; did you mean a < b and b < c?");
    return this.#call(sign, [left, right]);
  }

  #choice(sign: Token, condition: Tree): Tree {
    const chosen = this.#nested(() => this.#expression(0));
    this.#expect(":");
    const other = this.#nested(() => this.#expression(0));
    return this.#call({ ...sign, text: "if" }, [condition, chosen, other]);
  }

  /** A value with all that is written behind it. */
  #operand(): Tree {
    const prefix = this.#next;
    const power = prefix.kind === "sign" ? PREFIX.get(prefix.text) : undefined;
    if (power === undefined) return this.#elements(this.#value());
    this.#tokens.advance();
    const text = prefix.text === "-" ? "-x" : prefix.text;
    return this.#call({ ...prefix, text }, [this.#nested(() => this.#expression(power))]);
  }

  #value(): Tree {
    const token = this.#next;
    if (this.#takes("(")) return this.#nested(() => this.#inBrackets());
    if (this.#takes("[")) return this.#call({ ...token, text: "[,]" }, this.#list("]"));
    if (token.kind === "end" || token.kind === "sign") throw this.#unexpected("a value");
    this.#tokens.advance();
    if (token.kind === "name") return this.#named(token);
    return constant(token.kind === "number" ? numberOf(token) : token.text);
  }

  #named(token: Token): Tree {
    if (token.text === "true" || token.text === "false") return constant(token.text === "true");
    if (!this.#takes("(")) return { kind: "name", name: token.text, column: token.column };
    return this.#call(token, this.#takes(")") ? [] : this.#list(")"));
  }

  #inBrackets(): Tree {
    const tree = this.#expression(0);
    this.#expect(")");
    return tree;
  }

  #list(end: string): readonly Tree[] {
    const items: Tree[] = [];
    do items.push(this.#nested(() => this.#expression(0)));
    while (this.#takes(","));
    if (!this.#takes(end)) throw this.#unexpected(`a comma or ${end}`);
    return items;
  }

  /** Elements of a vector: `x[0]`, `x.r`. */
  #elements(vector: Tree): Tree {
    let tree = vector;
    for (let sign = this.#next; this.#takes("[") || this.#takes("."); sign = this.#next) {
      const index = sign.text === "[" ? this.#index() : constant(this.#component());
      tree = this.#call({ ...sign, text: "[]" }, [tree, index]);
    }
    return tree;
  }

  #index(): Tree {
    const tree = this.#nested(() => this.#expression(0));
    this.#expect("]");
    return tree;
  }

  #component(): number {
    const { kind, text, column } = this.#next;
    if (kind !== "name") throw this.#unexpected("the name of an element");
    const index = COMPONENTS.get(text);
    if (index === undefined)
      throw new ExpressionError(column, `no element has the name ${JSON.stringify(text)}; there are ${NAMES}`);
    this.#tokens.advance();
    return index;
  }

  #call({ text, column }: Token, operands: readonly Tree[]): Tree {
    if (++this.#operations > OPERATIONS)
      throw new ExpressionError(column, `the expression has more than ${OPERATIONS} operations`);
    return { kind: "call", name: text, operands, column };
  }

  #nested<Result>(read: () => Result): Result {
    if (++this.#depth > DEEPEST)
      throw new ExpressionError(this.#next.column, `the expression is nested more than ${DEEPEST} levels deep`);
    const result = read();
    this.#depth--;
    return result;
  }

  #takes(text: string): boolean {
    if (this.#next.kind !== "sign" || this.#next.text !== text) return false;
    this.#tokens.advance();
    return true;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw this.#unexpected(`an operator or ${text}`);
  }

  #unexpected(wanted: string): ExpressionError {
    return new ExpressionError(this.#next.column, `${showToken(this.#next)} where ${wanted} should be`);
  }
}

function constant(value: Value): Tree {
  return { kind: "constant", value };
}

function numberOf({ text, column }: Token): number {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw new ExpressionError(column, `${text} is too large for a number`);
}

const COMPARISON = 5;
/** How strongly operators bind what stands on both sides. */
const BINARY: ReadonlyMap<string, number> = new Map([
  ["?", 1],
  ["or", 2],
  ["and", 3],
  ...["==", "!=", "<", "<=", ">", ">="].map((sign) => [sign, COMPARISON] as const),
  ["+", 6],
  ["-", 6],
  ["*", 7],
  ["/", 7],
  ["%", 7],
  ["^", 9],
]);
/** How strongly operators bind that stand in front: `not` less than a comparison, a minus less than a power. */
const PREFIX: ReadonlyMap<string, number> = new Map([
  ["not", 4],
  ["-", 8],
]);
const COMPONENTS: ReadonlyMap<string, number> = new Map(
  ["xyzw", "rgba"].flatMap((names) => [...names].map((name, index) => [name, index] as const)),
);
const NAMES = [...COMPONENTS.keys()].join(" ");
const LONGEST = 1000;
const DEEPEST = 32;
const OPERATIONS = 200;
