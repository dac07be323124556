import { fromHex, toHex } from "../bytes/hex.ts";
import { Reader } from "../bytes/reader.ts";
import { Writer } from "../bytes/writer.ts";
import { UsageError } from "../errors.ts";

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
  return { peer: toHex(reader.take(UUID_LENGTH)), port: reader.u16() };
}

/** 22 bytes, never more: a datagram of another length ends every pyre node on the network. Throws `UsageError`. */
export function encodeBeacon({ peer, port }: Beacon): Uint8Array {
  const uuid = fromHex(peer);
  if (uuid?.length !== UUID_LENGTH) {
    throw new UsageError("invalid-argument", `the id "${peer}" is not a UUID of 32 hexadecimal digits`);
  }
  const writer = new Writer(LENGTH);
  for (const octet of SIGNATURE) writer.u8(octet);
  writer.bytes(uuid);
  writer.u16(port);
  return writer.take();
}

const SIGNATURE = [0x5a, 0x52, 0x45, 0x01] as const; // "ZRE", version 1
const UUID_LENGTH = 16;
const LENGTH = 22;
