import type { Frames } from "../../../bytes/frames.ts";
import { Writer } from "../../../bytes/writer.ts";
import type { Tally } from "../tally.ts";
import { DATA_HEAD, type Grant, writeDataHead } from "./message.ts";

export interface OutgoingOptions {
  /** The epochs of this stream and of the peer's. */
  readonly from: number;
  readonly to: number;
  /** Octets of the longest message to the broker. */
  readonly piece: number;
  /** Octets that may wait for the peer. */
  readonly buffer: number;
  readonly tally: Pick<Tally, "repeated">;
}

/** A message that the peer has not confirmed. */
interface Kept {
  readonly end: number;
  readonly bytes: Uint8Array;
}

/**
 * The stream to one peer. Texts wait for credit, leave in messages of many, and are kept until the peer has confirmed them, so that
 * whatever the broker loses is sent again.
 */
export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #waiting: Frames[] = [];
  /** Which of those that wait is next, and how much of it has left. */
  #head = 0;
  #cut = 0;
  #waitingBytes = 0;
  readonly #kept: Kept[] = [];
  /** Which of those that are kept is to be sent next; all of them have been when it is their number. */
  #next = 0;
  #sent = 0;
  #confirmed = 0;
  #upto = 0;
  #messages = 1;
  /** Nothing leaves and nothing is offered: without a broker, and until the peer has said after an outage what it has. */
  paused = false;
  /** An offer was refused, and whoever made it is to be told when there is room. */
  #refused = false;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** Octets that have been sent at least once. */
  get sent(): number {
    return this.#sent;
  }

  /** Octets that the peer has. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** Octets that are held for this peer. */
  get held(): number {
    return this.#waitingBytes + this.#sent - this.#confirmed;
  }

  /** Whether something waits because the peer has granted nothing more. */
  get stalled(): boolean {
    const spent = this.#sent >= this.#upto || this.#kept.length >= this.#messages;
    return spent && (this.#refused || this.#head < this.#waiting.length);
  }

  /** Whether a value that is offered now leaves at once. */
  get writable(): boolean {
    const room = this.#sent + this.#waitingBytes < this.#upto && this.#kept.length < this.#messages;
    const open = room && !this.paused;
    if (!open) this.#refused = true;
    return open;
  }

  /** Appends a text, whatever there is room for. False when more would wait than may. */
  add(content: Frames): boolean {
    const length = content.end(0) - content.start(0);
    if (this.held + length > this.#options.buffer) return false;
    this.#waiting.push(content);
    this.#waitingBytes += length + PIECE_HEAD;
    return true;
  }

  /** The next message to send, as far as the peer has granted it. */
  take(): Uint8Array | undefined {
    if (this.paused) return undefined;
    const again = this.#kept[this.#next];
    if (again !== undefined) {
      this.#next++;
      this.#options.tally.repeated++;
      return again.bytes;
    }
    const idle = this.#head === this.#waiting.length;
    if (idle || this.#sent >= this.#upto || this.#kept.length >= this.#messages) return undefined;
    const bytes = this.#compose();
    this.#sent += bytes.length - DATA_HEAD;
    this.#kept.push({ end: this.#sent, bytes });
    this.#next = this.#kept.length;
    return bytes;
  }

  /** What the peer has confirmed and granted. False for what cannot be: octets that were never sent. */
  grant({ got, upto, messages }: Grant): boolean {
    if (got > this.#sent) return false;
    let done = 0;
    while ((this.#kept[done]?.end ?? Number.POSITIVE_INFINITY) <= got) done++;
    if (done > 0) this.#kept.splice(0, done);
    this.#next = Math.max(0, this.#next - done);
    this.#confirmed = Math.max(this.#confirmed, got);
    this.#upto = Math.max(this.#upto, upto);
    this.#messages = Math.max(1, messages);
    return true;
  }

  /** Everything from what is confirmed on is sent again. */
  repeat(): void {
    this.#next = 0;
  }

  /** Whether there is room again for whoever was refused; true once. Not for every octet that becomes free. */
  drained(): boolean {
    if (!this.#refused || this.paused || this.#head < this.#waiting.length) return false;
    const [pending, window] = [this.#sent - this.#confirmed, this.#upto - this.#confirmed];
    if (pending * 2 > window || this.#kept.length * 2 > this.#messages) return false;
    this.#refused = false;
    return true;
  }

  /** Texts, or what fits of a long one. */
  #compose(): Uint8Array {
    const { from, to, piece } = this.#options;
    const writer = new Writer(Math.min(DATA_HEAD + this.#waitingBytes, piece));
    writeDataHead(writer, { from, to, offset: this.#sent });
    for (let room = piece - DATA_HEAD; room > PIECE_HEAD; room = piece - writer.length) {
      const content = this.#waiting[this.#head];
      if (content === undefined) break;
      const [start, end] = [content.start(0) + this.#cut, content.end(0)];
      const stop = Math.min(end, start + room - PIECE_HEAD);
      writer.u32((stop < end ? MORE : 0) + stop - start);
      writer.copy(content.bytes, start, stop);
      this.#waitingBytes -= stop - start;
      if (stop < end) this.#cut += stop - start;
      else this.#shift();
    }
    return writer.take();
  }

  #shift(): void {
    this.#waitingBytes -= PIECE_HEAD;
    this.#cut = 0;
    this.#head++;
    // Now and then, for moving all of them for each one would cost too much.
    if (this.#head * 2 < this.#waiting.length) return;
    this.#waiting.splice(0, this.#head);
    this.#head = 0;
  }
}

/** Octets before each piece: its length, and in the first bit whether more of the same text follows. */
export const PIECE_HEAD = 4;
export const MORE = 0x8000_0000;
