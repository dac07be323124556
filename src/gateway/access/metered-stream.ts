import type { Socket } from "node:net";
import { Duplex } from "node:stream";

import type { Rounds } from "../../rounds.ts";
import type { Account } from "../../shares.ts";

/**
 * The connection of a page, which hands on what came in small pieces, one in each turn, and nothing while it is paused. A socket
 * alone gives 64 KiB at once, from each page in the same round of the host's loop: 10,000 messages, which are all read before
 * anybody can say that it is enough.
 */
export class MeteredStream extends Duplex {
  /** On whose account it is read. */
  account: Account;
  readonly #socket: Socket;
  readonly #rounds: Pick<Rounds, "add">;
  /** What came and was not handed on; the socket waits until there is nothing. */
  #waiting: Buffer[] = [];
  #wanted = false;
  #queued = false;
  #ended = false;

  /** `head`: what came already. */
  constructor(socket: Socket, head: Buffer, rounds: Pick<Rounds, "add">, account: Account) {
    super({ readableHighWaterMark: PIECE });
    this.account = account;
    this.#socket = socket;
    this.#rounds = rounds;
    if (head.length > 0) this.#waiting.push(head);
    // The end of a connection is told by `close`.
    this.on("error", () => {});
    socket.setTimeout(0).setNoDelay();
    socket.on("data", (octets: Buffer) => this.#take(octets));
    socket.on("end", () => {
      this.#ended = true;
      this.#ask();
    });
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  /** Whether something that came has not been handed on: it waits for a turn, or for a reader that wants more. */
  get unread(): boolean {
    return this.#queued || this.#waiting.length > 0;
  }

  override resume(): this {
    super.resume();
    this.#ask();
    return this;
  }

  override _read(): void {
    this.#wanted = true;
    this.#ask();
  }

  override _write(octets: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(octets, done);
  }

  override _writev(parts: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.cork();
    for (const [index, { chunk }] of parts.entries())
      this.#socket.write(chunk, index === parts.length - 1 ? done : undefined);
    this.#socket.uncork();
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#waiting = [];
    this.#socket.destroy();
    done(error);
  }

  #take(octets: Buffer): void {
    this.#socket.pause();
    this.#waiting.push(octets);
    this.#ask();
  }

  /** Asks for a turn, when there is something to do in it. */
  #ask(): void {
    if (this.#queued || !this.#wanted || this.isPaused() || (this.#waiting.length === 0 && !this.#ended)) return;
    this.#queued = true;
    this.#rounds.add(() => this.#handOn(), this.account);
  }

  #handOn(): void {
    this.#queued = false;
    if (this.destroyed || this.isPaused()) return;
    const [first] = this.#waiting;
    if (first === undefined) return void this.push(null);
    if (first.length > PIECE) this.#waiting[0] = first.subarray(PIECE);
    else this.#waiting.shift();
    if (this.#waiting.length === 0 && !this.#ended) this.#socket.resume();
    this.#wanted = false;
    this.push(first.subarray(0, PIECE));
  }
}

/** Octets: 700 of the smallest frames. */
const PIECE = 0x1000;
