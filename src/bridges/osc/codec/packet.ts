/** One argument of a message, by its type tag. */
export type OscArgument =
  /** A 32-bit integer, a 32-bit float, a 64-bit float, a colour of four octets (RGBA). */
  | { readonly type: "i" | "f" | "d" | "r"; readonly value: number }
  /** A 64-bit integer; a time tag (see {@link OscBundle.time}). */
  | { readonly type: "h" | "t"; readonly value: bigint }
  /** A text, a symbol, a single character. */
  | { readonly type: "s" | "S" | "c"; readonly value: string }
  /** Octets; four octets of MIDI (port, status, two of data). */
  | { readonly type: "b" | "m"; readonly value: Uint8Array }
  /** True, false, nil and infinitum (an impulse) carry nothing. */
  | { readonly type: "T" | "F" | "N" | "I" }
  | { readonly type: "["; readonly value: readonly OscArgument[] };

/** An address, or a pattern of addresses, and what is sent to it. */
export interface OscMessage {
  readonly address: string;
  readonly args: readonly OscArgument[];
}

/** Messages and bundles that take effect together, at a time. */
export interface OscBundle {
  /** An NTP time: seconds since 1900 in the upper 32 bits, a fraction of a second in the lower ones. 1 stands for "at once". */
  readonly time: bigint;
  readonly elements: readonly OscPacket[];
}

/** What one datagram holds. */
export type OscPacket = OscMessage | OscBundle;

/** How deep bundles, and arrays, may be nested. */
export const DEEPEST = 8;
