/** Who wants a pair to be: one that neither side has wanted for a while, or that the peer wants and never opens, is over. */
export class Need {
  #mine: boolean;
  #theirs = false;
  #open = false;
  /** Since when nobody wants it. */
  #since: number;

  /** `mine`: whether this node wants it. */
  constructor(mine: boolean, now: number) {
    this.#mine = mine;
    this.#since = now;
  }

  get mine(): boolean {
    return this.#mine;
  }

  /** Whether the peer wants it, as far as it said so. */
  get theirs(): boolean {
    return this.#theirs;
  }

  /** Whether one of the two wants it. */
  get holds(): boolean {
    return this.#mine || (this.#open && this.#theirs);
  }

  /** When it is over; Infinity while somebody wants it. */
  get deadline(): number {
    return this.holds ? Number.POSITIVE_INFINITY : this.#since + UNNEEDED_MS;
  }

  /** This node wants it, or does not any more. */
  want(mine: boolean, now: number): void {
    this.#mine = mine;
    this.#since = now;
  }

  /** The peer says whether it wants it. */
  hear(theirs: boolean, now: number): void {
    if (theirs || this.#theirs) this.#since = now;
    this.#theirs = theirs;
  }

  /** The two are in touch, or are no longer: what the peer wants then is not known. */
  turn(open: boolean, now: number): void {
    this.#theirs &&= open;
    this.#open = open;
    this.#since = now;
  }
}

/** Long enough for whoever looks away and back. */
const UNNEEDED_MS = 30_000;
