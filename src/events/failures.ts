import { NetworkError } from "../errors.ts";
import { callSafely } from "./emitter.ts";

/**
 * Makes events of what was thrown where nobody could catch it: by the network, by a transport, by our own code while a message
 * was handled. The same sentence is told once a second at most: one that fails with each message must not drown everything.
 */
export class Failures {
  readonly #now: () => number;
  readonly #tell: (error: NetworkError) => void;
  readonly #told = new Set<string>();
  #second = 0;

  constructor(now: () => number, tell: (error: NetworkError) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  /** Never throws. */
  readonly tell = (cause: unknown): void => {
    const error = failureOf(cause);
    this.#turn();
    if (this.#told.has(error.message) || this.#told.size >= SENTENCES) return;
    this.#told.add(error.message);
    callSafely(this.#tell, error);
  };

  #turn(): void {
    const second = this.#clock();
    if (second === this.#second) return;
    this.#second = second;
    this.#told.clear();
  }

  /** A clock that fails stands still. */
  #clock(): number {
    try {
      return Math.floor(this.#now() / 1000);
    } catch {
      return this.#second;
    }
  }
}

/** What was thrown, as an error that can be told. */
export function failureOf(cause: unknown): NetworkError {
  if (cause instanceof NetworkError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new NetworkError("network-failure", `something failed unexpectedly, and the node goes on: ${reason}`, {
    cause,
  });
}

/** Different ones in a second. */
const SENTENCES = 20;
