import type { Clock } from "../../../net/net.ts";
import { Rounds } from "../../../rounds.ts";
import type { Account } from "../../../shares.ts";

/**
 * Lets many connections be read side by side: one that brings more than a moment's work goes on in a later turn, behind the
 * others that have more, and whoever sends little is heard in between. What all of them may do in one round of the host's loop
 * is bounded by its {@link Rounds}.
 */
export class ReadTurns {
  readonly #clock: Clock;
  readonly #rounds: NonNullable<Clock["rounds"]>;
  #begunAt = 0;
  #until = 0;
  #patience = 0;
  #room = 0;
  /** What is left of the room when the first few messages were taken. */
  #first = 0;
  /** Who had the latest turn, and when somebody else last had one. */
  #owner: Account | undefined;
  #changedAt = Number.NEGATIVE_INFINITY;
  /** Whether the one who has a turn says anything in it. */
  #heard = false;
  /** Full chunks that the only connection has brought since it waited. */
  #chunks = 0;

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#rounds = clock.rounds ?? makeRounds(clock);
  }

  /** Those of everybody who has this clock. */
  static of(clock: Clock): ReadTurns {
    let turns = ALL.get(clock);
    if (turns === undefined) ALL.set(clock, (turns = new ReadTurns(clock)));
    return turns;
  }

  /** Whether nobody may have a turn any more in this round. */
  get over(): boolean {
    return this.#rounds.over;
  }

  /** A connection has its turn from now on. One that is alone may take longer: waiting costs, and nobody is kept. */
  begin(owner: Account, now: number): void {
    if (owner !== this.#owner) this.#changedAt = now;
    this.#owner = owner;
    const share = this.#share(now);
    this.#begunAt = now;
    this.#heard = false;
    this.#until = now + SLICE * share;
    this.#patience = now + SLICE * ALONE_SHARE;
    this.#room = MESSAGES * share;
    this.#first = this.#room - FEW;
  }

  /** The turn of a connection that did not wait for it is over. */
  end(): void {
    this.#rounds.spend(this.#clock.now() - this.#begunAt, this.#owner);
  }

  /** Whether a connection that has brought a full chunk has to wait: the host would read the next one at once. */
  endsChunk(now: number): boolean {
    if (++this.#chunks < this.#share(now)) return false;
    this.#chunks = 0;
    return true;
  }

  /** Whether there is time for one more message; the first few have more of it. */
  takes(): boolean {
    if (!this.#heard && this.#owner !== undefined) this.#rounds.hear(this.#owner);
    this.#heard = true;
    const room = this.#room--;
    return room > 0 && this.#clock.now() < (room > this.#first ? this.#patience : this.#until);
  }

  /** Calls back when the next turn of whoever waits has come. */
  wait(callback: () => void, account: Account): void {
    this.#rounds.add(callback, account);
  }

  #share(now: number): number {
    return now - this.#changedAt > ALONE ? ALONE_SHARE : 1;
  }
}

function makeRounds(clock: Clock): Rounds {
  return new Rounds(
    () => clock.now(),
    (callback) => void clock.schedule(0, callback),
  );
}

const ALL = new WeakMap<Clock, ReadTurns>();
/** Milliseconds, and messages, of one turn. */
const SLICE = 0.5;
const MESSAGES = 256;
/** A chunk of so few messages is no flood. */
const FEW = 8;
/** Milliseconds without anybody else until a connection is alone, and how much more it may do then. */
const ALONE = 20;
const ALONE_SHARE = 4;
