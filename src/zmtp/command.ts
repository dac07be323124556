import { Reader } from "../bytes/reader.ts";
import { decodeText, encodeText, truncateText } from "../bytes/text.ts";
import { Writer } from "../bytes/writer.ts";
import { ProtocolError } from "../errors.ts";

/** What a side says of itself in its handshake: `Socket-Type`, `Identity`, and whatever begins with `X-`. */
export type Properties = ReadonlyMap<string, Uint8Array>;

/** A command of ZMTP 3.1, as far as DEALER and ROUTER need them. @see RFC 37/ZMTP, "Commands" */
export type Command =
  /** The names of the properties are in lower case: they may be written either way. */
  | { readonly type: "READY"; readonly properties: Properties }
  | { readonly type: "ERROR"; readonly reason: string }
  /** `ttl` in milliseconds: after so long without a sign of life the sender wants to be given up; 0 says nothing. */
  | { readonly type: "PING"; readonly ttl: number; readonly context: Uint8Array }
  | { readonly type: "PONG"; readonly context: Uint8Array }
  | { readonly type: "OTHER"; readonly name: string };

/** Reads the body of a command frame. Throws `ProtocolError` ("bad-command", "truncated"). */
export function decodeCommand(body: Uint8Array): Command {
  const reader = new Reader(body);
  const name = reader.text(reader.u8());
  switch (name) {
    case "READY":
      return { type: "READY", properties: decodeProperties(reader.take(reader.remaining)) };
    case "ERROR":
      return { type: "ERROR", reason: reader.remaining > 0 ? reader.text(reader.u8()) : "" };
    case "PING":
      return decodePing(reader);
    case "PONG":
      return { type: "PONG", context: reader.take(reader.remaining) };
    default:
      return { type: "OTHER", name };
  }
}

/** Reads the properties of a READY command; their names come out in lower case. Throws `ProtocolError`. */
export function decodeProperties(bytes: Uint8Array): Properties {
  const reader = new Reader(bytes);
  const properties = new Map<string, Uint8Array>();
  while (reader.remaining > 0) {
    const name = reader.text(reader.u8()).toLowerCase();
    properties.set(name, reader.take(reader.u32()));
  }
  return properties;
}

/** The names are sent as they are: libzmq knows them in one spelling only. */
export function encodeProperties(properties: Properties): Uint8Array {
  const writer = new Writer();
  for (const [name, value] of properties) {
    const bytes = encodeText(name);
    writer.u8(bytes.length);
    writer.bytes(bytes);
    writer.u32(value.length);
    writer.bytes(value);
  }
  return writer.take();
}

/** The value of a property as text. */
export function propertyText(properties: Properties, name: string): string | undefined {
  const value = properties.get(name.toLowerCase());
  return value === undefined ? undefined : decodeText(value);
}

/** The body of a command frame: a name and what follows it. */
export function encodeCommand(name: string, ...rest: readonly Uint8Array[]): Uint8Array {
  // Exact: heartbeats are many, and small buffers are cheap.
  const writer = new Writer(rest.reduce((length, bytes) => length + bytes.length, 1 + name.length));
  writer.u8(name.length);
  writer.bytes(encodeText(name));
  for (const bytes of rest) writer.bytes(bytes);
  return writer.take();
}

/** `ttl` in milliseconds, sent in tenths of a second; `context` comes back in the PONG, at most 16 octets of it. */
export function encodePing(ttl: number, context: Uint8Array): Uint8Array {
  const tenths = Math.min(Math.round(ttl / 100), 0xffff);
  return encodeCommand("PING", Uint8Array.of(tenths >>> 8, tenths), context);
}

/** The reason is cut to 255 octets. */
export function encodeError(reason: string): Uint8Array {
  const bytes = encodeText(truncateText(reason, 255));
  return encodeCommand("ERROR", Uint8Array.of(bytes.length), bytes);
}

function decodePing(reader: Reader): Command {
  // libzmq answers a shorter one with memory that was not meant for us; we refuse it.
  if (reader.remaining < 2) throw new ProtocolError("bad-command", "a PING without its two octets of TTL");
  const ttl = reader.u16() * 100;
  return { type: "PING", ttl, context: reader.take(Math.min(reader.remaining, PING_CONTEXT)) };
}

const PING_CONTEXT = 16;
