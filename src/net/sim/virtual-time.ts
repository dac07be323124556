import { EventQueue, type Party } from "./event-queue.ts";

/**
 * Time that passes only when it is told to, from event to event. What an event sets going in promises and microtasks of the
 * host happens before the next event of the same party and before time goes on, as it does on a real host.
 */
export class VirtualTime {
  readonly #agenda = new EventQueue();
  #now = 0;
  #turn = 1;
  /** Whether something has happened since the microtasks were let happen. */
  #stirred = true;
  #running: Promise<unknown> = Promise.resolve();

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** Something that happens to a party after a delay. Returns how to cancel it. */
  after(delay: number, party: Party | undefined, run: () => void): () => void {
    return this.at(this.#now + delay, party, run);
  }

  /** Something that happens to a party at a moment, or now when that has passed. Returns how to cancel it. */
  at(moment: number, party: Party | undefined, run: () => void): () => void {
    const entry = this.#agenda.add(Math.max(this.#now, moment), party, run);
    return () => {
      entry.cancelled = true;
    };
  }

  /**
   * Lets time pass until a moment, or until `done` holds, which is looked at after every moment at which something
   * happened. Resolves with whether it held. Rejects with what an event throws. A second call waits for the first.
   */
  pass(duration: number, done: () => boolean = never): Promise<boolean> {
    const passing = this.#running.then(() => this.#pass(this.#now + duration, done));
    this.#running = passing.catch(() => {});
    return passing;
  }

  async #pass(until: number, done: () => boolean): Promise<boolean> {
    this.#stirred = true;
    for (;;) {
      const entry = this.#agenda.peek();
      const moment = entry === undefined ? Number.POSITIVE_INFINITY : this.#agenda.next;
      if (this.#stirred && (moment > this.#now || entry?.party?.turn === this.#turn)) {
        await this.#settle();
        if (moment > this.#now && done()) return true;
      } else if (entry === undefined || moment > until) {
        this.#now = until;
        return false;
      } else {
        this.#now = moment;
        this.#agenda.take();
        this.#stirred = true;
        if (entry.party !== undefined) entry.party.turn = this.#turn;
        entry.run();
      }
    }
  }

  /** Only a turn of the host's event loop lets promise chains of any length come to their end. */
  async #settle(): Promise<void> {
    this.#stirred = false;
    this.#turn++;
    await new Promise<void>((resolve) => void nextTurn(resolve));
  }
}

const never = (): boolean => false;

// Kept from the beginning: a test may put pretend timers in their place.
const nextTurn: (callback: () => void) => unknown = globalThis.setImmediate ?? globalThis.setTimeout;
