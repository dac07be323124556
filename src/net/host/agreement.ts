import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from "node:crypto";

import type { KeyAgreement } from "../net.ts";

/** Curve25519 of the host's own library. */
export const hostAgreement: KeyAgreement = {
  keyPair() {
    const { privateKey } = generateKeyPairSync("x25519");
    const exported = privateKey.export({ type: "pkcs8", format: "der" });
    const secretKey = Uint8Array.from(exported.subarray(SECRET_PREFIX.length));
    exported.fill(0);
    return { publicKey: publicKeyOf(privateKey), secretKey };
  },

  publicKey: (secretKey) => publicKeyOf(importSecret(secretKey)),

  agree(secretKey, publicKey) {
    const der = Buffer.concat([PUBLIC_PREFIX, publicKey]);
    try {
      const theirs = createPublicKey({ key: der, type: "spki", format: "der" });
      return diffieHellman({ privateKey: importSecret(secretKey), publicKey: theirs });
    } catch {
      // A point of low order: whoever sends it wants a secret that everybody knows.
      return undefined;
    }
  },

  derive: (secret, purpose) => new Uint8Array(hkdfSync("sha256", secret, NO_SALT, purpose, KEY_LENGTH)),
};

function publicKeyOf(key: KeyObject): Uint8Array {
  const exported = createPublicKey(key).export({ type: "spki", format: "der" });
  return Uint8Array.from(exported.subarray(PUBLIC_PREFIX.length));
}

function importSecret(secretKey: Uint8Array): KeyObject {
  const der = Buffer.concat([SECRET_PREFIX, secretKey]);
  const key = createPrivateKey({ key: der, type: "pkcs8", format: "der" });
  der.fill(0);
  return key;
}

const NO_SALT = new Uint8Array(0);
const KEY_LENGTH = 32;
// What stands before the 32 octets of an X25519 key in the forms that the library takes.
const SECRET_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC_PREFIX = Buffer.from("302a300506032b656e032100", "hex");
