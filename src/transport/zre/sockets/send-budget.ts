/** A connection, as far as it keeps what the other side has not taken. */
export interface Queue {
  /** Bytes that wait. */
  queued(): number;
  /** Forgets what waits. `bytes`: how much waited for everybody. */
  giveUp(bytes: number): void;
}

/**
 * Bounds what waits for all peers together. Each peer alone may be slow; when all of them are, the one for which most waits is
 * given up first.
 */
export class SendBudget {
  readonly #limit: number;
  readonly #queues = new Map<unknown, Queue>();
  /** Bytes that may have been added since everything was counted. */
  #added = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** `owner`: whatever names the connection. */
  add(owner: unknown, queue: Queue): void {
    this.#queues.set(owner, queue);
  }

  delete(owner: unknown): void {
    this.#queues.delete(owner);
  }

  /** So many bytes more wait for somebody. Everything is counted now and then only: there may be a thousand peers. */
  handleQueued(bytes: number): void {
    this.#added += bytes;
    if (this.#added < this.#limit / STEPS) return;
    this.#added = 0;
    this.#keep();
  }

  #keep(): void {
    const sizes = [...this.#queues.values()]
      .map((queue) => ({ queue, bytes: queue.queued() }))
      .sort((a, b) => b.bytes - a.bytes);
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    let left = total;
    for (const { queue, bytes } of sizes) {
      if (left <= this.#limit) return;
      left -= bytes;
      queue.giveUp(total);
    }
  }
}

const STEPS = 64;
