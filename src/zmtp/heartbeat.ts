/** When to ask a silent peer for a sign of life, and when to give it up. Milliseconds. */
export interface HeartbeatOptions {
  /** A peer that was silent for so long is sent a PING. */
  readonly interval: number;
  /** What we ask of the peer: to give us up after so long without a sign of life. */
  readonly ttl: number;
  /** So long after an unanswered PING the connection is over. */
  readonly timeout: number;
}

/**
 * The heartbeats of one connection. Every octet that arrives is a sign of life. A PONG also confirms that everything we had
 * written before its PING has arrived, for TCP keeps the order.
 *
 * @see RFC 37/ZMTP, "Connection Heartbeats"
 */
export class Heartbeat {
  readonly options: HeartbeatOptions | undefined;
  #heard = 0;
  #asked: number | undefined;
  #peerTtl = Number.POSITIVE_INFINITY;
  #written = 0;
  #writtenAtPing = 0;
  #confirmed = 0;

  constructor(options: HeartbeatOptions | undefined) {
    this.options = options;
  }

  /** Whether everything that was written has arrived at the other side. */
  get confirmed(): boolean {
    return this.#written === this.#confirmed;
  }

  get deadline(): number {
    const { interval, timeout } = this.options ?? NEVER;
    const own = this.#asked === undefined ? this.#heard + interval : this.#asked + timeout;
    return Math.min(own, this.#heard + this.#peerTtl);
  }

  handleWritten(): void {
    this.#written++;
  }

  handleHeard(now: number): void {
    this.#heard = now;
    this.#asked = undefined;
  }

  /** The peer told how long it wants us to wait for it; 0 tells nothing. */
  handlePing(ttl: number): void {
    this.#peerTtl = ttl > 0 ? ttl : Number.POSITIVE_INFINITY;
  }

  handlePong(): void {
    this.#confirmed = this.#writtenAtPing;
  }

  /** What is due: a PING, the end, or nothing yet. */
  handleTimeout(now: number): "ping" | "lost" | undefined {
    if (now < this.deadline) return undefined;
    if (this.#asked !== undefined || now >= this.#heard + this.#peerTtl) return "lost";
    this.#asked = now;
    this.#writtenAtPing = this.#written;
    return "ping";
  }
}

const NEVER: Pick<HeartbeatOptions, "interval" | "timeout"> = {
  interval: Number.POSITIVE_INFINITY,
  timeout: Number.POSITIVE_INFINITY,
};
