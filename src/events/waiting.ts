import { checkOptions, checkSignal, checkTimeout, type OptionNames } from "../arguments/check.ts";
import { NetworkError } from "../errors.ts";

/** How long a call may wait. */
export interface WaitOptions {
  /** Milliseconds from 0; without it, or with `Infinity`, there is no limit. */
  readonly timeout?: number | undefined;
  /** Ends the wait; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export const WAIT_OPTIONS: OptionNames<WaitOptions> = { timeout: true, signal: true };

/** Throws `UsageError` for an option that does not exist or cannot be. `known`: where there are more than these two. */
export function checkWait<Options extends WaitOptions>(
  what: string,
  options: Options,
  known: OptionNames<Options>,
): void {
  checkOptions(what, options, known);
  checkTimeout(options.timeout);
  checkSignal(options.signal);
}

/**
 * A promise of something that depends on others. When they refuse, or are not there, and nobody waits for it, the program goes on
 * (`refused` tells it, where there is something to tell); a mistake of the caller's is never let pass.
 */
export function asked<Value>(begin: () => Promise<Value>): Promise<Value> {
  try {
    const promise = begin();
    promise.catch(() => {});
    return promise;
  } catch (error) {
    return Promise.reject(error);
  }
}

type Schedule = (delay: number, callback: () => void) => () => void;

/** Settles a wait; what it returns undoes what it began. */
export type Begin<Value> = (resolve: (value: Value) => void, reject: (error: Error) => void) => () => void;

/** The waits of one node. All of them end when the node stops. */
export class Waits {
  readonly #schedule: Schedule;
  readonly #pending = new Set<(error: Error) => void>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** A promise that can time out or be aborted, and cleans up behind itself in every case. `what` names what did not come. */
  begin<Value>({ timeout, signal }: WaitOptions, what: () => string, begin: Begin<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      let undo: (() => void) | undefined;
      let settled = false;
      const finish = (settle: () => void): void => {
        if (settled) return;
        settled = true;
        this.#pending.delete(fail);
        cancel?.();
        signal?.removeEventListener("abort", aborted);
        undo?.();
        settle();
      };
      const fail = (error: Error): void => finish(() => reject(error));
      const aborted = (): void => finish(() => reject(signal?.reason));
      const late = (): void => fail(new NetworkError("timed-out", `${what()} within ${timeout} ms`));
      const cancel = hasLimit(timeout) ? this.#schedule(timeout, late) : undefined;
      signal?.addEventListener("abort", aborted);
      this.#pending.add(fail);
      undo = begin((value) => finish(() => resolve(value)), fail);
      if (settled) undo();
    });
  }

  /** Ends every wait with this error. */
  end(error: Error): void {
    for (const fail of this.#pending) fail(error);
  }
}

function hasLimit(timeout: number | undefined): timeout is number {
  return timeout !== undefined && timeout !== Number.POSITIVE_INFINITY;
}
