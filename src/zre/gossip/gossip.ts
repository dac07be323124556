import type { Frames } from "../../bytes/frames.ts";
import { Reader } from "../../bytes/reader.ts";
import { encodeText, truncateText } from "../../bytes/text.ts";
import { Writer } from "../../bytes/writer.ts";
import { ProtocolError } from "../../errors.ts";

/** What a node and a hub say to each other, one frame each. @see zgossip of CZMQ, which zyre uses */
export type GossipMessage = { readonly type: "HELLO" | "PING" | "PONG" | "INVALID" } | Publish;

/** A tuple: for zyre the key is who, and the value where. */
export interface Publish {
  readonly type: "PUBLISH";
  /** At most 255 bytes. */
  readonly key: string;
  readonly value: string;
  /**
   * For how long the tuple holds unless it is published again, in milliseconds; 0 for as long as its publisher stays.
   * zgossip writes 0 and never looks at it. {@link WITHDRAWN} takes the tuple back.
   */
  readonly ttl: number;
}

/** A tuple that holds one millisecond more: it is no longer so. Said only to those who have shown that they know it. */
export const WITHDRAWN = 1;

export function encodeGossip(message: GossipMessage): Uint8Array {
  const writer = new Writer();
  writer.u16(SIGNATURE);
  writer.u8(IDS[message.type]);
  writer.u8(VERSION);
  if (message.type !== "PUBLISH") return writer.take();
  const key = encodeText(truncateText(message.key, KEY_LIMIT));
  const value = encodeText(message.value);
  writer.u8(key.length);
  writer.bytes(key);
  writer.u32(value.length);
  writer.bytes(value);
  writer.u32(message.ttl);
  return writer.take();
}

/** Frames after the first mean nothing. Throws `ProtocolError` ("bad-message", "truncated"). */
export function decodeGossip(frames: Frames): GossipMessage {
  const reader = new Reader(frames.frame(0));
  const signature = reader.u16();
  if (signature !== SIGNATURE) {
    throw new ProtocolError("bad-message", `a message begins with ${hex(signature)}, not ${hex(SIGNATURE)}`);
  }
  const id = reader.u8();
  const version = reader.u8();
  if (version !== VERSION) {
    throw new ProtocolError("bad-message", `a message of gossip version ${version}; this node speaks ${VERSION}`);
  }
  const type = TYPES[id];
  if (type === undefined) throw new ProtocolError("bad-message", `there is no gossip message with the id ${hex(id)}`);
  if (type !== "PUBLISH") return { type };
  return { type, key: reader.text(reader.u8()), value: reader.text(reader.u32()), ttl: reader.u32() };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

const SIGNATURE = 0xaaa0;
const VERSION = 1;
const IDS = { HELLO: 1, PUBLISH: 2, PING: 3, PONG: 4, INVALID: 5 } as const;
const TYPES: readonly (GossipMessage["type"] | undefined)[] = [
  undefined,
  "HELLO",
  "PUBLISH",
  "PING",
  "PONG",
  "INVALID",
];
const KEY_LIMIT = 255;
