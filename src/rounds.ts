import { Account, Shares } from "./shares.ts";
import { LOOK_MS, type Step, StepQueue } from "./step-queue.ts";

/**
 * Shares the time of one process. What is done for others, by nodes, hubs and gateways, has a slice of each round of the host's
 * loop; what finds no time waits for the next round, in its order; who has cost too much goes last, as {@link Shares} says. So nobody
 * makes another wait for more than one step of its own, and no round is much longer than the slice and one step.
 */
export class Rounds {
  readonly #now: () => number;
  readonly #soon: (callback: () => void) => void;
  readonly #later: ((delay: number, callback: () => void) => void) | undefined;
  readonly #shares = new Shares();
  /** Of what belongs to nobody. */
  readonly #own = new Account();
  readonly #steps = new StepQueue();
  /** Until when it was told that somebody waits; undefined while nobody does. */
  #busySince: number | undefined;
  #scheduled = false;
  /** All that waits has to rest, and the end of that will be noticed. */
  #resting = false;
  /** Milliseconds of the present round that were spent. */
  #spent = 0;
  /** When the present step began. */
  #begun: number | undefined;
  /** Steps wait and the round before had no time for any of them. */
  #starved = false;
  /** Rounds in which others went before one who has cost too much. */
  #passed = 0;

  /** `soon` calls back when everything that has arrived so far has been handled; `later` after so many milliseconds. */
  constructor(
    now: () => number,
    soon: (callback: () => void) => void,
    later?: (delay: number, callback: () => void) => void,
  ) {
    this.#now = now;
    this.#soon = soon;
    this.#later = later;
  }

  /** Does something that never throws, in this round or a later one, on somebody's account. */
  add(step: () => void, account: Account = this.#own): void {
    this.#busySince ??= this.#now();
    this.#steps.add(step, account);
    this.#schedule();
  }

  /** Whether the slice of this round is spent: whoever has more to do should add the rest of it. */
  get over(): boolean {
    const step = this.#begun === undefined ? 0 : this.#now() - this.#begun;
    return this.#spent + step >= SLICE_MS;
  }

  /** So many milliseconds were spent outside of a step, on what has just arrived. */
  spend(milliseconds: number, account: Account = this.#own): void {
    this.#spent += milliseconds;
    this.charge(account, milliseconds);
    // The end of a round in which next to nothing was done need not be known.
    if (this.#spent >= TRIFLE_MS) this.#schedule();
  }

  /** So many milliseconds of a step were spent for somebody else. */
  charge(account: Account, milliseconds: number): void {
    this.#shares.charge(account, milliseconds, this.#now());
  }

  /** The owner of an account has said something. */
  hear(account: Account): void {
    this.#shares.hear(account, this.#now());
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    try {
      this.#soon(this.#spend);
    } catch (cause) {
      this.#scheduled = false;
      throw cause;
    }
  }

  readonly #spend = (): void => {
    this.#scheduled = false;
    const now = this.#now();
    if (this.#busySince !== undefined) this.#shares.handleBusy(now - this.#busySince, now);
    if (this.#shares.judge(now)) this.#steps.rearrange();
    this.#steps.wake(now);
    // Nothing that arrived meanwhile was done: all of this round is for those who had no time in the one before.
    if (this.#starved) this.#spent = 0;
    const done = this.#takeSome(now);
    this.#starved = done === 0 && this.#steps.ready > 0;
    // What arrives next waits behind what had no time now.
    this.#spent = this.#starved ? SLICE_MS : 0;
    this.#busySince = this.#steps.ready + this.#steps.resting > 0 ? now : undefined;
    if (this.#steps.ready > 0) this.#schedule();
    else if (this.#steps.resting > 0) this.#rest();
  };

  /** How many steps this round has time for. What they add has its turn in the next one. */
  #takeSome(now: number): number {
    const due = this.#steps.ready;
    let done = 0;
    while (done < due && !this.over) {
      const step = this.#steps.first(now);
      if (step === undefined || !this.#admits(step, done)) break;
      this.#steps.take();
      this.#take(step);
      done++;
    }
    return done;
  }

  /** One who has cost too much has a round of its own: what others have made to be sent leaves before. Now and then in any case. */
  #admits({ account }: Step, done: number): boolean {
    if (!account.heavy) return true;
    if (done > 0 && ++this.#passed < PATIENCE) return false;
    this.#passed = 0;
    return true;
  }

  #rest(): void {
    if (this.#resting) return;
    if (this.#later === undefined) return this.#schedule();
    this.#resting = true;
    this.#later(LOOK_MS, () => {
      this.#resting = false;
      this.#schedule();
    });
  }

  #take({ account, perform }: Step): void {
    const begun = this.#now();
    this.#begun = begun;
    perform();
    this.#begun = undefined;
    const took = this.#now() - begun;
    this.#spent += took;
    this.#shares.charge(account, took, begun + took);
    account.waiting--;
  }
}

/** What is done in one process is done again by the nodes that hear of it, so this is a part of a round only. */
const SLICE_MS = 2;
const TRIFLE_MS = 0.25;
const PATIENCE = 8;
