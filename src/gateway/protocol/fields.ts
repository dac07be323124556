import { ProtocolError } from "../../errors.ts";

/** The fields of a list that came from the other side, taken in order. Throws `ProtocolError` for one of another kind. */
export class Fields {
  readonly #list: readonly unknown[];
  readonly #what: string;
  #at = 0;

  private constructor(list: readonly unknown[], what: string) {
    this.#list = list;
    this.#what = what;
  }

  /** Reads a JSON text that must hold a list which begins with a word: `["ack", 3]`. */
  static parse(text: string): { readonly kind: string; readonly fields: Fields } {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new ProtocolError("bad-json", `the text is no JSON: ${excerpt(text)}`);
    }
    return Fields.of(json);
  }

  /** The same for a list inside of another. */
  static of(json: unknown): { readonly kind: string; readonly fields: Fields } {
    const [kind] = Array.isArray(json) ? (json as readonly unknown[]) : [];
    if (typeof kind !== "string") throw bad(`${excerpt(JSON.stringify(json))} is no list that begins with a word`);
    const fields = new Fields(json as readonly unknown[], excerpt(kind));
    fields.#at = 1;
    return { kind, fields };
  }

  text(): string {
    const value = this.#next();
    return typeof value === "string" ? value : this.#fail(value, "a text");
  }

  /** The id of a node: 32 lower-case hexadecimal digits. */
  id(): string {
    const value = this.#next();
    return typeof value === "string" && ID.test(value) ? value : this.#fail(value, "an id");
  }

  /** What a page is known by again: 64 lower-case hexadecimal digits. */
  secret(): string {
    const value = this.#next();
    // Not shown in the message: it is a secret.
    return typeof value === "string" && SECRET.test(value) ? value : this.#fail("…", "64 hexadecimal digits");
  }

  /** A number of a batch, or 0. */
  count(): number {
    const value = this.#next();
    return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : this.#fail(value, "a count");
  }

  flag(): boolean {
    const value = this.#next();
    return typeof value === "boolean" ? value : this.#fail(value, "true or false");
  }

  list(): readonly unknown[] {
    const value = this.#next();
    return Array.isArray(value) ? value : this.#fail(value, "a list");
  }

  /** A list of texts. */
  names(): readonly string[] {
    const list = this.list();
    return list.every((name) => typeof name === "string") ? list : this.#fail(list, "a list of texts");
  }

  /** An object whose values are texts. */
  texts(): ReadonlyMap<string, string> {
    const value = this.#next();
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.#fail(value, "an object");
    const texts = new Map<string, string>();
    for (const [name, text] of Object.entries(value)) {
      if (typeof text !== "string") return this.#fail(text, "a text");
      texts.set(name, text);
    }
    return texts;
  }

  /** Whether no field is left. */
  get done(): boolean {
    return this.#at >= this.#list.length;
  }

  /** Nothing may follow: what is not understood must not be passed over. */
  end(): void {
    if (!this.done) throw bad(`"${this.#what}" has ${this.#list.length - this.#at} fields too many`);
  }

  #next(): unknown {
    return this.#list[this.#at++];
  }

  #fail(value: unknown, wanted: string): never {
    const found = value === undefined ? "nothing" : excerpt(JSON.stringify(value));
    throw bad(`field ${this.#at - 1} of "${this.#what}" is ${found}, not ${wanted}`);
  }
}

/** Somebody sent what this protocol does not know. */
export function unknownKind(kind: string): ProtocolError {
  return bad(`there is no message "${excerpt(kind)}"`);
}

function bad(message: string): ProtocolError {
  return new ProtocolError("bad-message", message);
}

function excerpt(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

const ID = /^[0-9a-f]{32}$/;
const SECRET = /^[0-9a-f]{64}$/;
const EXCERPT = 40;
