import type { Json } from "../../bytes/json.ts";
import { NetworkError } from "../../errors.ts";
import type { SettleEffect } from "../../zocp/core/effects.ts";

interface Waiting {
  resolve(result: Json): void;
  reject(error: unknown): void;
}

/** The promises of what was asked of peers: each has a number, and the machine settles it by that number. */
export class Requests {
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  /** Asks with a fresh number. An abort ends only the wait: what was sent cannot be taken back. */
  ask(signal: AbortSignal | undefined, send: (request: number) => void): Promise<Json> {
    const request = ++this.#last;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const aborted = (): void => this.#take(request)?.reject(signal?.reason);
      signal?.addEventListener("abort", aborted);
      const done = (): void => signal?.removeEventListener("abort", aborted);
      this.#waiting.set(request, {
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      send(request);
    });
  }

  settle({ request, result, error }: SettleEffect): void {
    const waiting = this.#take(request);
    if (error === undefined) waiting?.resolve(result ?? null);
    else waiting?.reject(new NetworkError(error.code, error.message));
  }

  /** Ends every wait with this error. */
  end(error: Error): void {
    for (const request of [...this.#waiting.keys()]) this.#take(request)?.reject(error);
  }

  #take(request: number): Waiting | undefined {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    return waiting;
  }
}
