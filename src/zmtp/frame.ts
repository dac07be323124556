/** Set when another frame of the same message follows. @see RFC 37/ZMTP, "Framing" */
export const MORE = 0x01;
/** Set when the size takes eight octets instead of one. */
export const LONG = 0x02;
/** Set on commands. */
export const COMMAND = 0x04;
/** The largest size that one octet can say. */
export const SHORT_LIMIT = 255;
/** Flags, and a size of eight octets. */
export const LONGEST_HEADER = 9;

/** One frame by itself; `flags` without {@link LONG}. */
export function encodeFrame(flags: number, body: Uint8Array): Uint8Array {
  const { length } = body;
  const short = length <= SHORT_LIMIT;
  const frame = new Uint8Array(length + (short ? 2 : LONGEST_HEADER));
  if (short) frame.set([flags, length]);
  else writeLongHeader(frame, 0, flags, length);
  frame.set(body, frame.length - length);
  return frame;
}

/** Writes flags and a size of eight octets, and returns how many octets that is. */
export function writeLongHeader(bytes: Uint8Array, at: number, flags: number, size: number): number {
  bytes[at] = flags | LONG;
  for (let i = 8, rest = size; i > 0; i--, rest = Math.floor(rest / 0x100)) bytes[at + i] = rest;
  return LONGEST_HEADER;
}
