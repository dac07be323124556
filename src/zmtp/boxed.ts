import { Frames } from "../bytes/frames.ts";
import type { Writer } from "../bytes/writer.ts";
import { ProtocolError } from "../errors.ts";
import { writeFrame } from "./frame.ts";
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

/** Writes one message in boxes. The outer frames carry no flag but the one for their size: libzmq drops all others. */
export function writeBoxed(writer: Writer, box: Box, first: Uint8Array, content: Frames | undefined): void {
  const count = content?.count ?? 0;
  writeFrame(writer, 0, box.seal({ more: count > 0, command: false, body: first }));
  for (let i = 0; i < count; i++) {
    writeFrame(writer, 0, box.seal({ more: i + 1 < count, command: false, body: content?.frame(i) ?? EMPTY }));
  }
}

const EMPTY = new Uint8Array(0);
