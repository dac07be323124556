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

  /** Encrypts what stands in `bytes` from `at` on, and writes the 16 octets of its tag before it. */
  seal(bytes: Uint8Array, at: number, nonce: Uint8Array): void {
    this.#begin(nonce);
    this.#crypt(bytes, at, bytes, at, bytes.length - at);
    poly1305(AUTH_KEY, bytes, at, bytes.length, TAG);
    bytes.set(TAG, at - TAG_LENGTH);
  }

  /** What `seal` encrypted, as a copy; undefined unless the tag before it is right. */
  open(bytes: Uint8Array, at: number, nonce: Uint8Array): Uint8Array | undefined {
    this.#begin(nonce);
    poly1305(AUTH_KEY, bytes, at, bytes.length, TAG);
    if (!sameBytes(TAG, bytes.subarray(at - TAG_LENGTH, at))) return undefined;
    const opened = new Uint8Array(bytes.length - at);
    this.#crypt(bytes, at, opened, 0, opened.length);
    return opened;
  }

  /** Forgets the key. */
  wipe(): void {
    this.#state.fill(0);
    BLOCK.fill(0);
    AUTH_KEY.fill(0);
  }

  /** The first half of the first block is the key of the authenticator; the second waits in {@link BLOCK}. */
  #begin(nonce: Uint8Array): void {
    const state = this.#state;
    state[NONCE] = readWord(nonce, 0);
    state[NONCE + 1] = readWord(nonce, 4);
    state[COUNTER] = 0;
    nextBlock(state, BLOCK);
    for (let i = 0; i < 8; i++) writeWord(AUTH_KEY, i * 4, BLOCK[i] as number);
  }

  /** The first block has half of its octets left. */
  #crypt(from: Uint8Array, fromAt: number, to: Uint8Array, toAt: number, length: number): void {
    let word = 8;
    let i = 0;
    for (; i + 4 <= length; i += 4, word++) {
      if (word === WORDS) {
        nextBlock(this.#state, BLOCK);
        word = 0;
      }
      const stream = BLOCK[word] as number;
      to[toAt + i] = (from[fromAt + i] as number) ^ stream;
      to[toAt + i + 1] = (from[fromAt + i + 1] as number) ^ (stream >>> 8);
      to[toAt + i + 2] = (from[fromAt + i + 2] as number) ^ (stream >>> 16);
      to[toAt + i + 3] = (from[fromAt + i + 3] as number) ^ (stream >>> 24);
    }
    if (i === length) return;
    if (word === WORDS) {
      nextBlock(this.#state, BLOCK);
      word = 0;
    }
    const stream = BLOCK[word] as number;
    for (let shift = 0; i < length; i++, shift += 8) to[toAt + i] = (from[fromAt + i] as number) ^ (stream >>> shift);
  }
}

/** Seals a text under a nonce of 24 octets: the tag, and what was encrypted. */
export function sealOnce(key: Uint8Array, nonce: Uint8Array, text: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(TAG_LENGTH + text.length);
  sealed.set(text, TAG_LENGTH);
  const box = new SecretBox(key, nonce);
  box.seal(sealed, TAG_LENGTH, nonce.subarray(PREFIX));
  box.wipe();
  return sealed;
}

/** Opens what {@link sealOnce} sealed; undefined when it was not sealed with this key and nonce, or was changed. */
export function openOnce(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG_LENGTH) return undefined;
  const box = new SecretBox(key, nonce);
  const text = box.open(sealed, TAG_LENGTH, nonce.subarray(PREFIX));
  box.wipe();
  return text;
}

/** How long a tag is. */
export const TAG_LENGTH = 16;

const PREFIX = 16;
const WORDS = 16;
// One box at a time: nothing here is asynchronous.
const BLOCK = new Int32Array(16);
const AUTH_KEY = new Uint8Array(32);
const TAG = new Uint8Array(TAG_LENGTH);
