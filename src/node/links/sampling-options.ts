import { checkSwitch, type OptionNames, show } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";
import { FASTEST, isRate, type Sampling, SLOWEST } from "../../zocp/codec/sampling.ts";

/**
 * How the values of an emitter are wanted. Without either, every value comes as long as the receiver is fast enough, and the
 * newest wins once it is not.
 */
export interface SamplingOptions {
  /** At most so many values a second, 0.001 to 1000: the newest, and always the last one. */
  readonly rate?: number | undefined;
  /**
   * Every single value, also when the receiver is slow: up to 10,000 or 4 MiB wait at the emitter. When even that is too
   * little the oldest are dropped, and the emitter's node tells so by `dropped`.
   */
  readonly every?: boolean | undefined;
}

export const SAMPLING_OPTIONS: OptionNames<SamplingOptions> = { rate: true, every: true };

/** Throws `UsageError` for what cannot be kept. */
export function toSampling({ rate, every }: SamplingOptions): Sampling | undefined {
  checkSwitch("every", every);
  if (rate === undefined) return every === true ? { every } : undefined;
  if (every === true)
    throw new UsageError("invalid-argument", `either every value, or ${show(rate)} in a second, not both`);
  if (typeof rate === "number" && isRate(rate)) return { rate };
  throw new UsageError("invalid-argument", `the rate ${show(rate)} is not a number from ${SLOWEST} to ${FASTEST}`);
}
