import { NetworkError } from "../errors.ts";

/** How long a call may wait. */
export interface WaitOptions {
  /** Milliseconds; without it there is no limit. */
  readonly timeout?: number | undefined;
  /** Ends the wait; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

type Schedule = (delay: number, callback: () => void) => () => void;

/** Settles a wait; what it returns undoes what it began. */
export type Begin<Value> = (resolve: (value: Value) => void, reject: (error: Error) => void) => () => void;

/** A promise that can time out or be aborted, and cleans up behind itself in every case. `what` names what did not come. */
export function waiting<Value>(
  schedule: Schedule,
  { timeout, signal }: WaitOptions,
  what: () => string,
  begin: Begin<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    let undo: (() => void) | undefined;
    let settled = false;
    const finish = (settle: () => void): void => {
      if (settled) return;
      settled = true;
      cancel?.();
      signal?.removeEventListener("abort", aborted);
      undo?.();
      settle();
    };
    const aborted = (): void => finish(() => reject(signal?.reason));
    const late = (): void => finish(() => reject(new NetworkError("timed-out", `${what()} within ${timeout} ms`)));
    const cancel = timeout === undefined ? undefined : schedule(timeout, late);
    signal?.addEventListener("abort", aborted);
    undo = begin(
      (value) => finish(() => resolve(value)),
      (error) => finish(() => reject(error)),
    );
    if (settled) undo();
  });
}
