import { checkOctets } from "../../../arguments/check.ts";
import { Reader } from "../../../bytes/reader.ts";
import { ProtocolError } from "../../../errors.ts";
import { DEEPEST, type OscArgument, type OscPacket } from "./packet.ts";

/**
 * Reads one packet. Undefined for what is no OSC at all, because a port is shared with strangers; throws `ProtocolError` for a packet that
 * begins as one and is broken, and `UsageError` for what are no octets.
 *
 * @see OSC 1.0, "OSC Packets"; OSC 1.1 for the required type tags
 */
export function decodePacket(bytes: Uint8Array): OscPacket | undefined {
  checkOctets("the packet", bytes);
  if (bytes[0] !== SLASH && bytes[0] !== HASH) return undefined;
  return readPacket(bytes, 0);
}

function readPacket(bytes: Uint8Array, depth: number): OscPacket {
  const reader = new Reader(bytes);
  const first = readText(reader);
  if (first.startsWith("/")) return { address: first, args: readArguments(reader) };
  if (first !== "#bundle") throw bad(`a packet begins with ${excerpt(first)}, not with an address or #bundle`);
  if (depth === DEEPEST) throw new ProtocolError("limit-exceeded", `bundles are nested deeper than ${DEEPEST}`);
  const time = readLong(reader);
  const elements: OscPacket[] = [];
  while (reader.remaining > 0) elements.push(readPacket(reader.take(readElementSize(reader)), depth + 1));
  return { time, elements };
}

function readElementSize(reader: Reader): number {
  const size = reader.u32();
  if (size % 4 === 0 && size > 0) return size;
  throw bad(`an element of a bundle has ${size} octets, which is no multiple of 4 from 4`);
}

/** Senders from before 1.0 leave the tags out: without arguments that does no harm. */
function readArguments(reader: Reader): readonly OscArgument[] {
  if (reader.remaining === 0) return [];
  const tags = readText(reader);
  if (!tags.startsWith(",")) throw bad("the type tags are missing");
  const read = new ArgumentReader(reader, tags);
  const args = read.all(0);
  if (reader.remaining > 0) throw bad(`${reader.remaining} octets follow the last argument`);
  return args;
}

class ArgumentReader {
  readonly #reader: Reader;
  readonly #tags: string;
  #at = 1;

  constructor(reader: Reader, tags: string) {
    this.#reader = reader;
    this.#tags = tags;
  }

  /** Up to the end of the tags, or of the array that is read. */
  all(depth: number): readonly OscArgument[] {
    const args: OscArgument[] = [];
    for (; this.#at < this.#tags.length; ) {
      const tag = this.#tags[this.#at++] as string;
      if (tag === "]") {
        if (depth === 0) throw bad("an array ends that has not begun");
        return args;
      }
      args.push(tag === "[" ? this.#array(depth + 1) : readArgument(tag, this.#reader));
    }
    if (depth > 0) throw bad("an array does not end");
    return args;
  }

  #array(depth: number): OscArgument {
    if (depth > DEEPEST) throw new ProtocolError("limit-exceeded", `arrays are nested deeper than ${DEEPEST}`);
    return { type: "[", value: this.all(depth) };
  }
}

function readArgument(type: string, reader: Reader): OscArgument {
  switch (type) {
    case "i":
      return { type, value: reader.u32() | 0 };
    case "r":
      return { type, value: reader.u32() };
    case "f":
      return { type, value: viewOf(reader.take(4)).getFloat32(0) };
    case "d":
      return { type, value: viewOf(reader.take(8)).getFloat64(0) };
    case "h":
      return { type, value: BigInt.asIntN(64, readLong(reader)) };
    case "t":
      return { type, value: readLong(reader) };
    case "s":
    case "S":
      return { type, value: readText(reader) };
    case "c":
      return { type, value: String.fromCharCode(reader.u32() & 0xffff) };
    case "b":
      return { type, value: readBlob(reader) };
    case "m":
      return { type, value: reader.take(4) };
    case "T":
    case "F":
    case "N":
    case "I":
      return { type };
    default:
      throw bad(`the type tag ${excerpt(type)} is unknown`);
  }
}

function readLong(reader: Reader): bigint {
  return (BigInt(reader.u32()) << 32n) | BigInt(reader.u32());
}

function readBlob(reader: Reader): Uint8Array {
  const length = reader.u32();
  const blob = reader.take(length);
  reader.take(-length & 3);
  return blob;
}

/** Ends with a zero octet, and is filled up to a multiple of four. */
function readText(reader: Reader): string {
  const { rest } = reader;
  const end = rest.indexOf(0);
  if (end < 0) throw new ProtocolError("truncated", "a text does not end");
  const text = reader.text(end);
  reader.take(4 - (end & 3));
  return text;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function excerpt(text: string): string {
  return JSON.stringify(text.slice(0, 20));
}

function bad(message: string): ProtocolError {
  return new ProtocolError("bad-message", message);
}

const SLASH = 0x2f;
const HASH = 0x23;
