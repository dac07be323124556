/** The 16 words that Salsa20 mixes: a key of eight, a nonce and a counter of two each, and four that are always the same. */
export type SalsaState = Int32Array;

/** The state for a key of 32 octets; nonce and counter are 0. @see D. J. Bernstein, "The Salsa20 family of stream ciphers" */
export function salsaState(key: Uint8Array): SalsaState {
  const state = new Int32Array(16);
  for (let i = 0; i < 4; i++) {
    state[i * 5] = SIGMA[i] as number;
    state[1 + i] = readWord(key, i * 4);
    state[11 + i] = readWord(key, 16 + i * 4);
  }
  return state;
}

/** The key that stands for `key` and the first 16 octets of a long nonce. @see D. J. Bernstein, "Extending the Salsa20 nonce" */
export function hsalsa(key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const state = salsaState(key);
  for (let i = 0; i < 4; i++) state[6 + i] = readWord(nonce, i * 4);
  mix(state, state);
  const derived = new Uint8Array(32);
  HSALSA_WORDS.forEach((word, i) => {
    writeWord(derived, i * 4, state[word] as number);
  });
  state.fill(0);
  return derived;
}

/** The next 64 octets of the stream of key, as words; counts on. A stream of over 2^32 blocks is no message of ours. */
export function nextBlock(state: SalsaState, out: Int32Array): void {
  mix(out, state);
  for (let i = 0; i < 16; i++) out[i] = ((out[i] as number) + (state[i] as number)) | 0;
  state[COUNTER] = ((state[COUNTER] as number) + 1) | 0;
}

/** Where in a state its nonce and its counter are. */
export const NONCE = 6;
export const COUNTER = 8;

/** A word of four octets, the least significant first. */
export function readWord(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
}

export function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word;
  bytes[at + 1] = word >>> 8;
  bytes[at + 2] = word >>> 16;
  bytes[at + 3] = word >>> 24;
}

/** Twenty rounds; `out` may be `input`. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: sixteen local words, written out, are several times as fast as an array
function mix(out: Int32Array, input: Int32Array): void {
  let x0 = input[0] as number;
  let x1 = input[1] as number;
  let x2 = input[2] as number;
  let x3 = input[3] as number;
  let x4 = input[4] as number;
  let x5 = input[5] as number;
  let x6 = input[6] as number;
  let x7 = input[7] as number;
  let x8 = input[8] as number;
  let x9 = input[9] as number;
  let x10 = input[10] as number;
  let x11 = input[11] as number;
  let x12 = input[12] as number;
  let x13 = input[13] as number;
  let x14 = input[14] as number;
  let x15 = input[15] as number;
  let u = 0;
  for (let round = 0; round < 20; round += 2) {
    u = (x0 + x12) | 0;
    x4 ^= (u << 7) | (u >>> 25);
    u = (x4 + x0) | 0;
    x8 ^= (u << 9) | (u >>> 23);
    u = (x8 + x4) | 0;
    x12 ^= (u << 13) | (u >>> 19);
    u = (x12 + x8) | 0;
    x0 ^= (u << 18) | (u >>> 14);
    u = (x5 + x1) | 0;
    x9 ^= (u << 7) | (u >>> 25);
    u = (x9 + x5) | 0;
    x13 ^= (u << 9) | (u >>> 23);
    u = (x13 + x9) | 0;
    x1 ^= (u << 13) | (u >>> 19);
    u = (x1 + x13) | 0;
    x5 ^= (u << 18) | (u >>> 14);
    u = (x10 + x6) | 0;
    x14 ^= (u << 7) | (u >>> 25);
    u = (x14 + x10) | 0;
    x2 ^= (u << 9) | (u >>> 23);
    u = (x2 + x14) | 0;
    x6 ^= (u << 13) | (u >>> 19);
    u = (x6 + x2) | 0;
    x10 ^= (u << 18) | (u >>> 14);
    u = (x15 + x11) | 0;
    x3 ^= (u << 7) | (u >>> 25);
    u = (x3 + x15) | 0;
    x7 ^= (u << 9) | (u >>> 23);
    u = (x7 + x3) | 0;
    x11 ^= (u << 13) | (u >>> 19);
    u = (x11 + x7) | 0;
    x15 ^= (u << 18) | (u >>> 14);
    u = (x0 + x3) | 0;
    x1 ^= (u << 7) | (u >>> 25);
    u = (x1 + x0) | 0;
    x2 ^= (u << 9) | (u >>> 23);
    u = (x2 + x1) | 0;
    x3 ^= (u << 13) | (u >>> 19);
    u = (x3 + x2) | 0;
    x0 ^= (u << 18) | (u >>> 14);
    u = (x5 + x4) | 0;
    x6 ^= (u << 7) | (u >>> 25);
    u = (x6 + x5) | 0;
    x7 ^= (u << 9) | (u >>> 23);
    u = (x7 + x6) | 0;
    x4 ^= (u << 13) | (u >>> 19);
    u = (x4 + x7) | 0;
    x5 ^= (u << 18) | (u >>> 14);
    u = (x10 + x9) | 0;
    x11 ^= (u << 7) | (u >>> 25);
    u = (x11 + x10) | 0;
    x8 ^= (u << 9) | (u >>> 23);
    u = (x8 + x11) | 0;
    x9 ^= (u << 13) | (u >>> 19);
    u = (x9 + x8) | 0;
    x10 ^= (u << 18) | (u >>> 14);
    u = (x15 + x14) | 0;
    x12 ^= (u << 7) | (u >>> 25);
    u = (x12 + x15) | 0;
    x13 ^= (u << 9) | (u >>> 23);
    u = (x13 + x12) | 0;
    x14 ^= (u << 13) | (u >>> 19);
    u = (x14 + x13) | 0;
    x15 ^= (u << 18) | (u >>> 14);
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
  out[4] = x4;
  out[5] = x5;
  out[6] = x6;
  out[7] = x7;
  out[8] = x8;
  out[9] = x9;
  out[10] = x10;
  out[11] = x11;
  out[12] = x12;
  out[13] = x13;
  out[14] = x14;
  out[15] = x15;
}

/** "expand 32-byte k" */
const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const HSALSA_WORDS = [0, 5, 10, 15, 6, 7, 8, 9];
