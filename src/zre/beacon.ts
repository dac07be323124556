import { toHex, fromHex } from "../bytes/hex.ts";
import { Reader } from "../bytes/reader.ts";
import { Writer } from "../bytes/writer.ts";

/** What a node announces over UDP: who it is and which TCP port to connect to. Port 0 means goodbye. @see RFC 36/ZRE */
export interface Beacon {
  /** 32 lower-case hexadecimal digits. */
  readonly peer: string;
  readonly port: number;
}

/** Undefined for anything else: the port is shared with strangers, and the RFC wants them ignored in silence. */
export function decodeBeacon(datagram: Uint8Array): Beacon | undefined {
  if (datagram.length !== LENGTH) return undefined;
  const reader = new Reader(datagram);
  for (const octet of SIGNATURE) if (reader.u8() !== octet) return undefined;
  return { peer: toHex(reader.take(16)), port: reader.u16() };
}

export function encodeBeacon({ peer, port }: Beacon): Uint8Array {
  const writer = new Writer(LENGTH);
  for (const octet of SIGNATURE) writer.u8(octet);
  writer.bytes(fromHex(peer) ?? new Uint8Array(16));
  writer.u16(port);
  return writer.take();
}

const SIGNATURE = [0x5a, 0x52, 0x45, 0x01] as const; // "ZRE", version 1
const LENGTH = 22;
