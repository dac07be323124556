import { compareActors, HIGHEST_TERM, LEAP, type Role } from "./role.ts";

/** What an understudy wants done. */
export type WatchEffect =
  /** It follows this show from now on. */
  | { readonly type: "follow"; readonly id: string }
  /** The show is gone: `asks` when a person has to say that this one takes over. */
  | { readonly type: "gone"; readonly asks: boolean }
  /** The show is back. */
  | { readonly type: "back" }
  /** It is the show from now on. */
  | { readonly type: "take-over"; readonly role: TakenRole };

/** What a show begins with that takes the place of another one. */
export type TakenRole = Pick<Role, "of" | "term" | "over" | "claim">;

export interface WatchOptions {
  readonly id: string;
  /** The name of the show. */
  readonly of: string;
  /** It takes over by itself. */
  readonly auto: boolean;
}

interface Seen {
  readonly role: Role;
  suspected: boolean;
}

/** An understudy that watches a show: a machine without clock and network. Times are milliseconds. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #seen = new Map<string, Seen>();
  /** What the show that it follows said last. */
  #followed: { readonly id: string; readonly role: Role } | undefined;
  /** When it takes over, or asks. */
  #due = Number.POSITIVE_INFINITY;
  /** It ended as people wanted: nobody takes over by himself. */
  #ended = false;
  #gone = false;
  #done = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get deadline(): number {
    return this.#due;
  }

  /** The show that it follows, as far as it was seen. */
  get followed(): string | undefined {
    return this.#followed?.id;
  }

  /** A node says what it is; `undefined`: nothing that concerns this show. */
  handleRole(id: string, role: Role | undefined, now: number): readonly WatchEffect[] {
    const { suspected = false } = this.#seen.get(id) ?? {};
    // It lives, and plays no more: somebody wanted that.
    if (id === this.#followed?.id && role?.plays === false) this.#ended = true;
    if (role === undefined || role.of !== this.#options.of || role.term > this.#highest + LEAP) this.#seen.delete(id);
    else this.#seen.set(id, { role, suspected });
    return this.#look(now, AT_ONCE);
  }

  /** `clean`: it said goodbye, because somebody ended it. */
  handleExit(id: string, clean: boolean, now: number): readonly WatchEffect[] {
    this.#seen.delete(id);
    if (id === this.#followed?.id) this.#ended = clean;
    return this.#look(now, AT_ONCE);
  }

  handleSuspicion(id: string, suspected: boolean, now: number): readonly WatchEffect[] {
    const seen = this.#seen.get(id);
    if (seen !== undefined) seen.suspected = suspected;
    return this.#look(now, PATIENCE);
  }

  handleTimeout(now: number): readonly WatchEffect[] {
    if (now < this.#due) return [];
    this.#due = Number.POSITIVE_INFINITY;
    this.#gone = true;
    const asks = !this.#options.auto || this.#ended;
    const gone = { type: "gone", asks } as const;
    return asks ? [gone] : [gone, this.#take(undefined)];
  }

  /** A person wants it to take over, also from a show that plays. */
  takeOver(): readonly WatchEffect[] {
    if (this.#done) return [];
    const take = this.#take(Math.min(this.#highest + 1, HIGHEST_TERM));
    return [take];
  }

  #look(now: number, patience: number): readonly WatchEffect[] {
    if (this.#done) return [];
    const best = this.#best();
    if (best === undefined) {
      if (this.#followed !== undefined && !this.#gone && this.#due === Number.POSITIVE_INFINITY)
        this.#due = now + patience + this.#rank * TURN;
      return [];
    }
    const back = this.#gone || this.#due !== Number.POSITIVE_INFINITY;
    const other = best.id !== this.#followed?.id;
    this.#followed = best;
    this.#due = Number.POSITIVE_INFINITY;
    [this.#gone, this.#ended] = [false, false];
    if (other) return [{ type: "follow", id: best.id }];
    return back ? [{ type: "back" }] : [];
  }

  /** The show that plays and answers; of several the one that goes on. */
  #best(): { readonly id: string; readonly role: Role } | undefined {
    const playing = [...this.#seen].filter(([, { role, suspected }]) => role.plays && !suspected);
    const actors = playing.map(([id, { role }]) => ({ id, role }));
    return actors.sort(compareActors)[0];
  }

  /** Of several understudies one takes over; the others have their turn when it does not. */
  get #rank(): number {
    const others = [...this.#seen].filter(
      ([id, { role, suspected }]) => !role.plays && !suspected && id < this.#options.id,
    );
    return others.filter(([, { role }]) => role.auto).length;
  }

  get #highest(): number {
    return Math.max(this.#followed?.role.term ?? 0, ...[...this.#seen.values()].map(({ role }) => role.term));
  }

  #take(claim: number | undefined): WatchEffect {
    this.#done = true;
    this.#due = Number.POSITIVE_INFINITY;
    const { id, role } = this.#followed ?? {};
    const over = id === undefined || role === undefined ? undefined : { id, presses: role.presses };
    return {
      type: "take-over",
      role: { of: this.#options.of, term: Math.min(this.#highest + 1, HIGHEST_TERM), over, claim },
    };
  }
}

const AT_ONCE = 0;
/** One that gives no sign of life may be back in a moment. */
const PATIENCE = 2000;
/** Between two understudies. */
const TURN = 500;
