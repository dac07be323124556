import { Reader } from "../../../bytes/reader.ts";
import { Writer } from "../../../bytes/writer.ts";
import { KEY_LENGTH } from "../../../zmtp/curve/primitives.ts";

/**
 * What two nodes with keys say to each other through a broker. A node is known in a channel by the *mark* of its short-term key:
 * the first four octets.
 */
export type ChannelMessage =
  | {
      readonly type: "KEYS";
      /** The mark of the receiver, as far as the sender knows it; 0: not at all. */
      readonly to: number;
      /** The public halves of what the sender is known by, and of what it has made for this channel alone. */
      readonly lasting: Uint8Array;
      readonly short: Uint8Array;
    }
  /** `box`: a message of a pair, encrypted. */
  | { readonly type: "SEALED"; readonly from: number; readonly to: number; readonly box: Uint8Array };

export function encodeKeys({ to, lasting, short }: Omit<ChannelMessage & { type: "KEYS" }, "type">): Uint8Array {
  const writer = new Writer(5 + 2 * KEY_LENGTH);
  writer.u8(KEYS);
  writer.u32(to);
  writer.bytes(lasting);
  writer.bytes(short);
  return writer.take();
}

/** The head of what is sealed; the box follows. */
export function writeSealedHead(bytes: Uint8Array, from: number, to: number): void {
  bytes[0] = SEALED;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(1, from);
  view.setUint32(5, to);
}

/** Undefined for what belongs to no channel. Throws `ProtocolError` for what is malformed. What it returns points into `bytes`. */
export function decodeChannelMessage(bytes: Uint8Array): ChannelMessage | undefined {
  const [kind] = bytes;
  if (kind !== KEYS && kind !== SEALED) return undefined;
  const reader = new Reader(bytes.subarray(1));
  if (kind === SEALED)
    return { type: "SEALED", from: reader.u32(), to: reader.u32(), box: reader.take(reader.remaining) };
  const to = reader.u32();
  // What follows the last field belongs to a later version.
  return { type: "KEYS", to, lasting: reader.take(KEY_LENGTH), short: reader.take(KEY_LENGTH) };
}

/** By what a short-term key is called. */
export function markOf(short: Uint8Array): number {
  return new DataView(short.buffer, short.byteOffset).getUint32(0);
}

/** Octets before a box. */
export const SEALED_HEAD = 9;
const KEYS = 0x0a;
const SEALED = 0x0b;
