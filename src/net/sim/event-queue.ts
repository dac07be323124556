/** Who an event happens to: two events of the same one never share a turn of the host's event loop. */
export interface Party {
  /** The turn in which something happened to it last. */
  turn: number;
}

/** Something that will happen. */
export interface Entry {
  readonly party: Party | undefined;
  readonly run: () => void;
  cancelled: boolean;
}

/** What will happen when. Entries of one moment come in the order in which they were added. */
export class EventQueue {
  /** A heap of the moments that have entries: the earliest first, each once. */
  readonly #moments: number[] = [];
  readonly #entries = new Map<number, { readonly list: Entry[]; taken: number }>();

  /** The earliest moment with an entry, or infinity. */
  get next(): number {
    return this.#moments[0] ?? Number.POSITIVE_INFINITY;
  }

  add(moment: number, party: Party | undefined, run: () => void): Entry {
    const entry = { party, run, cancelled: false };
    const entries = this.#entries.get(moment);
    if (entries !== undefined) entries.list.push(entry);
    else {
      this.#entries.set(moment, { list: [entry], taken: 0 });
      this.#rise(moment);
    }
    return entry;
  }

  /** The first entry of the earliest moment; it stays until it is taken. */
  peek(): Entry | undefined {
    for (;;) {
      const entries = this.#entries.get(this.next);
      if (entries === undefined) return undefined;
      for (; entries.taken < entries.list.length; entries.taken++) {
        const entry = entries.list[entries.taken];
        if (entry?.cancelled === false) return entry;
      }
      this.#entries.delete(this.next);
      this.#removeFirst();
    }
  }

  /** Removes what {@link peek} returned. */
  take(): void {
    const entries = this.#entries.get(this.next);
    if (entries !== undefined) entries.taken++;
  }

  #rise(moment: number): void {
    const heap = this.#moments;
    let place = heap.push(moment) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] ?? 0;
      if (parent <= moment) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = moment;
  }

  #removeFirst(): void {
    const heap = this.#moments;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = place * 2 + 1;
      if (below >= heap.length) break;
      if ((heap[below + 1] ?? Number.POSITIVE_INFINITY) < (heap[below] ?? 0)) below++;
      const child = heap[below] ?? 0;
      if (child >= last) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}
