import { fromHex, toHex } from "../../bytes/hex.ts";
import { Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import { UsageError } from "../../errors.ts";

/** What a node announces over UDP: who it is and which TCP port to connect to. Port 0 means goodbye. @see RFC 36/ZRE */
export interface Beacon {
  /** 32 lower-case hexadecimal digits. */
  readonly peer: string;
  readonly port: number;
  /** The public key of a node that speaks CURVE: 32 octets, which may begin with 0. Such a beacon is of version 3. */
  readonly key?: Uint8Array | undefined;
}

/** Undefined for anything else: the port is shared with strangers, and the RFC wants them ignored in silence. */
export function decodeBeacon(datagram: Uint8Array): Beacon | undefined {
  const keyed = datagram.length === KEYED_LENGTH;
  if (!keyed && datagram.length !== LENGTH) return undefined;
  const reader = new Reader(datagram);
  for (const octet of SIGNATURE) if (reader.u8() !== octet) return undefined;
  if (reader.u8() !== (keyed ? KEYED_VERSION : VERSION)) return undefined;
  const beacon = { peer: toHex(reader.take(UUID_LENGTH)), port: reader.u16() };
  return keyed ? { ...beacon, key: Uint8Array.from(reader.take(KEY_LENGTH)) } : beacon;
}

/**
 * 22 bytes, never more: a datagram of another length ends every pyre node on the network. With a key they are 54, which is
 * why nodes with keys have a port of their own. Throws `UsageError`.
 */
export function encodeBeacon({ peer, port, key }: Beacon): Uint8Array {
  const uuid = fromHex(peer);
  if (uuid?.length !== UUID_LENGTH) {
    throw new UsageError("invalid-argument", `the id "${peer}" is not a UUID of 32 hexadecimal digits`);
  }
  const writer = new Writer(KEYED_LENGTH);
  for (const octet of SIGNATURE) writer.u8(octet);
  writer.u8(key === undefined ? VERSION : KEYED_VERSION);
  writer.bytes(uuid);
  writer.u16(port);
  if (key !== undefined) writer.bytes(key);
  return writer.take();
}

const SIGNATURE = [0x5a, 0x52, 0x45] as const; // "ZRE"
const VERSION = 1;
const KEYED_VERSION = 3;
const UUID_LENGTH = 16;
const KEY_LENGTH = 32;
const LENGTH = 22;
const KEYED_LENGTH = LENGTH + KEY_LENGTH;
