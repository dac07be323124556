import { decodeText, encodeText } from "../../bytes/text.ts";
import { ProtocolError, UsageError } from "../../errors.ts";

/** Where a node is on a broker: the user as whom it is known there, and its id. A broker that knows its users proves both. */
export interface BrokerAddress {
  readonly owner: string;
  readonly id: string;
}

/** The owner of whoever enters a broker without a name. No user can be called so: it is escaped in no other way. */
export const NOBODY = "~";

/** What a node says of itself to everybody on a broker. */
export interface PresenceRecord {
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Which run of its program this is, from 0 to 2^32 − 1. */
  readonly session: number;
}

/** Throws `UsageError` when it is longer than others read. */
export function encodeRecord({ name, headers, session }: PresenceRecord): Uint8Array {
  const bytes = encodeText(JSON.stringify({ v: VERSION, name, session, headers: Object.fromEntries(headers) }));
  if (bytes.length <= MOST_RECORD) return bytes;
  throw new UsageError(
    "invalid-argument",
    `the name and the headers of this node take ${bytes.length} bytes as a record on a broker; the limit is ${MOST_RECORD}`,
  );
}

/** Throws `ProtocolError` for what is none. */
export function decodeRecord(bytes: Uint8Array): PresenceRecord {
  const { name, headers, session } = parse(bytes);
  if (typeof name !== "string" || encodeText(name).length > MOST_NAME) throw bad("no name");
  if (!isSession(session)) throw bad("no session");
  const entries = Object.entries(isObject(headers) ? headers : {});
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) throw bad("odd headers");
  return { name, headers: new Map(entries), session };
}

/** The sign of life of a node. */
export function encodeBeat(session: number): Uint8Array {
  return encodeText(JSON.stringify({ session }));
}

/** The session of who has beaten. Throws `ProtocolError`. */
export function decodeBeat(bytes: Uint8Array): number {
  const { session } = parse(bytes);
  if (!isSession(session)) throw bad("no session");
  return session;
}

/** Whether it is a beat, and not a record, where both come the same way. */
export function isBeat(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.length <= MOST_BEAT;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length > MOST_RECORD) throw bad(`${bytes.length} octets; the limit is ${MOST_RECORD}`);
  let value: unknown;
  try {
    value = JSON.parse(decodeText(bytes));
  } catch {
    throw bad("no JSON");
  }
  if (!isObject(value)) throw bad("no object");
  return value;
}

function bad(what: string): ProtocolError {
  return new ProtocolError("bad-message", `a presence record is malformed: ${what}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSession(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

const VERSION = 1;
const MOST_RECORD = 4096;
/** As long as names of nodes may be. */
const MOST_NAME = 255;
/** A record has a name and headers, and is longer. */
const MOST_BEAT = 24;
