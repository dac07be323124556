/** What the owner of one connection has made this process do lately. Only {@link Shares} changes its figures. */
export class Account {
  /** Milliseconds, of which less and less count. */
  cost = 0;
  /** Until when that was reckoned. */
  at = 0;
  /** Steps of its owner that wait. */
  waiting = 0;
  /** When its owner last said something that was more than a sign of life. */
  spokeAt = Number.NEGATIVE_INFINITY;
  /** Its owner may be kept waiting: it takes that for what it is. */
  patient = false;
  /** It has cost much more than its share: its steps go behind those of others, and a long one may be followed by a rest. */
  heavy = false;
  restsUntil = Number.NEGATIVE_INFINITY;
}

/**
 * Fair shares of the time of one process, as in fair queuing. Who asks is served in order; who has cost much more than its share
 * lately goes last. A step cannot be divided, so one who asks for long steps without end would still keep the others waiting: while
 * somebody cheap is active, each long step of one who has cost too much is followed by a rest a hundred times as long.
 */
export class Shares {
  readonly #accounts = new Set<Account>();
  /** How long somebody had to wait lately, whoever it was. */
  readonly #busy = new Account();
  #judgedAt = Number.NEGATIVE_INFINITY;
  #heavy = 0;

  /** A step of an account has taken so many milliseconds. */
  charge(account: Account, milliseconds: number, now: number): void {
    if (milliseconds <= 0) return;
    reckon(account, now);
    account.cost = Math.min(account.cost + milliseconds, WINDOW);
    this.#accounts.add(account);
    if (!account.heavy || !account.patient || milliseconds <= SHORT) return;
    account.restsUntil = now + Math.min(Math.min(milliseconds * REST, LONG_REST) * this.#heavy, LONGEST_REST);
  }

  /** For so many milliseconds somebody had something to wait for. */
  handleBusy(milliseconds: number, now: number): void {
    reckon(this.#busy, now);
    this.#busy.cost += milliseconds;
  }

  /** Its owner has said something. */
  hear(account: Account, now: number): void {
    account.spokeAt = now;
    this.#accounts.add(account);
  }

  /** Looks now and then who has cost too much. False: those are the same as before. */
  judge(now: number): boolean {
    if (now - this.#judgedAt < JUDGE_EVERY) return false;
    this.#judgedAt = now;
    const most = this.#bearable(now);
    let changed = false;
    this.#heavy = 0;
    for (const account of this.#accounts) {
      const was = account.heavy;
      account.heavy = account.cost > most && account.spokeAt > Number.NEGATIVE_INFINITY;
      if (account.heavy !== was) changed = true;
      if (account.heavy) this.#heavy++;
      else if (account.cost < TRIFLE && now - account.spokeAt >= ACTIVE) this.#accounts.delete(account);
    }
    return changed;
  }

  /** Milliseconds that one may have cost at this moment: no bound while there is time for all, or nobody cheap to be kept. */
  #bearable(now: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const account of this.#accounts) {
      reckon(account, now);
      if (now - account.spokeAt < ACTIVE) least = Math.min(least, account.cost);
    }
    reckon(this.#busy, now);
    return this.#busy.cost < BUSY ? Number.POSITIVE_INFINITY : Math.max(FLOOR, least * MANY_TIMES);
  }
}

/** Whether an account has to rest at this moment. */
export function rests(account: Account, now: number): boolean {
  return account.heavy && account.patient && now < account.restsUntil;
}

/** What was long ago counts little. While a heavy one waits nothing is forgotten: it would be as eager as before. */
function reckon(account: Account, now: number): void {
  if (!account.heavy || account.waiting === 0) account.cost *= Math.exp((account.at - now) / WINDOW);
  account.at = now;
}

/** Milliseconds for which costs count; how much of it must be spent before anybody has to rest, and by one at least. */
const WINDOW = 2000;
const BUSY = 0.6 * WINDOW;
const FLOOR = 0.1 * WINDOW;
const TRIFLE = 0.1;
/** How many times as much as the cheapest of those who are active. */
const MANY_TIMES = 4;
/** Milliseconds for which one who has said something is active, and between two looks. */
const ACTIVE = 3000;
const JUDGE_EVERY = 100;
/** A step of so many milliseconds needs no rest. */
const SHORT = 1;
/** How many times a step its rest is, if nobody else rests; at most how long; and with all who rest. */
const REST = 100;
const LONG_REST = 1000;
const LONGEST_REST = 5000;
