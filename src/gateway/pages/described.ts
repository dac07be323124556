import type { Json, JsonObject } from "../../index.ts";
import { readText } from "./texts.ts";

/** Which names with an underscore in front nodes have described as parameters to a page: all others are metadata. */
export class Described {
  readonly #names = new Map<string, Set<string>>();

  of(peer: string): ReadonlySet<string> {
    return this.#names.get(peer) ?? NONE;
  }

  /** A text that a node said to the page. */
  handleText(peer: string, text: string): void {
    // Values tell nothing new, and are nearly everything.
    if (text.startsWith('{"SIG"') || !text.includes('"_')) return;
    const message = readText(text);
    const tree: Json | undefined = message instanceof Map ? message.get("MOD") : undefined;
    if (!(tree instanceof Map)) return;
    const names = this.#names.get(peer) ?? new Set();
    for (const [name, entry] of tree as JsonObject) {
      if (!(entry instanceof Map)) names.delete(name);
      else if (name.startsWith("_") && entry.has("value") && entry.has("typeHint") && names.size < MOST)
        names.add(name);
    }
    if (names.size > 0) this.#names.set(peer, names);
  }

  forget(peer: string): void {
    this.#names.delete(peer);
  }
}

const NONE: ReadonlySet<string> = new Set();
/** Of one node. */
const MOST = 500;
