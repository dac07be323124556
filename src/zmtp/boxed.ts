import { Frames } from "../bytes/frames.ts";
import { Writer } from "../bytes/writer.ts";
import { ProtocolError } from "../errors.ts";
import { encodeFrame, LONG, LONGEST_HEADER, MORE } from "./frame.ts";
import type { FrameLimits } from "./frame-decoder.ts";
import type { Box, BoxedFrame } from "./mechanism.ts";

/** Puts messages together from frames that came out of their boxes. */
export class Unboxed {
  readonly #limits: FrameLimits;
  #frames: Uint8Array[] = [];
  #size = 0;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** The whole message once its last frame is there. Throws `ProtocolError` ("limit-exceeded"). */
  handleFrame({ more, body }: BoxedFrame): Frames | undefined {
    this.#check(body);
    this.#frames.push(body);
    this.#size += body.length;
    if (more) return undefined;
    const message = Frames.of(...this.#frames);
    this.#frames = [];
    this.#size = 0;
    return message;
  }

  #check(body: Uint8Array): void {
    const { maxMessage, maxFrames } = this.#limits;
    const size = this.#size + body.length;
    const count = this.#frames.length + 1;
    if (size <= maxMessage && count <= maxFrames) return;
    throw new ProtocolError(
      "limit-exceeded",
      `the peer sends a message of ${size} octets in ${count} frames; the limits are ${maxMessage} and ${maxFrames}`,
    );
  }
}

/**
 * Puts each of these frames into a box of its own. The outer frames carry no flag but the one for their size: libzmq drops all
 * others.
 */
export function boxFrames(box: Box, frames: Uint8Array): Uint8Array {
  const writer = new Writer(frames.length * 2);
  for (let at = 0; at < frames.length; ) {
    const flags = frames[at] as number;
    const [start, size] =
      (flags & LONG) === 0 ? [at + 2, frames[at + 1] as number] : [at + LONGEST_HEADER, longSize(frames, at)];
    at = start + size;
    const body = frames.subarray(start, at);
    writer.bytes(encodeFrame(0, box.seal({ more: (flags & MORE) !== 0, command: false, body })));
  }
  return writer.take();
}

function longSize(frames: Uint8Array, at: number): number {
  let size = 0;
  for (let i = 1; i < LONGEST_HEADER; i++) size = size * 0x100 + (frames[at + i] as number);
  return size;
}
