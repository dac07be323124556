import { readdirSync, readFileSync } from "node:fs";

import { Frames } from "../../src/bytes/frames.ts";
import { bytes } from "./samples.ts";

interface Recording {
  readonly origin: string;
  readonly beacons: readonly { readonly hex: string }[];
  readonly tcp: readonly { readonly hex: string }[];
}

/** The recorded traffic in `test/vectors`. */
export function recordings(): Recording[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return files.map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")));
}

/** The ZRE messages in a recording: those of its ZMTP messages that begin with ZRE's signature. */
export function zreMessages({ tcp }: Recording): Frames[] {
  return tcp.flatMap(({ hex }) => messages(bytes(hex))).filter((message) => isZre(message.frame(0)));
}

/** The gossip messages in a recording. */
export function gossipMessages({ tcp }: Recording): Frames[] {
  return tcp.flatMap(({ hex }) => messages(bytes(hex))).filter((message) => isGossip(message.frame(0)));
}

/** Cuts one direction of a connection, of which the greeting may be missing, into its messages. */
function messages(stream: Uint8Array): Frames[] {
  const found: Frames[] = [];
  let frames: Uint8Array[] = [];
  for (let at = stream[0] === 0xff ? GREETING : 0; at < stream.length; ) {
    const flags = stream[at] as number;
    const long = (flags & 0x02) !== 0;
    const view = new DataView(stream.buffer, stream.byteOffset + at + 1);
    const start = at + (long ? 9 : 2);
    at = start + (long ? view.getUint32(4) : view.getUint8(0));
    if ((flags & 0x04) !== 0) continue;
    frames.push(stream.subarray(start, at));
    if ((flags & 0x01) !== 0) continue;
    found.push(Frames.of(...frames));
    frames = [];
  }
  return found;
}

function isZre(frame: Uint8Array): boolean {
  return frame[0] === 0xaa && frame[1] === 0xa1;
}

function isGossip(frame: Uint8Array): boolean {
  return frame[0] === 0xaa && frame[1] === 0xa0;
}

const FOLDER = new URL("../vectors/", import.meta.url);
const GREETING = 64;
