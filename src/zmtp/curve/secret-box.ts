import { poly1305 } from "./poly1305.ts";
import { sameBytes } from "./primitives.ts";
import { COUNTER, hsalsa, NONCE, nextBlock, readWord, salsaState, writeWord } from "./salsa.ts";

/**
 * XSalsa20-Poly1305 for one key and the first 16 octets of its nonces, which in a whole direction of a connection are the
 * same: what they make of the key is computed once.
 *
 * @see https://nacl.cr.yp.to/secretbox.html
 */
export class SecretBox {
  readonly #state: Int32Array;

  constructor(key: Uint8Array, noncePrefix: Uint8Array) {
    const derived = hsalsa(key, noncePrefix);
    this.#state = salsaState(derived);
    derived.fill(0);
  }

  /**
   * Encrypts what stands in `bytes` from `start` to `end`, and writes the 16 octets of its tag before it. The last eight octets of the
   * nonce stand in `nonce` from `nonceAt` on.
   */
  seal(bytes: Uint8Array, start: number, end: number, nonce: Uint8Array, nonceAt: number): void {
    this.#begin(nonce, nonceAt);
    this.#crypt(bytes, start, end);
    poly1305(AUTH_KEY, bytes, start, end, TAG);
    bytes.set(TAG, start - TAG_LENGTH);
  }

  /** Puts what `seal` encrypted in its place again; false, and nothing is changed, unless the tag before it is right. */
  open(bytes: Uint8Array, start: number, end: number, nonce: Uint8Array, nonceAt: number): boolean {
    this.#begin(nonce, nonceAt);
    poly1305(AUTH_KEY, bytes, start, end, TAG);
    if (!sameBytes(TAG, bytes.subarray(start - TAG_LENGTH, start))) return false;
    this.#crypt(bytes, start, end);
    return true;
  }

  /** Forgets the key. */
  wipe(): void {
    this.#state.fill(0);
    BLOCK.fill(0);
    AUTH_KEY.fill(0);
  }

  /** The first half of the first block is the key of the authenticator; the second waits in {@link BLOCK}. */
  #begin(nonce: Uint8Array, at: number): void {
    const state = this.#state;
    state[NONCE] = readWord(nonce, at);
    state[NONCE + 1] = readWord(nonce, at + 4);
    state[COUNTER] = 0;
    nextBlock(state, BLOCK);
    for (let i = 0; i < 8; i++) writeWord(AUTH_KEY, i * 4, BLOCK[i] as number);
  }

  /** The first block has half of its octets left. */
  #crypt(bytes: Uint8Array, start: number, end: number): void {
    let word = 8;
    let at = start;
    for (; at + 4 <= end; at += 4, word++) {
      if (word === WORDS) {
        nextBlock(this.#state, BLOCK);
        word = 0;
      }
      const stream = BLOCK[word] as number;
      (bytes[at] as number) ^= stream;
      (bytes[at + 1] as number) ^= stream >>> 8;
      (bytes[at + 2] as number) ^= stream >>> 16;
      (bytes[at + 3] as number) ^= stream >>> 24;
    }
    if (at === end) return;
    if (word === WORDS) {
      nextBlock(this.#state, BLOCK);
      word = 0;
    }
    const stream = BLOCK[word] as number;
    for (let shift = 0; at < end; at++, shift += 8) (bytes[at] as number) ^= stream >>> shift;
  }
}

/** Seals a text under a nonce of 24 octets: the tag, and what was encrypted. */
export function sealOnce(key: Uint8Array, nonce: Uint8Array, text: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(TAG_LENGTH + text.length);
  sealed.set(text, TAG_LENGTH);
  const box = new SecretBox(key, nonce);
  box.seal(sealed, TAG_LENGTH, sealed.length, nonce, PREFIX);
  box.wipe();
  return sealed;
}

/** Opens a copy of what {@link sealOnce} sealed; undefined when it was not sealed with this key and nonce, or was changed. */
export function openOnce(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG_LENGTH) return undefined;
  const box = new SecretBox(key, nonce);
  const bytes = Uint8Array.from(sealed);
  const right = box.open(bytes, TAG_LENGTH, bytes.length, nonce, PREFIX);
  box.wipe();
  return right ? bytes.subarray(TAG_LENGTH) : undefined;
}

/** How long a tag is. */
export const TAG_LENGTH = 16;

const PREFIX = 16;
const WORDS = 16;
// One box at a time: nothing here is asynchronous.
const BLOCK = new Int32Array(16);
const AUTH_KEY = new Uint8Array(32);
const TAG = new Uint8Array(TAG_LENGTH);
