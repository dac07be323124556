import type { Source } from "../core/machine/messages.ts";
import { AddressPattern } from "./codec/address-pattern.ts";
import type { OscMessage, OscPacket } from "./codec/packet.ts";
import { fromTimeTag } from "./codec/time-tag.ts";

/** A message with the one address that it means. */
export interface Dispatched {
  readonly message: OscMessage;
  readonly from: Source;
}

interface Known {
  readonly all: Iterable<string>;
  readonly generation: number;
}

/** Finds out which addresses a packet means, and when. It keeps what waits for its time. */
export class Dispatch {
  readonly #honours: boolean;
  readonly #known: () => Known;
  readonly #matches = new Map<string, { readonly generation: number; readonly addresses: readonly string[] }>();
  /** Addresses in all of these together. */
  #cached = 0;
  /** What matching may still cost in this second. */
  #work = MOST_WORK;
  #workSince = Number.NEGATIVE_INFINITY;
  /** The earliest is the first. */
  #waiting: (Dispatched & { readonly due: number })[] = [];

  /** `honours`: whether time tags mean a moment. `known`: the addresses of this moment. */
  constructor(honours: boolean, known: () => Known) {
    this.#honours = honours;
    this.#known = known;
  }

  /** In milliseconds since 1970; Infinity while nothing waits. */
  get deadline(): number {
    return this.#waiting[0]?.due ?? Number.POSITIVE_INFINITY;
  }

  /** What counts now. `date`: now, in milliseconds since 1970. Reasons say why a time was not kept. */
  handlePacket(
    packet: OscPacket,
    from: Source,
    date: number,
  ): { readonly now: readonly Dispatched[]; readonly reasons: readonly string[] } {
    const [now, reasons]: [Dispatched[], string[]] = [[], []];
    this.#walk(packet, undefined, (message, due) => {
      const ahead = due === undefined ? 0 : due - date;
      const addressed = now.length < MOST_MESSAGES ? this.#addressed(message, from, date) : [];
      if (now.length >= MOST_MESSAGES)
        reasons[0] ??= `a packet means more than ${MOST_MESSAGES} messages: the rest has no effect`;
      if (addressed === undefined) reasons[0] ??= "patterns of addresses would take too much time: some have no effect";
      for (const one of addressed ?? []) {
        this.#overtake(one.message.address);
        if (ahead <= 0) now.push(one);
        else if (ahead > LONGEST_WAIT)
          reasons.push(`its time is ${Math.round(ahead / 1000)} s ahead; the limit is 10 s: taken at once`);
        else if (this.#waiting.length >= MOST_WAITING)
          reasons.push(`${MOST_WAITING} messages wait for their time already: taken at once`);
        else {
          this.#wait({ ...one, due: due ?? date });
          continue;
        }
        if (ahead > 0) now.push(one);
      }
    });
    return { now, reasons };
  }

  /** What has waited long enough. */
  release(date: number): readonly Dispatched[] {
    const due = this.#waiting.filter((one) => one.due <= date);
    this.#waiting = this.#waiting.slice(due.length);
    return due;
  }

  #walk(
    packet: OscPacket,
    due: number | undefined,
    visit: (message: OscMessage, due: number | undefined) => void,
  ): void {
    if ("address" in packet) return visit(packet, due);
    const time = this.#honours ? fromTimeTag(packet.time) : undefined;
    for (const element of packet.elements) this.#walk(element, time, visit);
  }

  /** Undefined where that would take too much time. */
  #addressed(message: OscMessage, from: Source, date: number): readonly Dispatched[] | undefined {
    if (!AddressPattern.is(message.address)) return [{ message, from }];
    return this.#matching(message.address, date)?.map((address) => ({ message: { ...message, address }, from }));
  }

  #matching(pattern: string, date: number): readonly string[] | undefined {
    const { all, generation } = this.#known();
    const cached = this.#matches.get(pattern);
    if (cached?.generation === generation) return cached.addresses;
    const known = [...all];
    if (!this.#mayWork(pattern.length * known.reduce((sum, { length }) => sum + length, 1), date)) return undefined;
    const compiled = new AddressPattern(pattern);
    const addresses = known.filter((address) => compiled.matches(address));
    if (this.#matches.size >= MOST_CACHED || this.#cached > MOST_CACHED_ADDRESSES) {
      this.#matches.clear();
      this.#cached = 0;
    }
    this.#matches.set(pattern, { generation, addresses });
    this.#cached += addresses.length;
    return addresses;
  }

  /** A pattern takes as long as it is, times the length of all addresses: strangers may not keep the process busy with that. */
  #mayWork(cost: number, date: number): boolean {
    if (Math.abs(date - this.#workSince) >= 1000) {
      this.#workSince = date;
      this.#work = MOST_WORK;
    }
    this.#work -= cost;
    return this.#work >= 0;
  }

  /** What comes later counts, whatever time the other had. */
  #overtake(address: string): void {
    if (this.#waiting.length > 0) this.#waiting = this.#waiting.filter(({ message }) => message.address !== address);
  }

  #wait(one: Dispatched & { readonly due: number }): void {
    const before = this.#waiting.findLastIndex(({ due }) => due <= one.due);
    this.#waiting.splice(before + 1, 0, one);
  }
}

/** Milliseconds. */
const LONGEST_WAIT = 10_000;
const MOST_WAITING = 1000;
const MOST_CACHED = 1000;
const MOST_CACHED_ADDRESSES = 100_000;
/** Messages that one packet may mean. */
const MOST_MESSAGES = 10_000;
/** Characters of patterns times those of addresses, a second. */
const MOST_WORK = 20_000_000;
