/** Who sends a universe. */
export interface SourceOptions {
  /** What it is known by: a CID, or an address. */
  readonly id: string;
  /** Its address: what is lost when it falls silent. */
  readonly host: string;
  /** For people. */
  readonly name: string;
  /** 0 to 200. */
  readonly priority: number;
  /** Milliseconds of silence after which it is lost. */
  readonly patience: number;
  /** How many of its protocol there may be. */
  readonly most: number;
  /** Its protocol has priorities: it is waited for a moment to know them all. */
  readonly samples: boolean;
}

interface Packet {
  readonly sequence: number | undefined;
  readonly startCode: number;
  readonly slots: Uint8Array;
  readonly priority: number;
  readonly host: string;
}

/** One source of a universe: its levels, its priorities, and when it was heard. */
export class DmxSource {
  readonly id: string;
  readonly name: string;
  readonly patience: number;
  readonly samples: boolean;
  readonly levels = new Uint8Array(512);
  /** When each level became what it is. */
  readonly changedAt = new Float64Array(512).fill(Number.NEGATIVE_INFINITY);
  host: string;
  priority: number;
  at: number;
  /** It is late, and others have to be heard before it goes. */
  waits = false;
  #count = 0;
  #sequence: number | undefined;
  #slotPriorities: Uint8Array | undefined;
  #slotPrioritiesAt = Number.NEGATIVE_INFINITY;

  constructor({ id, host, name, priority, patience, samples }: SourceOptions, now: number) {
    this.id = id;
    this.host = host;
    this.name = name;
    this.priority = priority;
    this.patience = patience;
    this.samples = samples;
    this.at = now;
  }

  get lateAt(): number {
    return this.at + this.patience;
  }

  get slotPrioritiesEnd(): number {
    return this.#slotPriorities === undefined ? Number.POSITIVE_INFINITY : this.#slotPrioritiesAt + this.patience;
  }

  /** False for a packet that came too late: a newer one is known. */
  handlePacket({ sequence, startCode, slots, priority, host }: Packet, now: number): boolean {
    if (sequence !== undefined && this.#sequence !== undefined) {
      const ahead = ((sequence - this.#sequence) << 24) >> 24;
      if (ahead <= 0 && ahead > -20) return false;
    }
    this.#sequence = sequence;
    this.at = now;
    this.waits = false;
    this.priority = priority;
    this.host = host;
    if (startCode === 0) this.#take(slots, now);
    else {
      this.#slotPriorities = Uint8Array.from({ length: 512 }, (_, index) => slots[index] ?? 0);
      this.#slotPrioritiesAt = now;
    }
    return true;
  }

  handleTimeout(now: number): void {
    if (now >= this.slotPrioritiesEnd) this.#slotPriorities = undefined;
  }

  /** Undefined where it does not source. */
  priorityOf(index: number): number | undefined {
    if (index >= this.#count) return undefined;
    const own = this.#slotPriorities?.[index];
    return own === 0 ? undefined : Math.min(own ?? this.priority, 200);
  }

  #take(slots: Uint8Array, now: number): void {
    this.#count = slots.length;
    for (let index = 0; index < slots.length; index++) {
      const level = slots[index] as number;
      if (this.levels[index] === level && this.changedAt[index] !== Number.NEGATIVE_INFINITY) continue;
      this.levels[index] = level;
      this.changedAt[index] = now;
    }
  }
}
