/** A pair of Curve25519 keys of 32 octets. */
export interface CurveKeys {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** What CURVE needs of the host: chance, and the arithmetic of Curve25519. */
export interface CurvePrimitives {
  /** Octets that nobody can guess. */
  random(length: number): Uint8Array;
  /** A fresh pair. */
  keyPair(): CurveKeys;
  /** What the owner of one key and the owner of the other both know; undefined for a public key that is none. */
  agree(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
}

/** Whether the octets are the same; takes as long when they are not. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let i = 0; i < one.length; i++) difference |= (one[i] as number) ^ (other[i] as number);
  return difference === 0;
}

/** How long a key is. */
export const KEY_LENGTH = 32;
