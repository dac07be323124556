/** What is to be done about a peer at this moment. */
export interface Verdict {
  /** Why it counts as gone. */
  readonly gone?: string;
  /** It is to be asked for a sign of life. */
  readonly asks?: boolean;
  readonly suspected?: boolean;
}

/**
 * Whether the other end of a pair is alive. It beats once a second; the broker may say that it is gone, or that nobody listens where
 * it was, and may be wrong in both: a node that returns to another server of a cluster is missed for a moment.
 */
export class Liveness {
  #heardAt: number;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** When the broker said so first, since the peer was heard last. */
  #goneAt: number | undefined;
  #absentAt: number | undefined;
  /** Since when this node has no broker; since when it has one again. */
  #downAt: number | undefined;
  #upAt = Number.NEGATIVE_INFINITY;

  constructor(now: number) {
    this.#heardAt = now;
  }

  /** When `judge` is due; it may be early. */
  get deadline(): number {
    if (this.#downAt !== undefined) return this.#downAt + OUTAGE_MS;
    const asked = this.#askedAt + ASK_EVERY_MS;
    const silence = Math.max(this.#heardAt + ASK_AFTER_MS, asked);
    const gone = this.#goneAt === undefined ? Number.POSITIVE_INFINITY : this.#goneAt + GONE_MS;
    const absent =
      this.#absentAt === undefined ? Number.POSITIVE_INFINITY : Math.max(this.#absentAt + ABSENT_MS, asked);
    return Math.min(silence, gone, absent, this.#heardAt + EXPIRE_MS);
  }

  /** A message or a beat of the peer has come. */
  hear(now: number): void {
    this.#heardAt = now;
    this.#goneAt = undefined;
    this.#absentAt = undefined;
  }

  /** The broker says that its connection is over. */
  handleGone(now: number): Verdict {
    this.#goneAt ??= now;
    return { suspected: true };
  }

  /** The broker says that nobody listens there. */
  handleAbsent(now: number): Verdict {
    // What took the broker from this node may have taken it from the peer too, which may come back later.
    if (now - this.#upAt < OUTAGE_MS) return { suspected: true };
    this.#absentAt ??= now;
    return now - this.#absentAt >= ABSENT_MS ? { gone: "gone" } : { suspected: true };
  }

  /** Whether the peer is to be asked now, because of a word that cannot be believed: not for each of many. */
  doubt(now: number): boolean {
    if (now - this.#askedAt < ASK_EVERY_MS) return false;
    this.#askedAt = now;
    return true;
  }

  handleDown(now: number): void {
    this.#downAt ??= now;
  }

  /** There is a broker again: everybody has time to show that it is here. */
  handleUp(now: number): void {
    this.#downAt = undefined;
    this.#upAt = now;
    this.hear(now);
  }

  judge(now: number): Verdict {
    if (this.#downAt !== undefined) return now - this.#downAt >= OUTAGE_MS ? { gone: "outage" } : {};
    if (this.#goneAt !== undefined && now - this.#goneAt >= GONE_MS) return { gone: "gone" };
    const silence = now - this.#heardAt;
    if (silence >= EXPIRE_MS) return { gone: "expired" };
    const doubted = this.#absentAt !== undefined && now - this.#absentAt >= ABSENT_MS;
    const asks = (silence >= ASK_AFTER_MS || doubted) && now - this.#askedAt >= ASK_EVERY_MS;
    if (asks) this.#askedAt = now;
    return { asks, suspected: silence >= SUSPECT_MS };
  }
}

/** Silence after which a peer is asked: one and a half of its beats, with a tenth for chance. */
const ASK_AFTER_MS = 1650;
/** So that the third question and the suspicion are due together. */
const ASK_EVERY_MS = 550;
/** Two and a half beats. */
const SUSPECT_MS = 2750;
const EXPIRE_MS = 10_000;
/** From the word of the broker until the exit. */
const GONE_MS = 1500;
/** Between two words of the broker that nobody is there, which together mean that. */
const ABSENT_MS = 500;
const OUTAGE_MS = 10_000;
