import type { Frames } from "../../src/bytes/frames.ts";
import type { Transport, TransportHandlers } from "../../src/transport/transport.ts";

/** A transport in virtual time whose peers take as many values as there is room for. */
export class VirtualTransport implements Transport {
  readonly id = "1".repeat(32);
  readonly name = "desk";
  /** The signals that were taken: emitter and value. */
  readonly offered: (readonly [string, number])[] = [];
  #handlers: TransportHandlers | undefined;
  #now = 0;
  #room = Number.POSITIVE_INFINITY;
  #full = new Set<string>();
  readonly #deferred: (() => void)[] = [];
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  get handlers(): TransportHandlers {
    if (this.#handlers === undefined) throw new Error("the transport was not opened");
    return this.#handlers;
  }

  now(): number {
    return this.#now;
  }

  schedule(delay: number, callback: () => void): () => void {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The end of a turn: the next promise, or the next move of the time. */
  defer(callback: () => void): void {
    this.#deferred.push(callback);
    queueMicrotask(() => this.#endTurn());
  }

  #endTurn(): void {
    for (const callback of this.#deferred.splice(0)) callback();
  }

  open(handlers: TransportHandlers): void {
    this.#handlers = handlers;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  whisper(): void {}

  writable(): boolean {
    return this.#room > 0;
  }

  offer(peer: string, content: Frames): boolean {
    if (this.#room === 0) {
      this.#full.add(peer);
      return false;
    }
    this.#room--;
    const [emitter, value] = JSON.parse(content.text(0)).SIG;
    this.offered.push([emitter, value]);
    return true;
  }

  /** From now on there is room for so many values. */
  stall(room: number): void {
    this.#room = room;
    if (room === 0) return;
    const waiting = [...this.#full];
    this.#full = new Set();
    for (const peer of waiting) this.handlers.drain(peer);
  }

  run(milliseconds: number): void {
    this.#endTurn();
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      this.#endTurn();
    }
    this.#now = end;
  }
}
