/** How long silence may last, in milliseconds. */
export interface LivenessTimes {
  /** After so long without a beacon or a message a peer is sent a PING. */
  readonly evasive: number;
  /** So long after an unanswered PING the peer counts as evasive, and after as long again as silent. */
  readonly silent: number;
  /** After so long the peer has left. */
  readonly expired: number;
}

/** What has become due. */
export type LivenessStep = "ask" | "evasive" | "silent" | "expired";

/** One peer's signs of life. */
export class Liveness {
  #heard: number;
  #asked: number | undefined;
  #told: "evasive" | "silent" | undefined;
  #returned = false;

  constructor(now: number) {
    this.#heard = now;
  }

  /** How the peer is doing, as far as its user was told. */
  get state(): "ready" | "evasive" | "silent" {
    return this.#told ?? "ready";
  }

  get heardAt(): number {
    return this.#heard;
  }

  /** For how long the peer has given no sign of life. */
  silence(now: number): number {
    return now - this.#heard;
  }

  /** Whether it was heard again after a long silence, since {@link takeReturn} was called last. */
  get returned(): boolean {
    return this.#returned;
  }

  takeReturn(): void {
    this.#returned = false;
  }

  handleHeard(now: number): void {
    if (now - this.#heard > LONG) this.#returned = true;
    this.vouch(now);
  }

  /** The peer is well, though nothing was heard of it. */
  vouch(now: number): void {
    this.#heard = now;
    this.#asked = undefined;
    this.#told = undefined;
  }

  /** What is due now; at most one step a call. */
  check(now: number, { evasive, silent, expired }: LivenessTimes): LivenessStep | undefined {
    const silence = this.silence(now);
    if (silence >= expired) return "expired";
    if (silence < evasive) return undefined;
    if (this.#asked === undefined) {
      this.#asked = now;
      return "ask";
    }
    const unanswered = now - this.#asked;
    if (this.#told === undefined && unanswered >= silent) return this.#tell("evasive");
    if (this.#told === "evasive" && unanswered >= 2 * silent) return this.#tell("silent");
    return undefined;
  }

  #tell(step: "evasive" | "silent"): LivenessStep {
    this.#told = step;
    return step;
  }
}

/** After such a silence TCP waits longer than that again until it repeats what was lost. */
const LONG = 3000;
