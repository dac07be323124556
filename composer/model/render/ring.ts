import { Observable } from "../observable.ts";

/** The newest of many entries: bounded, newest last. Readers are told once a frame at most. */
export class Ring<Entry> extends Observable {
  readonly #most: number;
  readonly #frame: (callback: () => void) => void;
  #entries: Entry[] = [];
  #waiting = false;

  constructor(most: number, frame: (callback: () => void) => void) {
    super();
    this.#most = most;
    this.#frame = frame;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    // Cut in pieces, not one by one: moving a thousand entries for each new one is dear.
    if (this.#entries.length > this.#most * 1.25) this.#entries = this.#entries.slice(-this.#most);
    this.#tell();
  }

  clear(): void {
    this.#entries = [];
    this.#tell();
  }

  #tell(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#frame(() => {
      this.#waiting = false;
      this.changed();
    });
  }
}
