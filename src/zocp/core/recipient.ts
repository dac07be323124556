import type { Frames } from "../../bytes/frames.ts";
import { isEvery, rateOf, type Sampling, sameSampling } from "../codec/sampling.ts";
import { Deadband } from "../maps/gates.ts";
import { RateLimiter, SENDING_SLACK } from "../signals/rate-limiter.ts";

/** The way to one peer, as whatever carries messages provides it. */
export interface Channel {
  /** It leads nowhere any more; there may be another one. */
  readonly closed: boolean;
  /** Sends a message if the peer takes it at once. When it does not this is false, and the transport tells when it does again. */
  offer(content: Frames): boolean;
}

/** One peer to which the values of one emitter go, how it wants them, and what has gone there so far. */
export class Recipient {
  readonly peer: string;
  readonly emitter: string;
  /** For whoever performs effects: how values get there. */
  channel: Channel | undefined;
  /** Values that left. */
  sent = 0;
  /** Their bytes of ZOCP. */
  bytes = 0;
  /** Values in whose place a newer one was sent. */
  conflated = 0;
  /** Values that had to go although every one was wanted. */
  dropped = 0;
  #sampling: Sampling | undefined;
  #pace: RateLimiter | undefined;
  #deadband: Deadband | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Values of the present second of the clock, and of the one before it. */
  #second = 0;
  #current = 0;
  #previous = 0;

  constructor(peer: string, emitter: string) {
    this.peer = peer;
    this.emitter = emitter;
  }

  get sampling(): Sampling | undefined {
    return this.#sampling;
  }

  set sampling(sampling: Sampling | undefined) {
    const isOther = !sameSampling(this.#sampling, sampling);
    this.#sampling = sampling;
    const rate = rateOf(sampling);
    if (this.#pace !== undefined) this.#pace.rate = rate;
    else if (rate !== undefined) this.#pace = new RateLimiter(rate, SENDING_SLACK);
    if (isOther) this.renewDeadband();
  }

  /** What lets only those values through that moved; undefined where every one does. */
  get deadband(): Deadband | undefined {
    return this.#deadband;
  }

  /** The next value passes, whatever the last one was. */
  renewDeadband(): void {
    const { deadband } = this.#sampling ?? {};
    this.#deadband = deadband === undefined ? undefined : new Deadband(deadband, SETTLED);
  }

  /** Milliseconds that a value may wait for the peer. */
  get freshFor(): number {
    return (this.#sampling?.fresh ?? Number.POSITIVE_INFINITY) * SECOND;
  }

  /** There once a rate was asked for, also after that: something may wait for its turn. */
  get pace(): RateLimiter | undefined {
    return this.#pace;
  }

  get every(): boolean {
    return isEvery(this.#sampling);
  }

  /** A value left at this time. */
  count(bytes: number, now: number): void {
    this.sent++;
    this.bytes += bytes;
    this.#sentAt = now;
    if (now >= this.#second + SECOND) this.#turnOver(now);
    this.#current++;
  }

  /** Values per second, over about the last second. */
  rate(now: number): number {
    if (now >= this.#second + SECOND) this.#turnOver(now);
    return this.#current + this.#previous * (1 - (now - this.#second) / SECOND);
  }

  /** Milliseconds since the last value left; undefined when none has. */
  age(now: number): number | undefined {
    return this.sent === 0 ? undefined : Math.max(0, now - this.#sentAt);
  }

  #turnOver(now: number): void {
    this.#previous = now < this.#second + 2 * SECOND ? this.#current : 0;
    this.#current = 0;
    this.#second = now - (now % SECOND);
  }
}

const SECOND = 1000;
/** Milliseconds without a value after which what is left within a deadband is sent: the sensor waits for as long again and longer. */
const SETTLED = 100;
