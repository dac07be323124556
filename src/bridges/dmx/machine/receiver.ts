import { DmxSource, type SourceOptions } from "./source.ts";

/** What a packet of either protocol says of one universe. */
export interface Received extends SourceOptions {
  /** Sources that count their packets: 0 to 255. Undefined where none counts. */
  readonly sequence: number | undefined;
  readonly startCode: number;
  readonly slots: Uint8Array;
  readonly preview: boolean;
  readonly terminated: boolean;
}

export interface ReceiverOptions {
  readonly universe: number;
  readonly merge: "htp" | "ltp";
}

export type ReceiverEffect =
  /** Levels that are others now. `first`: nothing was known before; it tells all of them. */
  | { readonly type: "levels"; readonly changed: readonly number[]; readonly first: boolean }
  | { readonly type: "note"; readonly reason: string };

/** What comes in for one universe: who sends it, whose levels count, who fell silent. Levels without a source stay as they are. */
export class DmxReceiver {
  readonly #options: ReceiverOptions;
  readonly #sources = new Map<string, DmxSource>();
  readonly levels = new Uint8Array(512);
  /** The source of each channel that counts. */
  readonly #owners = new Array<DmxSource | undefined>(512);
  #known = false;
  /** Until then it is found out who is there. */
  #readyAt = Number.POSITIVE_INFINITY;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  get sources(): readonly DmxSource[] {
    return [...this.#sources.values()];
  }

  /** The host that a channel has its level from; 1 to 512. */
  ownerOf(channel: number): string | undefined {
    return this.#owners[channel - 1]?.host;
  }

  get deadline(): number {
    let earliest = this.#known ? Number.POSITIVE_INFINITY : this.#readyAt;
    for (const { lateAt, waits, slotPrioritiesEnd } of this.#sources.values())
      earliest = Math.min(earliest, waits ? Number.POSITIVE_INFINITY : lateAt, slotPrioritiesEnd);
    return earliest;
  }

  handlePacket(packet: Received, now: number): readonly ReceiverEffect[] {
    if (packet.preview || (packet.startCode !== LEVELS && packet.startCode !== PRIORITIES)) return [];
    const lost = this.#expire(now);
    let source = this.#sources.get(packet.id);
    if (packet.terminated) {
      if (!this.#sources.delete(packet.id)) return this.#merge(now, lost);
      return this.#merge(now, [...lost, note(this.#options.universe, `${packet.name} has ended it`)]);
    }
    const told: ReceiverEffect[] = [];
    if (source === undefined) {
      const refused = this.#makeRoom(packet, told);
      if (refused !== undefined) return this.#merge(now, [...lost, refused]);
      source = new DmxSource(packet, now);
      this.#sources.set(packet.id, source);
      if (this.#readyAt === Number.POSITIVE_INFINITY) this.#readyAt = now + (packet.samples ? SAMPLING : 0);
    }
    if (!source.handlePacket(packet, now)) return this.#merge(now, lost);
    return this.#merge(now, [...lost, ...told]);
  }

  handleTimeout(now: number): readonly ReceiverEffect[] {
    for (const source of this.#sources.values()) source.handleTimeout(now);
    return this.#merge(now, this.#expire(now));
  }

  /** Of sources in excess the one of the lowest priority goes; the latest of equal ones. */
  #makeRoom({ priority, most, name, samples }: Received, told: ReceiverEffect[]): ReceiverEffect | undefined {
    const alike = [...this.#sources.values()].filter((one) => one.samples === samples);
    if (alike.length < most) return undefined;
    const lowest = alike.reduce((low, one) => (one.priority < low.priority ? one : low));
    const { universe } = this.#options;
    if (!samples || lowest.priority >= priority)
      return note(universe, `there are ${most} sources already: ${name} has no effect`);
    this.#sources.delete(lowest.id);
    told.push(note(universe, `there are ${most} sources already: ${lowest.name} gives way to ${name}`));
    return undefined;
  }

  /** Sources that are late go together, once every other one was heard since or is late, too: a switch that was pulled is one event. */
  #expire(now: number): ReceiverEffect[] {
    const all = [...this.#sources.values()];
    const late = all.filter(({ lateAt }) => now >= lateAt);
    if (late.length === 0) return [];
    const since = Math.min(...late.map(({ lateAt }) => lateAt));
    const waits = all.some((one) => !late.includes(one) && one.at < since);
    for (const one of late) one.waits = waits;
    if (waits) return [];
    for (const { id } of late) this.#sources.delete(id);
    return late.map(({ name }) => note(this.#options.universe, `${name} is silent`));
  }

  #merge(now: number, effects: readonly ReceiverEffect[]): readonly ReceiverEffect[] {
    if (now < this.#readyAt || this.#sources.size === 0) return effects;
    const [first, changed]: [boolean, number[]] = [!this.#known, []];
    this.#known = true;
    const all = [...this.#sources.values()];
    for (let index = 0; index < 512; index++) {
      const owner = this.#winner(all, index);
      // Where nobody sends any longer the level stays.
      if (owner === undefined) continue;
      this.#owners[index] = owner;
      const level = owner.levels[index] as number;
      if (!first && this.levels[index] === level) continue;
      this.levels[index] = level;
      changed.push(index + 1);
    }
    return changed.length === 0 ? effects : [...effects, { type: "levels", changed, first }];
  }

  #winner(all: readonly DmxSource[], index: number): DmxSource | undefined {
    let [winner, best]: [DmxSource | undefined, number] = [undefined, -1];
    for (const one of all) {
      const priority = one.priorityOf(index);
      if (priority === undefined || priority < best) continue;
      if (priority > best || winner === undefined || this.#beats(one, winner, index)) [winner, best] = [one, priority];
    }
    return winner;
  }

  #beats(one: DmxSource, other: DmxSource, index: number): boolean {
    if (this.#options.merge === "ltp") return (one.changedAt[index] as number) > (other.changedAt[index] as number);
    return (one.levels[index] as number) > (other.levels[index] as number);
  }
}

function note(universe: number, what: string): ReceiverEffect {
  return { type: "note", reason: `universe ${universe}: ${what}` };
}

const LEVELS = 0;
const PRIORITIES = 0xdd;
/** Milliseconds. */
const SAMPLING = 1500;
