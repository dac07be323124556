import type { Stream } from "../../../net/net.ts";
import { Account } from "../../../shares.ts";
import type { ConnectionEffect } from "../../../zmtp/connection.ts";
import type { ReadTurns } from "./read-turns.ts";

export interface ReadingHandlers {
  /** What a chunk says. */
  read(chunk: Uint8Array, now: number): readonly ConnectionEffect[];
  perform(effect: ConnectionEffect, now: number): void;
  /** Whether the connection is closed: then nothing of what it brought counts any more. */
  closed(): boolean;
  now(): number;
  /** What came has to wait, perhaps for long. */
  rests(): void;
}

/**
 * What one connection brings: handled at once, or, where it is more than a moment's work, in later turns. Nothing more is read
 * meanwhile.
 */
export class Reading {
  /** What is done for this connection is reckoned here. */
  readonly account: Account = new Account();
  readonly #stream: Stream;
  /** Shared by the connections that are read side by side. */
  readonly #turns: ReadTurns;
  readonly #handlers: ReadingHandlers;
  /** What waits for the next turn of this connection; undefined when it has none to wait for. */
  #postponed: readonly ConnectionEffect[] | undefined;
  /** Chunks behind that, not even looked at. */
  #chunks: Uint8Array[] = [];
  /** Whether a turn was asked for. */
  #waiting = false;
  /** The owner wants nothing more to be read for a while. */
  #paused = false;
  /** The owner has not finished what came last: nothing more is handled. */
  #held = false;
  /** What has to happen when everything that arrived has been handled: the stream is over. */
  #end: (() => void) | undefined;

  constructor(stream: Stream, turns: ReadTurns, handlers: ReadingHandlers) {
    this.#stream = stream;
    this.#turns = turns;
    this.#handlers = handlers;
  }

  /** Something came and is kept waiting, for others have their turns: nothing is read, not even a sign of life. */
  get rests(): boolean {
    return this.account.heavy && this.account.patient && (this.#postponed !== undefined || this.#held);
  }

  /** Handles a chunk, or keeps it for a later turn. */
  handle(chunk: Uint8Array, now: number): void {
    if (this.#postponed !== undefined || this.#held) return void this.#chunks.push(chunk);
    if (this.#turns.over || this.account.heavy) return this.#postpone([], chunk);
    this.#turns.begin(this.account, now);
    const done = this.#perform(this.#handlers.read(chunk, now), now);
    // Behind a full chunk more waits, which the host would read at once: others have their turn before.
    if (done && chunk.length >= FULL && this.#turns.endsChunk(now) && !this.#handlers.closed()) this.#postpone([]);
    this.#turns.end();
  }

  /** The stream is over: calls back when what arrived before has been handled. */
  end(callback: () => void): void {
    if (this.#postponed === undefined && !this.#held && !this.#turns.over) return callback();
    // Nobody is slowed down by that any more.
    this.account.patient = false;
    this.#end = callback;
    if (this.#postponed === undefined && !this.#held) this.#postpone([]);
  }

  /** Reads nothing more until {@link resume}; what has been read already is handled. */
  pause(): void {
    this.#paused = true;
    this.#stream.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#postponed === undefined && !this.#held) this.#stream.resume();
  }

  /** Neither reads nor handles anything more until {@link release}. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    if (this.rests) this.#handlers.rests();
    if (this.#postponed === undefined) this.#stream.pause();
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#postpone(this.#postponed ?? []);
  }

  /** False when the turn was over before everything was done. */
  #perform(effects: readonly ConnectionEffect[], now: number): boolean {
    for (let i = 0; i < effects.length && !this.#handlers.closed(); i++) {
      const effect = effects[i] as ConnectionEffect;
      if (effect.type === "message" && (this.#held || !this.#turns.takes())) {
        this.#postpone(effects.slice(i));
        return false;
      }
      this.#handlers.perform(effect, now);
    }
    return true;
  }

  #postpone(effects: readonly ConnectionEffect[], ...chunks: readonly Uint8Array[]): void {
    if (this.#postponed === undefined) this.#stream.pause();
    this.#postponed = effects;
    this.#chunks.push(...chunks);
    if (this.#held || this.#waiting) return;
    this.#waiting = true;
    this.#turns.wait(this.#goOn, this.account);
    if (this.rests) this.#handlers.rests();
  }

  /** The next turn of this connection has come. */
  readonly #goOn = (): void => {
    this.#waiting = false;
    const effects = this.#postponed;
    if (effects === undefined || this.#held || this.#handlers.closed()) return;
    const now = this.#handlers.now();
    this.#turns.begin(this.account, now);
    if (!this.#perform(effects, now)) return;
    this.#postponed = [];
    for (let chunk = this.#chunks.shift(); chunk !== undefined; chunk = this.#chunks.shift())
      if (!this.#perform(this.#handlers.read(chunk, now), now)) return;
    this.#finish();
  };

  #finish(): void {
    this.#postponed = undefined;
    if (this.#handlers.closed() || this.#held) return;
    if (this.#end !== undefined) this.#end();
    else if (!this.#paused) this.#stream.resume();
  }
}

/** The host reads chunks of up to this length. */
const FULL = 0x1_0000;
