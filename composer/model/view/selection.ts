import { Observable } from "../observable.ts";

/** What is selected, by key: nodes, parameters and wires. One selection for all views. */
export class Selection extends Observable {
  #keys: ReadonlySet<string> = new Set();

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Selects these and nothing else. */
  only(...keys: readonly string[]): void {
    if (keys.length === this.#keys.size && keys.every((key) => this.#keys.has(key))) return;
    this.#keys = new Set(keys);
    this.changed();
  }

  toggle(key: string): void {
    const keys = new Set(this.#keys);
    if (!keys.delete(key)) keys.add(key);
    this.#keys = keys;
    this.changed();
  }

  clear(): void {
    this.only();
  }
}
