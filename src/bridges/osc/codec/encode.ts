import { encodeText } from "../../../bytes/text.ts";
import { Writer } from "../../../bytes/writer.ts";
import { UsageError } from "../../../errors.ts";
import { DEEPEST, type OscArgument, type OscPacket } from "./packet.ts";

/** Writes one packet. Throws `UsageError` for what OSC cannot hold. */
export function encodePacket(packet: OscPacket): Uint8Array {
  const writer = new Writer();
  attempt(() => writePacket(writer, packet, 0));
  return writer.take();
}

function writePacket(writer: Writer, packet: OscPacket, depth: number): void {
  if ("elements" in packet) return writeBundle(writer, packet, depth);
  const { address, args } = packet;
  if (!/^\/[^\0]*$/.test(address)) throw wrong(`the address ${excerpt(address)} does not begin with a slash`);
  writeText(writer, address);
  writeText(writer, `,${args.map((argument) => tagOf(argument, 0)).join("")}`);
  for (const argument of args) writeArgument(writer, argument);
}

function writeBundle(writer: Writer, { time, elements }: Extract<OscPacket, { elements: unknown }>, depth: number) {
  if (depth === DEEPEST) throw wrong(`bundles are nested deeper than ${DEEPEST}`);
  writeText(writer, "#bundle");
  writeLong(writer, time);
  for (const element of elements) {
    const part = new Writer();
    writePacket(part, element, depth + 1);
    writer.u32(part.length);
    writer.bytes(part.take());
  }
}

function tagOf(argument: OscArgument, depth: number): string {
  if (argument.type !== "[") {
    if (!TAGS.has(argument.type)) throw wrong(`there is no type tag ${excerpt(argument.type)}`);
    return argument.type;
  }
  if (depth === DEEPEST) throw wrong(`arrays are nested deeper than ${DEEPEST}`);
  return `[${argument.value.map((one) => tagOf(one, depth + 1)).join("")}]`;
}

function writeArgument(writer: Writer, argument: OscArgument): void {
  switch (argument.type) {
    case "i":
      return writer.u32(whole(argument, -0x8000_0000, 0x7fff_ffff));
    case "r":
      return writer.u32(whole(argument, 0, 0xffff_ffff));
    case "f":
      SCRATCH.setFloat32(0, number(argument));
      return writer.u32(SCRATCH.getUint32(0));
    case "d":
      SCRATCH.setFloat64(0, number(argument));
      writer.u32(SCRATCH.getUint32(0));
      return writer.u32(SCRATCH.getUint32(4));
    case "h":
    case "t":
      return writeLong(writer, argument.value);
    case "s":
    case "S":
      return writeText(writer, argument.value);
    case "c":
      if (argument.value.length !== 1) throw wrong(`${excerpt(argument.value)} is not one character`);
      return writer.u32(argument.value.charCodeAt(0));
    case "b":
      writer.u32(argument.value.length);
      writer.bytes(argument.value);
      return fill(writer, -argument.value.length & 3);
    case "m":
      if (argument.value.length !== 4) throw wrong(`MIDI has 4 octets, not ${argument.value.length}`);
      return writer.bytes(argument.value);
    case "[":
      for (const one of argument.value) writeArgument(writer, one);
  }
}

function whole({ type, value }: { readonly type: string; readonly value: number }, least: number, most: number) {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(`${String(value)} is no whole number from ${least} to ${most}, as the type tag ${type} wants`);
}

function number({ type, value }: { readonly type: string; readonly value: number }): number {
  if (typeof value === "number") return value;
  throw wrong(`${String(value)} is no number, as the type tag ${type} wants`);
}

function writeLong(writer: Writer, value: bigint): void {
  const bits = BigInt.asUintN(64, value);
  if (bits !== value && BigInt.asIntN(64, value) !== value) throw wrong(`${value} has more than 64 bits`);
  writer.u32(Number(bits >> 32n));
  writer.u32(Number(bits & 0xffff_ffffn));
}

/** A text with a zero octet would end there for whoever reads it. */
function writeText(writer: Writer, text: string): void {
  if (text.includes("\0")) throw wrong(`the text ${excerpt(text)} holds a zero character`);
  const bytes = encodeText(text);
  writer.bytes(bytes);
  fill(writer, 4 - (bytes.length & 3));
}

function fill(writer: Writer, count: number): void {
  for (let i = 0; i < count; i++) writer.u8(0);
}

/** Programs without types hand in anything. */
function attempt(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw error instanceof UsageError ? error : wrong(error instanceof Error ? error.message : String(error));
  }
}

function excerpt(text: unknown): string {
  return JSON.stringify(String(text).slice(0, 20));
}

function wrong(message: string): UsageError {
  return new UsageError("invalid-argument", `this cannot be sent as OSC: ${message}`);
}

const TAGS: ReadonlySet<string> = new Set("ifsbhtdScrmTFNI");
const SCRATCH = new DataView(new ArrayBuffer(8));
