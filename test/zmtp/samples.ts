import { readdirSync, readFileSync } from "node:fs";

import { Frames } from "../../src/bytes/frames.ts";
import { fromHex, toHex } from "../../src/bytes/hex.ts";
import { Batch } from "../../src/zmtp/batch.ts";
import { CommandFrame, FrameDecoder, type FrameLimits } from "../../src/zmtp/frame-decoder.ts";

/** Bytes from hex; white space is free. */
export function bytes(hex: string): Uint8Array {
  const decoded = fromHex(hex);
  if (decoded === undefined) throw new Error(`not hex: ${hex}`);
  return decoded;
}

/** The octets of an ASCII text as hex. */
export function ascii(text: string): string {
  return toHex(new TextEncoder().encode(text));
}

/** All these in one piece. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Frames.of(new Uint8Array(0), ...parts).bytes;
}

/** `stream` cut at these places. */
export function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (stream.length + 1)), stream.length].sort((a, b) => a - b);
  return ends.map((end, index) => stream.slice(ends[index - 1] ?? 0, end));
}

/** A message as it goes over the wire; at least one frame. */
export function encodeMessage([first = new Uint8Array(0), ...rest]: readonly Uint8Array[]): Uint8Array {
  const batch = new Batch();
  batch.write(first, rest.length === 0 ? undefined : Frames.of(...rest));
  return batch.take();
}

/** Each frame of a message as hex. */
export function hexOf(message: Frames): string[] {
  return Array.from({ length: message.count }, (_, index) => toHex(message.frame(index)));
}

/** What a decoder finds in these chunks: a command as `{ command }`, a message as the list of its frames, all in hex. */
export function decodeAll(chunks: readonly Uint8Array[], limits: Partial<FrameLimits> = {}): Item[] {
  const decoder = new FrameDecoder({ maxFrame: 1e6, maxMessage: 1e6, maxFrames: 100, ...limits });
  const items: Item[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let item = decoder.next(); item !== undefined; item = decoder.next()) {
      items.push(item instanceof CommandFrame ? { command: toHex(item.body) } : hexOf(item));
    }
  }
  return items;
}

export type Item = readonly string[] | { readonly command: string };

/** Everything that one side sent on one recorded connection. */
export interface HalfStream {
  readonly file: string;
  readonly stream: number;
  readonly from: string;
  readonly bytes: Uint8Array;
}

/** All half streams in `test/vectors`. */
export function halfStreams(): HalfStream[] {
  return readdirSync(VECTORS)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      const recording: Recording = JSON.parse(readFileSync(new URL(file, VECTORS), "utf8"));
      // Some hold messages of ZOCP alone.
      return (recording.tcp ?? []).map(({ stream, from, hex }) => ({ file, stream, from, bytes: bytes(hex) }));
    });
}

interface Recording {
  readonly tcp?: readonly { readonly stream: number; readonly from: string; readonly hex: string }[];
}

/** The identity of the first node in `zyre-zyre.json`. */
export const IDENTITY = bytes("01 adb40a4560364245bf314a5b36ca8656");
/** How libzmq 4.3.4 greets for a DEALER of that node, and what it says in READY; from `zyre-zyre.json`. */
export const DEALER_GREETING = bytes(`ff 0000000000000012 7f 03 01 4e554c4c ${"00".repeat(48)}`);
export const DEALER_READY = bytes(
  `04 3a 05 5245414459 0b 536f636b65742d54797065 00000006 4445414c4552
   08 4964656e74697479 00000011 01 adb40a4560364245bf314a5b36ca8656`,
);
/** The same of a ROUTER. */
export const ROUTER_GREETING = bytes(`ff 0000000000000001 7f 03 01 4e554c4c ${"00".repeat(48)}`);
export const ROUTER_READY = bytes(
  "04 29 05 5245414459 0b 536f636b65742d54797065 00000006 524f55544552 08 4964656e74697479 00000000",
);

const VECTORS = new URL("../vectors/", import.meta.url);
