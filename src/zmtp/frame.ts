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
  if (content === undefined) return;
  for (let i = 0; i < count; i++) {
    const [start, end] = [content.start(i), content.end(i)];
    writeHeader(writer, i + 1 < count ? MORE : 0, end - start);
    writer.copy(content.bytes, start, end);
  }
}

/** Writes one frame; `flags` without {@link LONG}. */
export function writeFrame(writer: Writer, flags: number, body: Uint8Array): void {
  writeHeader(writer, flags, body.length);
  writer.bytes(body);
}

function writeHeader(writer: Writer, flags: number, size: number): void {
  if (size <= SHORT_LIMIT) return writer.u16((flags << 8) | size);
  writer.u8(flags | LONG);
  writer.u32(Math.floor(size / 0x1_0000_0000));
  writer.u32(size >>> 0);
}

const SHORT_LIMIT = 255;
