import { toHex } from "../bytes/hex.ts";
import { encodeText } from "../bytes/text.ts";
import { ProtocolError } from "../errors.ts";
import { type Properties, propertyText } from "./command.ts";

/** DEALER connects, ROUTER listens. */
export type SocketType = keyof typeof COMPATIBLE;

/** What we say of ourselves, in the order in which libzmq says it. */
export function introduce(socketType: SocketType, identity: Uint8Array): Properties {
  return new Map([
    ["Socket-Type", encodeText(socketType)],
    ["Identity", identity],
  ]);
}

/** The other side's socket type; empty when it does not say. Throws `ProtocolError` ("bad-handshake"). */
export function checkSocketType(theirs: Properties, ours: SocketType): string {
  const type = propertyText(theirs, "Socket-Type") ?? "";
  const compatible: readonly string[] = COMPATIBLE[ours];
  // libzmq accepts a peer that does not say what it is.
  if (type === "" || compatible.includes(type)) return type;
  throw new ProtocolError(
    "bad-handshake",
    `a ${ours} cannot talk to a socket of type ${JSON.stringify(type)}, only to ${compatible.join(", ")}`,
  );
}

/** A copy of the other side's identity, for it outlives the chunk that it arrived in; empty when it presents none. */
export function readIdentity(theirs: Properties): Uint8Array {
  return Uint8Array.from(theirs.get("identity") ?? []);
}

/** Throws `ProtocolError` ("bad-identity") unless this is 0x01 and a UUID. */
export function checkZreIdentity(identity: Uint8Array): void {
  if (identity.length === ZRE_IDENTITY && identity[0] === 0x01) return;
  const start = toHex(identity.subarray(0, EXCERPT));
  throw new ProtocolError(
    "bad-identity",
    `the other side's identity has ${identity.length} octets (0x${start}…); a ZRE peer presents 0x01 and the 16 octets of its UUID`,
  );
}

/** What each socket type can talk to. @see RFC 28/REQREP */
const COMPATIBLE = {
  DEALER: ["REP", "DEALER", "ROUTER"],
  ROUTER: ["REQ", "DEALER", "ROUTER"],
} as const;
const ZRE_IDENTITY = 17;
const EXCERPT = 4;
