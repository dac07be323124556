import type { Frames } from "../../bytes/frames.ts";
import { Reader } from "../../bytes/reader.ts";
import { encodeText, truncateText } from "../../bytes/text.ts";
import { Writer } from "../../bytes/writer.ts";
import { ProtocolError } from "../../errors.ts";

/** How many groups, and how many headers, a HELLO may hold. */
export const COUNT_LIMIT = 1024;

/** What one node says to another. The first ZMTP frame holds the fields, the frames after it the content. @see RFC 36/ZRE */
export type ZreMessage =
  | Hello
  | { readonly type: "WHISPER"; readonly sequence: number; readonly content: Frames }
  | { readonly type: "SHOUT"; readonly sequence: number; readonly group: string; readonly content: Frames }
  /** `status` counts the sender's joins and leaves, modulo 256, this one included. */
  | { readonly type: "JOIN" | "LEAVE"; readonly sequence: number; readonly group: string; readonly status: number }
  | { readonly type: "PING" | "PING-OK"; readonly sequence: number }
  /** The leader election of zyre: who wants to lead, and who does. Only said to who has said it. */
  | { readonly type: "ELECT" | "LEADER"; readonly sequence: number; readonly group: string; readonly leader: string }
  /** Only read: zyre says it where nodes send no beacons; pyre and zyre.js would not count it. */
  | { readonly type: "GOODBYE"; readonly sequence: number };

export interface Hello {
  readonly type: "HELLO";
  readonly sequence: number;
  /** Where the sender listens: `tcp://host:port`. */
  readonly endpoint: string;
  readonly groups: readonly string[];
  readonly status: number;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** The first frame of a message; its content travels in frames of its own. */
export function encodeMessage(message: ZreMessage): Uint8Array {
  // Nearly all messages are whispers: six bytes, made at once.
  if (message.type === "WHISPER") return encodeWhisper(message.sequence);
  const writer = new Writer();
  writer.u16(SIGNATURE);
  writer.u8(IDS[message.type]);
  writer.u8(VERSION);
  writer.u16(message.sequence);
  if (message.type === "HELLO") writeHello(writer, message);
  else if (message.type === "SHOUT") writeString(writer, message.group);
  else if (message.type === "JOIN" || message.type === "LEAVE") {
    writeString(writer, message.group);
    writer.u8(message.status);
  } else if (message.type === "ELECT" || message.type === "LEADER") {
    writeString(writer, message.group);
    writeString(writer, message.leader);
  }
  return writer.take();
}

/** A message without content is accepted. Throws `ProtocolError` ("bad-message", "truncated", "limit-exceeded"). */
export function decodeMessage(frames: Frames): ZreMessage {
  const { bytes } = frames;
  const at = frames.start(0);
  if (frames.end(0) - at === WHISPER_LENGTH && isWhisper(bytes, at)) {
    const sequence = ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number);
    return { type: "WHISPER", sequence, content: frames.from(1) };
  }
  const reader = new Reader(frames.frame(0));
  const { id, sequence } = readHeader(reader);
  const type = TYPES[id];
  switch (type) {
    case undefined:
      throw new ProtocolError("bad-message", `there is no ZRE message with the id ${hex(id)}`);
    case "HELLO":
      return readHello(reader, sequence);
    case "WHISPER":
      return { type, sequence, content: frames.from(1) };
    case "SHOUT":
      return { type, sequence, group: readString(reader), content: frames.from(1) };
    case "JOIN":
    case "LEAVE":
      return { type, sequence, group: readString(reader), status: reader.u8() };
    case "ELECT":
    case "LEADER":
      return { type, sequence, group: readString(reader), leader: readString(reader) };
    default:
      return { type, sequence };
  }
}

/**
 * The number of a message that {@link decodeMessage} refuses: its sender has counted it all the same. Undefined when there is none.
 */
export function decodeSequence(frames: Frames): number | undefined {
  try {
    return readHeader(new Reader(frames.frame(0))).sequence;
  } catch {
    // Not ZRE at all: nothing can be known about it.
    return undefined;
  }
}

function isWhisper(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < WHISPER.length; i++) if (bytes[at + i] !== WHISPER[i]) return false;
  return true;
}

/** The first frame of a whisper. */
export function encodeWhisper(sequence: number): Uint8Array {
  return Uint8Array.of(...WHISPER, sequence >>> 8, sequence & 0xff);
}

function readHeader(reader: Reader): { readonly id: number; readonly sequence: number } {
  const signature = reader.u16();
  const id = reader.u8();
  const version = reader.u8();
  if (signature !== SIGNATURE) {
    throw new ProtocolError("bad-message", `a message begins with ${hex(signature)}, not ${hex(SIGNATURE)}`);
  }
  if (version !== VERSION) {
    throw new ProtocolError("bad-message", `a message of ZRE version ${version}; this node speaks ${VERSION}`);
  }
  return { id, sequence: reader.u16() };
}

function readHello(reader: Reader, sequence: number): Hello {
  const endpoint = readString(reader);
  const groups: string[] = [];
  for (let count = readCount(reader, "groups", 4); count > 0; count--) groups.push(readLongString(reader));
  const status = reader.u8();
  const name = readString(reader);
  const headers = new Map<string, string>();
  for (let count = readCount(reader, "headers", 5); count > 0; count--) {
    headers.set(readString(reader), readLongString(reader));
  }
  return { type: "HELLO", sequence, endpoint, groups, status, name, headers };
}

/** A count that more bytes would be needed for than there are is refused before anything is made of it. */
function readCount(reader: Reader, what: string, smallest: number): number {
  const count = reader.u32();
  if (count > COUNT_LIMIT) {
    throw new ProtocolError("limit-exceeded", `a HELLO with ${count} ${what}; the limit is ${COUNT_LIMIT}`);
  }
  if (count * smallest > reader.remaining) {
    throw new ProtocolError("truncated", `a HELLO promises ${count} ${what} and ends before`);
  }
  return count;
}

function readString(reader: Reader): string {
  return reader.text(reader.u8());
}

function readLongString(reader: Reader): string {
  return reader.text(reader.u32());
}

function writeHello(writer: Writer, { endpoint, groups, status, name, headers }: Hello): void {
  writeString(writer, endpoint);
  writer.u32(groups.length);
  // Every other message gives a group's name one octet for its length.
  for (const group of groups) writeLongString(writer, truncateText(withoutNul(group), STRING_LIMIT));
  writer.u8(status);
  writeString(writer, name);
  writer.u32(headers.size);
  for (const [header, value] of headers) {
    writeString(writer, header);
    writeLongString(writer, value);
  }
}

function writeString(writer: Writer, text: string): void {
  const bytes = encodeText(truncateText(withoutNul(text), STRING_LIMIT));
  writer.u8(bytes.length);
  writer.bytes(bytes);
}

function writeLongString(writer: Writer, text: string): void {
  const bytes = encodeText(withoutNul(text));
  writer.u32(bytes.length);
  writer.bytes(bytes);
}

/** zyre is written in C: a text would end at its first NUL there. */
function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

const SIGNATURE = 0xaaa1;
const VERSION = 2;
const IDS = {
  HELLO: 1,
  WHISPER: 2,
  SHOUT: 3,
  JOIN: 4,
  LEAVE: 5,
  PING: 6,
  "PING-OK": 7,
  ELECT: 8,
  LEADER: 9,
  GOODBYE: 10,
} as const;
/** How every whisper begins: signature, id, version; its number follows. */
const WHISPER = [SIGNATURE >>> 8, SIGNATURE & 0xff, IDS.WHISPER, VERSION] as const;
const WHISPER_LENGTH = 6;
const TYPES: readonly (ZreMessage["type"] | undefined)[] = [
  undefined,
  "HELLO",
  "WHISPER",
  "SHOUT",
  "JOIN",
  "LEAVE",
  "PING",
  "PING-OK",
  "ELECT",
  "LEADER",
  "GOODBYE",
];
const STRING_LIMIT = 255;
