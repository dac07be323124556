import { decodeText, encodeText } from "../../../bytes/text.ts";
import type { Writer } from "../../../bytes/writer.ts";
import { ProtocolError, UsageError } from "../../../errors.ts";

/** A text in a field of fixed length: a zero ends it, where it does not fill the field. */
export function readFixedText(field: Uint8Array): string {
  const end = field.indexOf(0);
  return decodeText(field, 0, end < 0 ? field.length : end);
}

/** Throws `UsageError` for a text that leaves no place for the zero. */
export function writeFixedText(writer: Writer, text: string, length: number, what: string): void {
  if (typeof text !== "string" || text.includes("\0")) throw wrong(`${what} is no text without zero characters`);
  const bytes = encodeText(text);
  if (bytes.length >= length) throw wrong(`${what} has ${bytes.length} octets; the limit is ${length - 1}`);
  writer.bytes(bytes);
  fill(writer, length - bytes.length);
}

export function writeOctets(writer: Writer, octets: Uint8Array, length: number, what: string): void {
  if (!(octets instanceof Uint8Array) || octets.length !== length) throw wrong(`${what} must be ${length} octets`);
  writer.bytes(octets);
}

export function fill(writer: Writer, count: number): void {
  for (let i = 0; i < count; i++) writer.u8(0);
}

/** Gives back a whole number within its limits; throws `UsageError` for anything else. */
export function whole(value: number, least: number, most: number, what: string): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(`${what} is ${String(value)}, no whole number from ${least} to ${most}`);
}

/** Programs without types hand in anything. */
export function attempt(what: string, write: () => Uint8Array): Uint8Array {
  try {
    return write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError("invalid-argument", `this cannot be sent as ${what}: ${reason}`);
  }
}

export function bad(message: string): ProtocolError {
  return new ProtocolError("bad-message", message);
}

export function wrong(message: string): UsageError {
  return new UsageError("invalid-argument", message);
}

export function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length >= start.length && start.every((octet, index) => bytes[index] === octet);
}
