/** Records under one number, JSON already, that the other side may ask for again. */
export interface Outgoing {
  readonly number: number;
  readonly records: string;
}

export interface OutboxOptions {
  /** How many batches may be on their way; the other side must confirm them before more leave. */
  readonly window: number;
  /** Characters after which a batch is full; a single longer record is a batch of its own. */
  readonly batch: number;
  /** Characters that may wait. */
  readonly limit: number;
  /** Least milliseconds between two moments in which things leave. */
  readonly pace: number;
}

/**
 * What waits for the other side, and what left but is not confirmed. A newer value takes the place of an older one of the same
 * key; everything else keeps its order and is never left out. Memory is bounded by `limit`, and by the window.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting = new Map<string | number, string>();
  #length = 0;
  /** Characters of the batches that left and are not confirmed. */
  #onTheWay = 0;
  #unconfirmed: { readonly batch: Outgoing; readonly at: number }[] = [];
  #sequence = 0;
  #number = 0;
  #nextAt = 0;
  /** How many of the records that were there when this moment began have not left. */
  #left = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Adds a record; with a key it replaces one of that key which still waits. False: there is no room. */
  add(record: string, key?: string): boolean {
    const place = key ?? this.#sequence++;
    // Taken out first, so that the newest value stands behind what came before it.
    const older = key === undefined ? undefined : this.#waiting.get(place);
    if (older !== undefined) {
      this.#waiting.delete(place);
      this.#length -= older.length + OVERHEAD;
    }
    this.#waiting.set(place, record);
    this.#length += record.length + OVERHEAD;
    return this.#length <= this.#options.limit;
  }

  /** Whether something of this key waits that would be replaced. */
  holds(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** Whether less than half of what may wait does. */
  get roomy(): boolean {
    return this.#length * 2 < this.#options.limit;
  }

  /** Whether what is added now leaves as soon as the pace allows. */
  get open(): boolean {
    return this.#unconfirmed.length < this.#options.window && this.#length < this.#options.batch;
  }

  /** How many characters are kept: of what waits, and of what left but is not confirmed. */
  get held(): number {
    return this.#length + this.#onTheWay;
  }

  /** How many records wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** When {@link take} has something; Infinity while nothing waits or too much is on its way. */
  get deadline(): number {
    const able = this.#waiting.size > 0 && this.#unconfirmed.length < this.#options.window;
    return able ? this.#nextAt : Number.POSITIVE_INFINITY;
  }

  /** Since when the oldest batch waits to be confirmed; Infinity when none does. */
  get unconfirmedSince(): number {
    return this.#unconfirmed[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** The next batch that may leave now. */
  take(now: number): Outgoing | undefined {
    if (now < this.deadline) return undefined;
    if (this.#left <= 0) this.#left = this.#waiting.size;
    const records: string[] = [];
    let length = 0;
    for (const [key, record] of this.#waiting) {
      if (length > 0 && length + record.length > this.#options.batch) break;
      this.#waiting.delete(key);
      this.#length -= record.length + OVERHEAD;
      length += record.length;
      records.push(record);
    }
    // What did not fit follows at once: the pace is for newer values, not for the size of this moment.
    this.#left -= records.length;
    if (this.#left <= 0 || this.#waiting.size === 0) {
      this.#left = 0;
      this.#nextAt = now + this.#options.pace;
    }
    const batch = { number: ++this.#number, records: records.join(",") };
    this.#unconfirmed.push({ batch, at: now });
    this.#onTheWay += batch.records.length;
    return batch;
  }

  /** The other side has everything up to this number. False: it confirms what never left. */
  confirm(number: number): boolean {
    if (number > this.#number) return false;
    while ((this.#unconfirmed[0]?.batch.number ?? Number.POSITIVE_INFINITY) <= number)
      this.#onTheWay -= this.#unconfirmed.shift()?.batch.records.length ?? 0;
    return true;
  }

  /** After a new connection: what the other side lacks, when it has everything up to `number`. Undefined: that is gone. */
  resume(number: number, now: number): readonly Outgoing[] | undefined {
    const oldest = this.#unconfirmed[0]?.batch.number ?? this.#number + 1;
    if (number < oldest - 1 || !this.confirm(number)) return undefined;
    this.#unconfirmed = this.#unconfirmed.map(({ batch }) => ({ batch, at: now }));
    return this.#unconfirmed.map(({ batch }) => batch);
  }
}

/** Characters that an entry costs besides its record: a flood of tiny records must not escape the limit. */
const OVERHEAD = 64;
