import type { NetworkError } from "../../errors.ts";
import { failureOf } from "../../events/failures.ts";
import type { Endpoint, Stream, StreamHandlers } from "../net.ts";
import { attempt, type Failed } from "./clock.ts";

/** What guards have in common: who is told, and how something is done when the present event has been handled. */
export interface Guard {
  readonly failed: Failed;
  readonly later: (action: () => void) => void;
}

/** A stream that throws nothing: when it fails, or when we fail at what it brings, it is told and closed like a lost one. */
export class GuardedStream implements Stream {
  readonly #stream: Stream;
  readonly #guard: Guard;
  /** Undefined once nothing may be told any more. */
  #close: ((error?: NetworkError) => void) | undefined;
  #failing = false;
  taken = false;

  constructor(stream: Stream, guard: Guard) {
    this.#stream = stream;
    this.#guard = guard;
  }

  get remote(): Endpoint {
    return this.#ask(() => this.#stream.remote, NOWHERE);
  }

  get local(): string | undefined {
    return this.#ask(() => this.#stream.local, undefined);
  }

  get buffered(): number {
    return this.#ask(() => this.#stream.buffered, 0);
  }

  open({ connect, data, drain, close }: StreamHandlers): void {
    this.#close = close;
    const handlers: StreamHandlers = {
      data: (chunk) => this.#attempt(() => data(chunk)),
      close: (error) => this.#attempt(() => this.#end(error)),
      ...(connect !== undefined && { connect: () => this.#attempt(connect) }),
      ...(drain !== undefined && { drain: () => this.#attempt(drain) }),
    };
    this.#attempt(() => this.#stream.open(handlers));
  }

  write(bytes: Uint8Array): boolean {
    try {
      const more = this.#stream.write(bytes);
      this.taken = this.#stream.taken === true;
      return more;
    } catch (cause) {
      this.taken = false;
      this.#fail(cause);
      return false;
    }
  }

  pause(): void {
    this.#attempt(() => this.#stream.pause());
  }

  resume(): void {
    this.#attempt(() => this.#stream.resume());
  }

  async end(): Promise<void> {
    this.#close = undefined;
    try {
      await this.#stream.end();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  destroy(): void {
    this.#close = undefined;
    this.#attempt(() => this.#stream.destroy());
  }

  #ask<Answer>(question: () => Answer, otherwise: Answer): Answer {
    try {
      return question();
    } catch (cause) {
      this.#fail(cause);
      return otherwise;
    }
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Closed afterwards, as the network would: whoever writes or opens must not find its stream closed in between. */
  #fail(cause: unknown): void {
    this.#guard.failed(cause);
    if (this.#failing) return;
    this.#failing = true;
    attempt(() => this.#stream.destroy(), this.#guard.failed);
    this.#guard.later(() => this.#end(failureOf(cause)));
  }

  #end(error: NetworkError | undefined): void {
    const close = this.#close;
    this.#close = undefined;
    close?.(error);
  }
}

/** What a network gives that could not even begin to connect. */
export class ClosedStream implements Stream {
  readonly remote: Endpoint;
  readonly buffered = 0;
  readonly #cause: unknown;
  readonly #guard: Guard;
  #wanted = true;

  constructor(remote: Endpoint, cause: unknown, guard: Guard) {
    this.remote = remote;
    this.#cause = cause;
    this.#guard = guard;
  }

  open({ close }: StreamHandlers): void {
    this.#guard.later(() => {
      if (this.#wanted) close(failureOf(this.#cause));
    });
  }

  write(): boolean {
    return false;
  }

  pause(): void {}

  resume(): void {}

  end(): void {
    this.#wanted = false;
  }

  destroy(): void {
    this.#wanted = false;
  }
}

/** Where the other end of a stream is that does not say it any more. */
const NOWHERE: Endpoint = { address: "", port: 0 };
