import { Reader } from "../../../bytes/reader.ts";
import { Writer } from "../../../bytes/writer.ts";
import { ProtocolError } from "../../../errors.ts";

/**
 * What two nodes say to each other through a broker. `from` is the epoch of the sender's stream, `to` that of the receiver's as far
 * as the sender knows it (0: not at all), so a message that belongs to an earlier life of either of them shows itself.
 */
export type PairMessage = { readonly from: number; readonly to: number } & (
  | Hello
  | Data
  | ({ readonly type: "ACK" | "RESET" } & Grant)
  | { readonly type: "PROBE"; readonly sent: number }
  | { readonly type: "BYE" }
);

/** Begins a pair, or goes on with one after an outage. */
export interface Hello extends Grant {
  readonly type: "HELLO";
  /** Which run of its program the sender is: another one has forgotten everything. */
  readonly session: number;
  /** Whether the sender waits for a HELLO. */
  readonly asks: boolean;
  /** Whether the sender wants to be in touch, or is only there for whoever does. */
  readonly wants: boolean;
  /** Whether the sender knows that the receiver wants that. */
  readonly needed: boolean;
  /** What the sender says of itself until the pair is open; empty from then on. */
  readonly record: Uint8Array;
}

/** A part of a stream. */
export interface Data {
  readonly type: "DATA";
  /** Octets of the stream before this part. */
  readonly offset: number;
  /** The pieces of texts that {@link writePieces} wrote. */
  readonly content: Uint8Array;
}

/** How far a stream has arrived, and how much more of it may come. */
export interface Grant {
  /** Octets that have arrived, all of them in order. */
  readonly got: number;
  /** Up to which offset the sender may send; never taken back. */
  readonly upto: number;
  /** How many messages may be on their way at a time. */
  readonly messages: number;
}

export function encodePairMessage(message: Exclude<PairMessage, { readonly type: "DATA" }>): Uint8Array {
  const writer = new Writer(LONGEST_HEAD + (message.type === "HELLO" ? message.record.length : 0));
  writeHead(writer, message.type, message);
  if (message.type === "PROBE") writeOffset(writer, message.sent);
  if (message.type === "HELLO") {
    writer.u32(message.session);
    writer.u8((message.asks ? ASKS : 0) | (message.wants ? WANTS : 0) | (message.needed ? NEEDED : 0));
  }
  if (message.type === "HELLO" || message.type === "ACK" || message.type === "RESET") writeGrant(writer, message);
  if (message.type === "HELLO") writer.bytes(message.record);
  return writer.take();
}

/** The head of a DATA; the pieces follow. */
export function writeDataHead(writer: Writer, head: { from: number; to: number; offset: number }): void {
  writeHead(writer, "DATA", head);
  writeOffset(writer, head.offset);
}

/** Throws `ProtocolError` for what is none. What it returns points into `bytes`. */
export function decodePairMessage(bytes: Uint8Array): PairMessage {
  const reader = new Reader(bytes);
  const kind = reader.u8();
  const type = KINDS[kind - 1];
  if (type === undefined) throw new ProtocolError("bad-message", `there is no message of the kind ${kind}`);
  const epochs = { from: reader.u32(), to: reader.u32() };
  // What follows the last field belongs to a later version.
  if (type === "DATA") return { type, ...epochs, offset: readOffset(reader), content: reader.take(reader.remaining) };
  if (type === "PROBE") return { type, ...epochs, sent: readOffset(reader) };
  if (type === "BYE") return { type, ...epochs };
  if (type === "HELLO") {
    const session = reader.u32();
    const flags = reader.u8();
    const [asks, wants, needed] = [ASKS, WANTS, NEEDED].map((flag) => (flags & flag) !== 0) as [
      boolean,
      boolean,
      boolean,
    ];
    const said = { session, asks, wants, needed };
    return { type, ...epochs, ...said, ...readGrant(reader), record: reader.take(reader.remaining) };
  }
  return { type, ...epochs, ...readGrant(reader) };
}

function writeHead(writer: Writer, type: PairMessage["type"], { from, to }: { from: number; to: number }): void {
  writer.u8(KINDS.indexOf(type) + 1);
  writer.u32(from);
  writer.u32(to);
}

function writeGrant(writer: Writer, { got, upto, messages }: Grant): void {
  writeOffset(writer, got);
  writeOffset(writer, upto);
  writer.u16(messages);
}

function readGrant(reader: Reader): Grant {
  return { got: readOffset(reader), upto: readOffset(reader), messages: reader.u16() };
}

/** 48 bits: a stream of 1 Gbit/s reaches their end after 26 days; 281 TB of values, never. */
function writeOffset(writer: Writer, offset: number): void {
  writer.u16(Math.floor(offset / 0x1_0000_0000));
  writer.u32(offset % 0x1_0000_0000);
}

function readOffset(reader: Reader): number {
  return reader.u16() * 0x1_0000_0000 + reader.u32();
}

/** By their number on the wire, from 1. */
const KINDS = ["HELLO", "DATA", "ACK", "RESET", "PROBE", "BYE"] as const;
const ASKS = 0x01;
const WANTS = 0x02;
const NEEDED = 0x04;
/** Octets of a HELLO. */
const LONGEST_HEAD = 28;
/** Octets of a DATA before its pieces. */
export const DATA_HEAD = 15;
