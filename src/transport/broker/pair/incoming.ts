import { Frames } from "../../../bytes/frames.ts";
import { ProtocolError } from "../../../errors.ts";
import type { Data, Grant } from "./message.ts";
import { MORE, PIECE_HEAD } from "./outgoing.ts";

/** How much a receiver lets one sender have on its way. */
export interface Credit {
  readonly bytes: number;
  readonly messages: number;
}

/** What became of a message of the stream. */
export type Arrival = "taken" | "known" | "gap" | "refused";

/** The stream from one peer: every octet of it once and in order, and how much more of it may come. */
export class Incoming {
  readonly #limit: number;
  #got = 0;
  #upto = 0;
  #messages = 1;
  /** Up to which offset the peer knows that its octets arrived; messages since. */
  #told = 0;
  #untold = 0;
  /** The first pieces of a text whose last one has not come. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Whoever reads it has not finished: no more is granted. */
  held = false;

  /** `limit`: octets of the longest text. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get got(): number {
    return this.#got;
  }

  /** Whether the peer is to be told now, and not only in a while: a quarter of what it was granted has come. */
  get urgent(): boolean {
    if (this.held) return false;
    return this.#untold * 4 >= this.#messages || (this.#got - this.#told) * 4 >= this.#upto - this.#told;
  }

  /** Takes a part of the stream, and gives the texts in it to `deliver`. Throws `ProtocolError` for what no sender of ours writes. */
  receive({ offset, content }: Data, deliver: (frames: Frames) => void): Arrival {
    if (offset > this.#got) return "gap";
    if (offset < this.#got || content.length === 0) return "known";
    // Whoever keeps to what was granted is never here.
    if (this.held && offset > this.#upto + OVERDRAFT) return "refused";
    const spans = this.#read(content);
    this.#got += content.length;
    this.#untold++;
    this.#deliver(content, spans, deliver);
    return "taken";
  }

  /** What the peer is told of this stream. */
  grant({ bytes, messages }: Credit): Grant {
    if (!this.held) this.#upto = Math.max(this.#upto, this.#got + bytes);
    this.#messages = messages;
    this.#told = this.#got;
    this.#untold = 0;
    return { got: this.#got, upto: this.#upto, messages };
  }

  /** Where the pieces are: start, end, and whether more follows. All of them, before anything is done with one. */
  #read(content: Uint8Array): readonly Piece[] {
    const spans: Piece[] = [];
    let length = this.#length;
    for (let at = 0; at < content.length; ) {
      if (content.length - at < PIECE_HEAD) throw new ProtocolError("truncated", "a piece of a text has no head");
      const head = readU32(content, at);
      const more = head >= MORE;
      const start = at + PIECE_HEAD;
      at = start + (more ? head - MORE : head);
      if (at > content.length) throw new ProtocolError("truncated", "a piece of a text ends too early");
      length += at - start;
      if (length > this.#limit)
        throw new ProtocolError("limit-exceeded", `a text of ${length} octets or more; the limit is ${this.#limit}`);
      if (!more) length = 0;
      spans.push({ start, end: at, more });
    }
    return spans;
  }

  #deliver(content: Uint8Array, pieces: readonly Piece[], deliver: (frames: Frames) => void): void {
    const whole: number[] = [];
    for (const { start, end, more } of pieces) {
      if (more || this.#pieces.length > 0) {
        this.#pieces.push(content.subarray(start, end));
        this.#length += end - start;
        if (!more) deliver(this.#join());
      } else whole.push(start, end);
    }
    if (whole.length === 0) return;
    const [start = 0, end = 0] = whole;
    deliver(whole.length === 2 ? Frames.span(content, start, end) : new Frames(content, whole));
  }

  #join(): Frames {
    const text = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      text.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#length = 0;
    return Frames.span(text, 0, text.length);
  }
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly more: boolean;
}

function readU32(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  return high * 0x1_0000 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
}

/** Octets beyond what was granted: a text that began before its end, and what was on its way. */
const OVERDRAFT = 0x10_0000;
