import { readWord } from "./salsa.ts";

/**
 * The authenticator of the octets from `start` to `end` under a one-time key of 32 octets, written to `out` (16 octets).
 * Numbers are kept in ten limbs of 13 bits, so that every product fits into the 32 bits that an engine is fast with.
 *
 * @see D. J. Bernstein, "The Poly1305-AES message-authentication code"
 */
export function poly1305(key: Uint8Array, bytes: Uint8Array, start: number, end: number, out: Uint8Array): void {
  H.fill(0);
  readLimbs(R, key, 0);
  for (let i = 0; i < LIMBS; i++) {
    R[i] = (R[i] as number) & (CLAMP[i] as number);
    S[i] = (R[i] as number) * 5;
  }
  const whole = end - ((end - start) % BLOCK);
  for (let at = start; at < whole; at += BLOCK) absorb(bytes, at, 1 << 11);
  if (whole < end) {
    LAST.fill(0);
    LAST.set(bytes.subarray(whole, end));
    LAST[end - whole] = 1;
    absorb(LAST, 0, 0);
  }
  finish(key, out);
}

function absorb(bytes: Uint8Array, at: number, top: number): void {
  readLimbs(T, bytes, at);
  for (let i = 0; i < LIMBS; i++) H[i] = (H[i] as number) + (T[i] as number);
  H[9] = (H[9] as number) + top;
  multiply(H, R, S);
}

/** Sixteen octets as limbs. */
function readLimbs(limbs: Int32Array, bytes: Uint8Array, at: number): void {
  const a = readWord(bytes, at);
  const b = readWord(bytes, at + 4);
  const c = readWord(bytes, at + 8);
  const d = readWord(bytes, at + 12);
  limbs[0] = a & M;
  limbs[1] = (a >>> 13) & M;
  limbs[2] = ((a >>> 26) | (b << 6)) & M;
  limbs[3] = (b >>> 7) & M;
  limbs[4] = ((b >>> 20) | (c << 12)) & M;
  limbs[5] = (c >>> 1) & M;
  limbs[6] = (c >>> 14) & M;
  limbs[7] = ((c >>> 27) | (d << 5)) & M;
  limbs[8] = (d >>> 8) & M;
  limbs[9] = d >>> 21;
}

/** h = h * r modulo 2^130 - 5; `s` is five times `r`. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a hundred products, written out, are several times as fast as a loop
function multiply(h: Int32Array, r: Int32Array, s: Int32Array): void {
  const h0 = h[0] as number;
  const h1 = h[1] as number;
  const h2 = h[2] as number;
  const h3 = h[3] as number;
  const h4 = h[4] as number;
  const h5 = h[5] as number;
  const h6 = h[6] as number;
  const h7 = h[7] as number;
  const h8 = h[8] as number;
  const h9 = h[9] as number;
  const r0 = r[0] as number;
  const r1 = r[1] as number;
  const r2 = r[2] as number;
  const r3 = r[3] as number;
  const r4 = r[4] as number;
  const r5 = r[5] as number;
  const r6 = r[6] as number;
  const r7 = r[7] as number;
  const r8 = r[8] as number;
  const r9 = r[9] as number;
  const s1 = s[1] as number;
  const s2 = s[2] as number;
  const s3 = s[3] as number;
  const s4 = s[4] as number;
  const s5 = s[5] as number;
  const s6 = s[6] as number;
  const s7 = s[7] as number;
  const s8 = s[8] as number;
  const s9 = s[9] as number;
  let c = 0;
  let d = 0;
  d = (c + Math.imul(h0, r0) + Math.imul(h1, s9) + Math.imul(h2, s8) + Math.imul(h3, s7) + Math.imul(h4, s6)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, s5) + Math.imul(h6, s4) + Math.imul(h7, s3) + Math.imul(h8, s2) + Math.imul(h9, s1)) | 0;
  c += d >>> 13;
  const d0 = d & M;
  d = (c + Math.imul(h0, r1) + Math.imul(h1, r0) + Math.imul(h2, s9) + Math.imul(h3, s8) + Math.imul(h4, s7)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, s6) + Math.imul(h6, s5) + Math.imul(h7, s4) + Math.imul(h8, s3) + Math.imul(h9, s2)) | 0;
  c += d >>> 13;
  const d1 = d & M;
  d = (c + Math.imul(h0, r2) + Math.imul(h1, r1) + Math.imul(h2, r0) + Math.imul(h3, s9) + Math.imul(h4, s8)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, s7) + Math.imul(h6, s6) + Math.imul(h7, s5) + Math.imul(h8, s4) + Math.imul(h9, s3)) | 0;
  c += d >>> 13;
  const d2 = d & M;
  d = (c + Math.imul(h0, r3) + Math.imul(h1, r2) + Math.imul(h2, r1) + Math.imul(h3, r0) + Math.imul(h4, s9)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, s8) + Math.imul(h6, s7) + Math.imul(h7, s6) + Math.imul(h8, s5) + Math.imul(h9, s4)) | 0;
  c += d >>> 13;
  const d3 = d & M;
  d = (c + Math.imul(h0, r4) + Math.imul(h1, r3) + Math.imul(h2, r2) + Math.imul(h3, r1) + Math.imul(h4, r0)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, s9) + Math.imul(h6, s8) + Math.imul(h7, s7) + Math.imul(h8, s6) + Math.imul(h9, s5)) | 0;
  c += d >>> 13;
  const d4 = d & M;
  d = (c + Math.imul(h0, r5) + Math.imul(h1, r4) + Math.imul(h2, r3) + Math.imul(h3, r2) + Math.imul(h4, r1)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, r0) + Math.imul(h6, s9) + Math.imul(h7, s8) + Math.imul(h8, s7) + Math.imul(h9, s6)) | 0;
  c += d >>> 13;
  const d5 = d & M;
  d = (c + Math.imul(h0, r6) + Math.imul(h1, r5) + Math.imul(h2, r4) + Math.imul(h3, r3) + Math.imul(h4, r2)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, r1) + Math.imul(h6, r0) + Math.imul(h7, s9) + Math.imul(h8, s8) + Math.imul(h9, s7)) | 0;
  c += d >>> 13;
  const d6 = d & M;
  d = (c + Math.imul(h0, r7) + Math.imul(h1, r6) + Math.imul(h2, r5) + Math.imul(h3, r4) + Math.imul(h4, r3)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, r2) + Math.imul(h6, r1) + Math.imul(h7, r0) + Math.imul(h8, s9) + Math.imul(h9, s8)) | 0;
  c += d >>> 13;
  const d7 = d & M;
  d = (c + Math.imul(h0, r8) + Math.imul(h1, r7) + Math.imul(h2, r6) + Math.imul(h3, r5) + Math.imul(h4, r4)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, r3) + Math.imul(h6, r2) + Math.imul(h7, r1) + Math.imul(h8, r0) + Math.imul(h9, s9)) | 0;
  c += d >>> 13;
  const d8 = d & M;
  d = (c + Math.imul(h0, r9) + Math.imul(h1, r8) + Math.imul(h2, r7) + Math.imul(h3, r6) + Math.imul(h4, r5)) | 0;
  c = d >>> 13;
  d = ((d & M) + Math.imul(h5, r4) + Math.imul(h6, r3) + Math.imul(h7, r2) + Math.imul(h8, r1) + Math.imul(h9, r0)) | 0;
  c += d >>> 13;
  const d9 = d & M;
  c = (c * 5 + d0) | 0;
  h[0] = c & M;
  h[1] = d1 + (c >>> 13);
  h[2] = d2;
  h[3] = d3;
  h[4] = d4;
  h[5] = d5;
  h[6] = d6;
  h[7] = d7;
  h[8] = d8;
  h[9] = d9;
}

function finish(key: Uint8Array, out: Uint8Array): void {
  carry(H, 1);
  carry(H, 0);
  // What is left after the modulus is taken away counts when it is not negative; chosen without a branch.
  G.set(H);
  G[0] = (G[0] as number) + 5;
  for (let i = 0; i < LIMBS - 1; i++) {
    G[i + 1] = (G[i + 1] as number) + ((G[i] as number) >>> 13);
    G[i] = (G[i] as number) & M;
  }
  const keep = (((G[9] as number) >>> 13) ^ 1) - 1;
  for (let i = 0; i < LIMBS; i++) H[i] = ((H[i] as number) & ~keep) | ((G[i] as number) & M & keep);
  addPad(key, out);
}

/** Carries from the limb `from` to the last, whose carry returns at the first. */
function carry(h: Int32Array, from: number): void {
  let c = 0;
  for (let i = from; i < LIMBS; i++) {
    const sum = (h[i] as number) + c;
    h[i] = sum & M;
    c = sum >>> 13;
  }
  h[0] = (h[0] as number) + c * 5;
}

/** h + the second half of the key, modulo 2^128. */
function addPad(key: Uint8Array, out: Uint8Array): void {
  let bits = 0;
  let held = 0;
  let sum = 0;
  let limb = 0;
  for (let i = 0; i < BLOCK; i++) {
    for (; bits < 8 && limb < LIMBS; bits += 13) held |= (H[limb++] as number) << bits;
    sum += (held & 0xff) + (key[BLOCK + i] as number);
    out[i] = sum;
    sum >>>= 8;
    held >>>= 8;
    bits -= 8;
  }
}

const BLOCK = 16;
const LIMBS = 10;
const M = 0x1fff;
const CLAMP = [0x1fff, 0x1fff, 0x1f03, 0x1fff, 0x00ff, 0x1ffe, 0x1fff, 0x1f81, 0x1fff, 0x007f];
// One computation at a time: nothing here is asynchronous.
const H = new Int32Array(LIMBS);
const G = new Int32Array(LIMBS);
const R = new Int32Array(LIMBS);
const S = new Int32Array(LIMBS);
const T = new Int32Array(LIMBS);
const LAST = new Uint8Array(BLOCK);
