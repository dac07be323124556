import { encodeText } from "../../bytes/text.ts";
import { ProtocolError } from "../../errors.ts";
import type { CurvePrimitives } from "./primitives.ts";
import { hsalsa } from "./salsa.ts";
import { openOnce, sealOnce } from "./secret-box.ts";

/** The key of every box between two owners of keys. The caller wipes it. Throws `ProtocolError` for a key that is none. */
export function boxKey(primitives: CurvePrimitives, secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const shared = primitives.agree(secretKey, publicKey);
  if (shared === undefined) throw new ProtocolError("bad-handshake", "the other side's public key is none");
  const key = hsalsa(shared, NO_NONCE);
  shared.fill(0);
  return key;
}

/** Seals with the nonce that `label` and `rest` make together. */
export function seal(key: Uint8Array, label: string, rest: Uint8Array, ...text: readonly Uint8Array[]): Uint8Array {
  return sealOnce(key, concat(encodeText(label), rest), concat(...text));
}

/** Opens what {@link seal} sealed. Throws `ProtocolError` ("bad-handshake") that says what could not be opened. */
export function open(key: Uint8Array, label: string, rest: Uint8Array, sealed: Uint8Array, what: string): Uint8Array {
  const text = openOnce(key, concat(encodeText(label), rest), sealed);
  if (text === undefined) throw new ProtocolError("bad-handshake", `${what} was made with another key, or changed`);
  return text;
}

/** The eight octets of a number that is used once. */
export function nonceOf(count: number): Uint8Array {
  const nonce = new Uint8Array(NONCE_LENGTH);
  new DataView(nonce.buffer).setBigUint64(0, BigInt(count));
  return nonce;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** How long the part of a nonce is that counts. */
export const NONCE_LENGTH = 8;
const NO_NONCE = new Uint8Array(16);
