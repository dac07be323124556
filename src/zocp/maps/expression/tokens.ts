import { ExpressionError } from "./expression-error.ts";

/** A piece of an expression. The text of a `text` is what stands between its quotes. */
export interface Token {
  readonly kind: "number" | "name" | "text" | "sign" | "end";
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

/** Gives the pieces of an expression one after the other: what a limit stops is not read to its end. */
export class Tokens {
  readonly #text: string;
  #next: Token;
  #end = 0;

  /** Throws {@link ExpressionError} at what is no piece, as `advance` does. */
  constructor(text: string) {
    this.#text = text;
    this.#next = this.#read();
  }

  /** The piece that comes next. */
  get next(): Token {
    return this.#next;
  }

  /** Goes on behind the next piece, and gives it. */
  advance(): Token {
    const token = this.#next;
    this.#next = this.#read();
    return token;
  }

  #read(): Token {
    const at = skipSpace(this.#text, this.#end);
    if (at === this.#text.length) return { kind: "end", text: "", column: at + 1 };
    PIECE.lastIndex = at;
    const found = PIECE.exec(this.#text);
    if (found === null) throw new ExpressionError(at + 1, faultAt(this.#text, at));
    this.#end = PIECE.lastIndex;
    return tokenOf(found, at + 1);
  }
}

/** A token in words, for messages. */
export function showToken({ kind, text }: Token): string {
  return kind === "end" ? "the expression ends" : `found ${JSON.stringify(text)}`;
}

function tokenOf([all, number, name, quoted]: RegExpExecArray, column: number): Token {
  if (number !== undefined) return { kind: "number", text: number, column };
  if (name !== undefined) return { kind: WORDS.has(name) ? "sign" : "name", text: name, column };
  if (quoted !== undefined) return { kind: "text", text: quoted.slice(1, -1), column };
  return { kind: "sign", text: all, column };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && SPACE.includes(text.charAt(at))) at++;
  return at;
}

function faultAt(text: string, at: number): string {
  const sign = text.charAt(at);
  if (sign === '"' || sign === "'") return `the text has no closing ${sign}`;
  const foreign = FOREIGN.find(([found]) => text.startsWith(found, at));
  if (foreign !== undefined) return `found ${JSON.stringify(foreign[0])}; did you mean ${JSON.stringify(foreign[1])}?`;
  return `found ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}, which no expression has`;
}

/** A number, a name, a text in quotes of either kind, a sign. */
const PIECE =
  /((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|("[^"]*"|'[^']*')|(?:[=!<>]=|\*(?!\*)|[-+/%^<>?:()[\],.])/y;
const SPACE = " \t\r\n";
/** Operators that are written as words. */
const WORDS: ReadonlySet<string> = new Set(["and", "or", "not"]);
/** What other languages write, and what stands for it here. */
const FOREIGN = [
  ["&&", "and"],
  ["||", "or"],
  ["!", "not"],
  ["**", "^"],
  ["=", "=="],
] as const;
