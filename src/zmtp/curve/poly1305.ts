import { readWord } from "./salsa.ts";

/**
 * The authenticator of the octets from `start` to `end` under a one-time key of 32 octets, written to `out` (16 octets).
 * Numbers are kept in six limbs of 22 bits: sums of their products stay below the 53 bits that a number holds exactly.
 *
 * @see D. J. Bernstein, "The Poly1305-AES message-authentication code"
 */
export function poly1305(key: Uint8Array, bytes: Uint8Array, start: number, end: number, out: Uint8Array): void {
  H.fill(0);
  readLimbs(R, key, 0);
  for (let i = 0; i < LIMBS; i++) R[i] = (R[i] as number) & (CLAMP[i] as number);
  const whole = end - ((end - start) % BLOCK);
  absorb(bytes, start, whole, TOP);
  if (whole < end) {
    LAST.fill(0);
    for (let i = whole; i < end; i++) LAST[i - whole] = bytes[i] as number;
    LAST[end - whole] = 1;
    absorb(LAST, 0, BLOCK, 0);
  }
  finish(key, out);
}

/** h = (h + block) * r modulo 2^130 - 5, for each block. After it a limb exceeds 22 bits by less than one more. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: limbs in local numbers, written out, are several times as fast as arrays
function absorb(bytes: Uint8Array, start: number, end: number, top: number): void {
  let h0 = H[0] as number;
  let h1 = H[1] as number;
  let h2 = H[2] as number;
  let h3 = H[3] as number;
  let h4 = H[4] as number;
  let h5 = H[5] as number;
  const r0 = R[0] as number;
  const r1 = R[1] as number;
  const r2 = R[2] as number;
  const r3 = R[3] as number;
  const r4 = R[4] as number;
  const r5 = R[5] as number;
  // What grows beyond the last limb, 2^132, comes back at the first as 4 * 5.
  const s1 = r1 * 20;
  const s2 = r2 * 20;
  const s3 = r3 * 20;
  const s4 = r4 * 20;
  const s5 = r5 * 20;
  for (let at = start; at < end; at += BLOCK) {
    const a = readWord(bytes, at);
    const b = readWord(bytes, at + 4);
    const c = readWord(bytes, at + 8);
    const d = readWord(bytes, at + 12);
    h0 += a & M;
    h1 += ((a >>> 22) | (b << 10)) & M;
    h2 += ((b >>> 12) | (c << 20)) & M;
    h3 += (c >>> 2) & M;
    h4 += ((c >>> 24) | (d << 8)) & M;
    h5 += (d >>> 14) + top;
    const d0 = h0 * r0 + h1 * s5 + h2 * s4 + h3 * s3 + h4 * s2 + h5 * s1;
    const d1 = h0 * r1 + h1 * r0 + h2 * s5 + h3 * s4 + h4 * s3 + h5 * s2;
    const d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s5 + h4 * s4 + h5 * s3;
    const d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s5 + h5 * s4;
    const d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0 + h5 * s5;
    const d5 = h0 * r5 + h1 * r4 + h2 * r3 + h3 * r2 + h4 * r1 + h5 * r0;
    let carry = Math.floor(d0 * DOWN);
    h0 = d0 - carry * UP;
    h1 = d1 + carry;
    carry = Math.floor(h1 * DOWN);
    h1 -= carry * UP;
    h2 = d2 + carry;
    carry = Math.floor(h2 * DOWN);
    h2 -= carry * UP;
    h3 = d3 + carry;
    carry = Math.floor(h3 * DOWN);
    h3 -= carry * UP;
    h4 = d4 + carry;
    carry = Math.floor(h4 * DOWN);
    h4 -= carry * UP;
    h5 = d5 + carry;
    carry = Math.floor(h5 * DOWN);
    h5 -= carry * UP;
    h0 += carry * 20;
    carry = Math.floor(h0 * DOWN);
    h0 -= carry * UP;
    h1 += carry;
  }
  H[0] = h0;
  H[1] = h1;
  H[2] = h2;
  H[3] = h3;
  H[4] = h4;
  H[5] = h5;
}

/** Sixteen octets as limbs. */
function readLimbs(limbs: Float64Array, bytes: Uint8Array, at: number): void {
  const a = readWord(bytes, at);
  const b = readWord(bytes, at + 4);
  const c = readWord(bytes, at + 8);
  const d = readWord(bytes, at + 12);
  limbs[0] = a & M;
  limbs[1] = ((a >>> 22) | (b << 10)) & M;
  limbs[2] = ((b >>> 12) | (c << 20)) & M;
  limbs[3] = (c >>> 2) & M;
  limbs[4] = ((c >>> 24) | (d << 8)) & M;
  limbs[5] = d >>> 14;
}

/** The limbs taken modulo 2^130 - 5, plus the second half of the key. */
function finish(key: Uint8Array, out: Uint8Array): void {
  // Whole numbers of at most 23 bits by now. What the first pass puts back at the front can carry to the end once more.
  for (let pass = 0; pass < 3; pass++) {
    // A statement of its own: carryAlong changes H[0], which must be read after it.
    const beyond = carryAlong(H);
    H[0] = (H[0] as number) + beyond * 5;
  }
  G.set(H);
  G[0] = (G[0] as number) + 5;
  // One when the number was not below the modulus; chosen without a branch.
  const keep = -carryAlong(G);
  for (let i = 0; i < LIMBS; i++) H[i] = ((H[i] as number) & ~keep) | ((G[i] as number) & keep);
  addPad(key, out);
}

/** Carries from limb to limb; returns what is beyond 130 bits. */
function carryAlong(limbs: Float64Array): number {
  let carry = 0;
  for (let i = 0; i < LIMBS - 1; i++) {
    const sum = (limbs[i] as number) + carry;
    limbs[i] = sum & M;
    carry = sum >>> 22;
  }
  const last = (limbs[LIMBS - 1] as number) + carry;
  limbs[LIMBS - 1] = last & LAST_M;
  return last >>> 20;
}

/** h + the second half of the key, modulo 2^128. */
function addPad(key: Uint8Array, out: Uint8Array): void {
  let bits = 0;
  let held = 0;
  let sum = 0;
  let limb = 0;
  for (let i = 0; i < BLOCK; i++) {
    for (; bits < 8 && limb < LIMBS; bits += 22) held |= (H[limb++] as number) << bits;
    sum += (held & 0xff) + (key[BLOCK + i] as number);
    out[i] = sum;
    sum >>>= 8;
    held >>>= 8;
    bits -= 8;
  }
}

const BLOCK = 16;
const LIMBS = 6;
const M = 0x3f_ffff;
/** The last limb has the rest of 130 bits. */
const LAST_M = 0xf_ffff;
const UP = 2 ** 22;
const DOWN = 2 ** -22;
/** The bit that follows a whole block, 2^128, in the last limb. */
const TOP = 2 ** 18;
/** 0x0ffffffc0ffffffc0ffffffc0fffffff in limbs. */
const CLAMP = [0x3f_ffff, 0x3f_f03f, 0x00_ffff, 0x3f_ffff, 0x3f_fc0f, 0x3fff];
// One computation at a time: nothing here is asynchronous.
const H = new Float64Array(LIMBS);
const G = new Float64Array(LIMBS);
const R = new Float64Array(LIMBS);
const LAST = new Uint8Array(BLOCK);
