import type { Frames } from "../bytes/frames.ts";
import type { Writer } from "../bytes/writer.ts";

/** Set when another frame of the same message follows. @see RFC 37/ZMTP, "Framing" */
export const MORE = 0x01;
/** Set when the size takes eight octets instead of one. */
export const LONG = 0x02;
/** Set on commands. */
export const COMMAND = 0x04;

/** Writes one message: its first frame, then the frames of `content`. */
export function writeMessage(writer: Writer, first: Uint8Array, content: Frames | undefined): void {
  const count = content?.count ?? 0;
  writeFrame(writer, count > 0 ? MORE : 0, first);
  for (let i = 0; i < count; i++) writeFrame(writer, i + 1 < count ? MORE : 0, content?.frame(i) ?? EMPTY);
}

/** Writes one frame; `flags` without {@link LONG}. */
export function writeFrame(writer: Writer, flags: number, body: Uint8Array): void {
  if (body.length <= SHORT_LIMIT) {
    writer.u8(flags);
    writer.u8(body.length);
  } else {
    writer.u8(flags | LONG);
    writer.u32(Math.floor(body.length / 0x1_0000_0000));
    writer.u32(body.length >>> 0);
  }
  writer.bytes(body);
}

const SHORT_LIMIT = 255;
const EMPTY = new Uint8Array(0);
