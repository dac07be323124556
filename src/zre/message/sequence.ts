import { encodeWhisper } from "./message.ts";

/** Where a counter starts again: zyre counts modulo 65536, pyre and zyre.js modulo 65535. */
export type Wrap = 65535 | 65536;

/** Numbers what we send to one peer: HELLO is 1. */
export class OutgoingSequence {
  wrap: Wrap = 65536;
  /** The latest one. */
  last = 0;

  next(): number {
    this.last = (this.last + 1) % this.wrap;
    return this.last;
  }

  /** The first frame of the next whisper. It is the same bytes each time, to be used at once. */
  nextWhisper(): Uint8Array {
    const sequence = (this.last + 1) % this.wrap;
    this.last = sequence;
    WHISPER[SEQUENCE_AT] = sequence >>> 8;
    WHISPER[SEQUENCE_AT + 1] = sequence;
    return WHISPER;
  }
}

/** Checks the numbers of what one peer sends; at the wrap it accepts either way of counting and remembers it. */
export class IncomingSequence {
  /** How the peer counts, once it has shown it. */
  wrap: Wrap | undefined;
  // HELLO was 1.
  #expected = 2;

  /** False when messages in between are missing. */
  accept(sequence: number): boolean {
    if (sequence === this.#expected) {
      if (sequence === 65535) this.wrap = 65536;
    } else if (this.#expected === 65535 && sequence === 0) this.wrap = 65535;
    else return false;
    this.#expected = (sequence + 1) % 65536;
    return true;
  }
}

const WHISPER = encodeWhisper(0);
/** Where the number is in it. */
const SEQUENCE_AT = 4;
