import { toHex } from "../bytes/hex.ts";

/** Which key each peer's id belongs to. One key has many ids in a show with one key, and with each start of its owner. */
export class Bindings {
  readonly #keys = new Map<string, Uint8Array>();
  /** The ids of each key, in the order in which they came. */
  readonly #ids = new Map<string, Set<string>>();

  /** The key that an id belongs to. */
  keyOf(id: string): Uint8Array | undefined {
    return this.#keys.get(id);
  }

  /** False when the id belongs to another key. */
  bind(id: string, key: Uint8Array): boolean {
    const hex = toHex(key);
    if (this.#keys.has(id) && this.#ids.get(hex)?.has(id) !== true) return false;
    const ids = this.#ids.get(hex) ?? new Set();
    this.#ids.set(hex, ids);
    ids.delete(id);
    ids.add(id);
    this.#keys.set(id, key);
    this.#forgetOldest(ids);
    return true;
  }

  /** The owner of a key who calls himself by ever new names loses names of his own: never those of another key. */
  #forgetOldest(ids: Set<string>): void {
    const [oldest] = ids;
    if (ids.size <= LIMIT || oldest === undefined) return;
    ids.delete(oldest);
    this.#keys.delete(oldest);
  }
}

/** More than there can be peers at a time. */
const LIMIT = 4096;
