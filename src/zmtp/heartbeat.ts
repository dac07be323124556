/** When to ask a silent peer for a sign of life, and when to give it up. Milliseconds. */
export interface HeartbeatOptions {
  /** While something that was written is not confirmed, a PING is sent so often. */
  readonly interval: number;
  /** A peer that was silent for so long, with everything confirmed, is sent a PING; `interval` without it. */
  readonly idle?: number;
  /** What we ask of the peer: to give us up after so long without a sign of life. Longer than `idle`, or it will. */
  readonly ttl: number;
  /** So long after an unanswered PING the connection is over. */
  readonly timeout: number;
}

/**
 * The heartbeats of one connection. Every octet that arrives is a sign of life. A PONG also confirms that everything we had
 * written before its PING has arrived, for TCP keeps the order.
 *
 * @see RFC 37/ZMTP, "Connection Heartbeating"
 */
export class Heartbeat {
  readonly options: HeartbeatOptions | undefined;
  #heard = 0;
  /** When the latest PING left, and whether anything was heard since. */
  #pinged = 0;
  #unanswered = false;
  #peerTtl = Number.POSITIVE_INFINITY;
  /** How many messages were written and not confirmed: so far, and of these before the latest PING. The owner adds to the first. */
  unconfirmed = 0;
  #covered = 0;
  #number = 0;
  /** When the PING of this number left; undefined once it was answered. */
  #asked: number | undefined;
  /** Milliseconds from the latest answered PING to its PONG; undefined before the first. */
  roundTrip: number | undefined;

  constructor(options: HeartbeatOptions | undefined) {
    this.options = options;
  }

  start(now: number): void {
    this.#heard = this.#pinged = now;
  }

  /** Whether everything that was written has arrived at the other side. */
  get confirmed(): boolean {
    return this.unconfirmed === 0;
  }

  get deadline(): number {
    const { interval, idle = interval, timeout } = this.options ?? NEVER;
    const ttlEnds = this.#heard + this.#peerTtl;
    if (this.#unanswered) return Math.min(this.#pinged + timeout, ttlEnds);
    // A peer whose own PINGs keep us informed would never be asked, and what we wrote never be confirmed.
    return Math.min(this.confirmed ? this.#heard + idle : this.#pinged + interval, ttlEnds);
  }

  /** What our latest PING carries and its PONG returns: an answer to an earlier one confirms nothing that came later. */
  get context(): Uint8Array {
    return Uint8Array.of(this.#number);
  }

  handleHeard(now: number): void {
    this.#heard = now;
    this.#unanswered = false;
    // As libzmq does it, any sign of life ends the peer's TTL; its next PING renews it.
    this.#peerTtl = Number.POSITIVE_INFINITY;
  }

  /**
   * Octets of ours still wait to leave: our PING would stand behind them, and a peer on a slow network is not lost while it
   * takes a long message.
   */
  handleBusy(now: number): void {
    this.#heard = this.#pinged = now;
  }

  /** The peer wants to be given up after so long without a sign of life; 0 when it asked for nothing. */
  handlePing(ttl: number): void {
    this.#peerTtl = ttl > 0 ? ttl : Number.POSITIVE_INFINITY;
  }

  handlePong(context: Uint8Array): void {
    if (context[0] !== this.#number) return;
    this.unconfirmed -= this.#covered;
    this.#covered = 0;
    // The octets of the PONG were heard just now.
    if (this.#asked !== undefined) this.roundTrip = this.#heard - this.#asked;
    this.#asked = undefined;
  }

  /** Whether the peer has let its time pass, or wants to be given up now. */
  overdue(now: number): boolean {
    return now >= this.deadline && (this.#unanswered || now >= this.#heard + this.#peerTtl);
  }

  /** What is due now that the deadline has come. */
  handleTimeout(now: number): "ping" | "lost" {
    if (this.overdue(now)) return "lost";
    this.ask(now);
    return "ping";
  }

  /** A PING is to leave, before it is due. False when one is on its way already. */
  ask(now: number): boolean {
    if (this.#unanswered) return false;
    this.#unanswered = true;
    this.#pinged = this.#asked = now;
    this.#covered = this.unconfirmed;
    this.#number = (this.#number + 1) & 0xff;
    return true;
  }
}

/** When nothing else is asked for. */
export const HEARTBEAT: HeartbeatOptions = { interval: 2000, idle: 20_000, ttl: 40_000, timeout: 6000 };

const NEVER: Omit<HeartbeatOptions, "ttl"> = {
  interval: Number.POSITIVE_INFINITY,
  timeout: Number.POSITIVE_INFINITY,
};
