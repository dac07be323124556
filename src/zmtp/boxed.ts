import { Frames } from "../bytes/frames.ts";
import { ProtocolError } from "../errors.ts";
import { LONG, LONGEST_HEADER, MORE, SHORT_LIMIT, writeLongHeader } from "./frame.ts";
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
  const out = new Uint8Array(boxedLength(box, frames));
  let end = 0;
  for (let at = 0; at < frames.length; ) {
    const flags = frames[at] as number;
    const start = startOf(frames, at);
    at = start + sizeOf(frames, at);
    end = writeBox(box, { more: (flags & MORE) !== 0, command: false, body: frames.subarray(start, at) }, out, end);
  }
  return out;
}

/** The frame of one command in its box. */
export function boxCommand(box: Box, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(frameLength(box.overhead + body.length));
  writeBox(box, { more: false, command: true, body }, out, 0);
  return out;
}

/** Writes the frame of one box to `out`, from `at` on, and returns where it ends. */
function writeBox(box: Box, frame: BoxedFrame, out: Uint8Array, at: number): number {
  const length = box.overhead + frame.body.length;
  let start = at;
  if (length > SHORT_LIMIT) start += writeLongHeader(out, at, 0, length);
  else {
    out[start++] = 0;
    out[start++] = length;
  }
  box.seal(frame, out, start);
  return start + length;
}

function boxedLength(box: Box, frames: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < frames.length; ) {
    const size = sizeOf(frames, at);
    at = startOf(frames, at) + size;
    length += frameLength(box.overhead + size);
  }
  return length;
}

/** How long a frame is whose body has so many octets. */
function frameLength(body: number): number {
  return body + (body > SHORT_LIMIT ? LONGEST_HEADER : SHORT_HEADER);
}

/** Where the body of the frame at `at` begins. */
function startOf(frames: Uint8Array, at: number): number {
  return at + (((frames[at] as number) & LONG) === 0 ? SHORT_HEADER : LONGEST_HEADER);
}

function sizeOf(frames: Uint8Array, at: number): number {
  return ((frames[at] as number) & LONG) === 0 ? (frames[at + 1] as number) : longSize(frames, at);
}

function longSize(frames: Uint8Array, at: number): number {
  let size = 0;
  for (let i = 1; i < LONGEST_HEADER; i++) size = size * 0x100 + (frames[at + i] as number);
  return size;
}

/** Flags, and a size of one octet. */
const SHORT_HEADER = 2;
