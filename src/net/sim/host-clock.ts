import { checkNumber, checkOptions, checkText, type OptionNames } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";

/** How the clock of a simulated host is wrong. */
export interface HostClockOptions {
  /** Milliseconds by which it is ahead, from 0: clocks of machines begin at 0, and never show less. */
  readonly offset?: number | undefined;
  /** Parts of a million by which it is too fast; 0. Above -1,000,000: no clock stands still or goes back. */
  readonly drift?: number | undefined;
}

/** What a simulated host is like. */
export interface HostOptions {
  readonly clock?: HostClockOptions | undefined;
}

/** The clock of one host: the time of the network, as that machine has it. */
export class HostClock {
  readonly #offset: number;
  readonly #speed: number;
  /** A timer never rings before its time for want of digits. */
  readonly #digits: number;

  constructor({ offset = 0, drift = 0 }: HostClockOptions = {}) {
    checkNumber("the offset of a clock", offset);
    checkNumber("the drift of a clock", drift);
    if (offset < 0) throw new UsageError("invalid-argument", `the offset of a clock is ${offset}; it may be from 0`);
    if (drift <= -1e6)
      throw new UsageError("invalid-argument", `the drift of a clock is ${drift}; it must be above -1000000`);
    this.#offset = offset;
    this.#speed = 1 + drift / 1e6;
    this.#digits = offset === 0 && drift === 0 ? 0 : DIGITS;
  }

  /** What it shows at a moment of the network. */
  at(moment: number): number {
    return this.#offset + moment * this.#speed;
  }

  /** Milliseconds of the network in so many of its own. */
  lasting(milliseconds: number): number {
    return milliseconds / this.#speed + this.#digits;
  }
}

/** Throws `UsageError` for what is neither an address nor options. */
export function toHostClock([options = {}, ...more]: readonly unknown[]): HostClock {
  for (const one of more) checkText("the address", one);
  checkOptions("the host", options as HostOptions, HOST_OPTIONS);
  const { clock = {} } = options as HostOptions;
  return new HostClock(checkOptions("the clock", clock, CLOCK_OPTIONS));
}

/** Milliseconds. */
const DIGITS = 1e-6;
const HOST_OPTIONS: OptionNames<HostOptions> = { clock: true };
const CLOCK_OPTIONS: OptionNames<HostClockOptions> = { offset: true, drift: true };
