import { Twins } from "./twins.ts";

/** Whether this bridge carries nodes: not while another one between the same two does, and not without a broker. */
export class Turn {
  readonly twins: Twins;
  #carries = false;
  #rival: string | undefined;
  #upAt: number | undefined;
  #downAt = Number.NEGATIVE_INFINITY;
  #knockAt = Number.NEGATIVE_INFINITY;

  /** `self`: the id of this bridge. */
  constructor(self: string) {
    this.twins = new Twins(self);
  }

  get carries(): boolean {
    return this.#carries;
  }

  /** The other bridge because of which this one carries none. */
  get rival(): string | undefined {
    return this.#rival;
  }

  handleUp(now: number): void {
    this.#upAt = now;
  }

  handleDown(now: number): void {
    this.#upAt = undefined;
    this.#downAt = now;
  }

  /** True when there is news. */
  judge(now: number): boolean {
    const rival = this.twins.rival(this.#carries, now);
    const carries = this.#isAble(now) && rival === undefined && (this.#carries || this.#isSettled(now));
    if (carries === this.#carries && rival === this.#rival) return false;
    this.#rival = rival;
    this.#carries = carries;
    return true;
  }

  /** The other bridges that are to be told now what this one does. */
  takeKnocks(now: number): readonly string[] {
    if (this.#upAt === undefined || now - this.#knockAt < KNOCK_EVERY_MS) return [];
    this.#knockAt = now;
    return [...this.twins.here];
  }

  /** A broker that is away for a moment changes nothing. */
  #isAble(now: number): boolean {
    return this.#upAt !== undefined || now - this.#downAt < OUTAGE_MS;
  }

  /** Whether another bridge that carries nodes would have been heard. */
  #isSettled(now: number): boolean {
    return this.#upAt !== undefined && now - this.#upAt >= (this.twins.alone ? ALONE_MS : SETTLE_MS);
  }
}

const KNOCK_EVERY_MS = 1000;
const OUTAGE_MS = 2000;
/** For so long it is awaited that the other bridges show themselves: on the local network, and of those there over the broker. */
const ALONE_MS = 1000;
const SETTLE_MS = 2500;
