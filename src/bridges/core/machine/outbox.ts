import type { Outgoing } from "./messages.ts";

/** Values on their way to one target. */
export interface OutboxOptions {
  /** Messages a second, of all addresses together. */
  readonly packets: number;
  /** Nothing gets lost: no value is sent once more. */
  readonly reliable?: boolean | undefined;
}

interface Offer {
  readonly message: Outgoing;
  /** Values a second of this address. */
  readonly rate: number;
  /** Whether its values are events: then each is sent, and none again. */
  readonly event: boolean;
}

/**
 * What is to be sent to one target, and when. Of an address the newest value waits until its turn comes; the last one is always sent, and once
 * more after a moment of rest, because datagrams get lost. Addresses have their turns one after the other.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  /** In the order of their turns. */
  readonly #waiting = new Map<string, Offer & { due: number }>();
  readonly #events: Offer[] = [];
  readonly #sentAt = new Map<string, number>();
  /** Final values that are sent again, the earliest first. */
  readonly #resting = new Map<string, { readonly offer: Offer; readonly due: number }>();
  readonly #held = new Map<string, number>();
  #tokens: number;
  #filledAt = 0;
  dropped = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#tokens = burstOf(options.packets);
  }

  /** When there is something to send; Infinity while nothing waits. */
  get deadline(): number {
    let earliest = this.#resting.values().next().value?.due ?? Number.POSITIVE_INFINITY;
    for (const { due } of this.#waiting.values()) if (due < earliest) earliest = due;
    if (this.#events.length > 0) earliest = 0;
    return Math.max(earliest, this.#tokens >= 1 ? 0 : this.#nextToken);
  }

  offer(offer: Offer, now: number): void {
    const { address } = offer.message;
    this.#resting.delete(address);
    if (offer.event) return this.#offerEvent(offer);
    const turn = (this.#sentAt.get(address) ?? Number.NEGATIVE_INFINITY) + 1000 / offer.rate;
    const due = Math.max(now, turn, this.#held.get(address) ?? 0);
    // It keeps its place among those that wait.
    this.#waiting.set(address, { ...offer, due });
  }

  /** Until then a hand moves this control at the other side: nothing may pull at it. What waits for it is old. */
  hold(address: string, until: number): void {
    this.#waiting.delete(address);
    this.#resting.delete(address);
    this.#held.set(address, until);
  }

  forget(address: string): void {
    this.#waiting.delete(address);
    this.#resting.delete(address);
    this.#held.delete(address);
    this.#sentAt.delete(address);
  }

  /** What is to be sent now. */
  release(now: number): readonly Outgoing[] {
    this.#fill(now);
    const sent: Outgoing[] = [];
    for (; this.#tokens >= 1 && this.#events.length > 0; this.#tokens--)
      sent.push((this.#events.shift() as Offer).message);
    for (const [address, { due, ...offer }] of this.#waiting) {
      if (this.#tokens < 1) break;
      if (due > now) continue;
      this.#waiting.delete(address);
      this.#send(offer, now, sent);
      if (this.#options.reliable !== true) this.#resting.set(address, { offer, due: now + REST });
    }
    for (const [address, { due, offer }] of this.#resting) {
      if (due > now || this.#tokens < 1) break;
      this.#resting.delete(address);
      this.#send(offer, now, sent);
    }
    return sent;
  }

  #send(offer: Offer, now: number, sent: Outgoing[]): void {
    this.#tokens--;
    this.#sentAt.set(offer.message.address, now);
    this.#held.delete(offer.message.address);
    sent.push(offer.message);
  }

  #offerEvent(offer: Offer): void {
    if (this.#events.push(offer) <= MOST_EVENTS) return;
    this.#events.shift();
    this.dropped++;
  }

  #fill(now: number): void {
    const { packets } = this.#options;
    this.#tokens = Math.min(burstOf(packets), this.#tokens + (Math.max(0, now - this.#filledAt) * packets) / 1000);
    this.#filledAt = now;
  }

  get #nextToken(): number {
    return this.#filledAt + ((1 - this.#tokens) * 1000) / this.#options.packets;
  }
}

/** Messages that may leave at once. */
function burstOf(packets: number): number {
  return Math.max(1, packets / 10);
}

/** Milliseconds. */
const REST = 250;
const MOST_EVENTS = 1000;
