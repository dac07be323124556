import { createCipheriv, createHash } from "node:crypto";

import { poly1305 as theirPoly1305 } from "@noble/ciphers/_poly1305.js";

import { toHex } from "../../../src/bytes/hex.ts";
import { poly1305 } from "../../../src/zmtp/curve/poly1305.ts";
import { ascii, check, type Target } from "../target.ts";

/**
 * The authenticator of CURVE beside that of an implementation that others wrote. An input only seeds
 * five hundred random keys and texts: a wrong carry shows itself about once in a million of them.
 */
export const authenticators: Target = {
  name: "authenticators",
  corpus: ascii("seed", "another seed"),
  words: ascii("0123456789abcdef"),
  longest: 64,
  begin: () => {
    let seed: Uint8Array = new Uint8Array(0);
    return {
      input: (bytes) => {
        // Inputs repeat themselves; what came before them in the round does not.
        seed = createHash("sha256").update(seed).update(bytes).digest();
        compareMany(randomOctets(seed));
      },
    };
  },
};

function compareMany(random: Uint8Array): void {
  for (let at = 0; at < random.length; at += LENGTH) {
    const key = random.subarray(at, at + 32);
    const [kind = 0, length = 0] = random.subarray(at + LENGTH - 2);
    // Some keys and texts end in full ones or zeros, whose carries run far.
    if (kind < EDGES) random.fill(kind % 2 === 0 ? 0 : 0xff, at + 18, at + 18 + (kind >> 1));
    const text = random.subarray(at + 32, at + 32 + (length % (TEXT + 1)));
    poly1305(key, text, 0, text.length, TAG);
    const theirs = theirPoly1305(text, key);
    for (let i = 0; i < TAG.length; i++)
      if (TAG[i] !== theirs[i]) check(false, `the tag of ${toHex(text)} under ${toHex(key)} is ${toHex(theirs)}`);
  }
}

function randomOctets(seed: Uint8Array): Uint8Array {
  return createCipheriv("aes-256-ctr", seed, new Uint8Array(16)).update(new Uint8Array(SIZE));
}

const TEXT = 48;
/** How many keys and texts one input stands for. */
const AUTHENTICATORS_PER_INPUT = 500;
/** A key, a text, and two octets that choose. */
const LENGTH = 32 + TEXT + 2;
const SIZE = LENGTH * AUTHENTICATORS_PER_INPUT;
const EDGES = 64;
const TAG = new Uint8Array(16);
