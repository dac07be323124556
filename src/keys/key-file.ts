import { checkText } from "../arguments/check.ts";
import { decodeZ85, encodeZ85 } from "../bytes/z85.ts";
import { UsageError } from "../errors.ts";
import { hostAgreement } from "../net/host/agreement.ts";
import { readOpenFile, readSecretFile, writeSecretFile } from "../net/host/secret-file.ts";
import { type CurveKeys, KEY_LENGTH, sameBytes } from "../zmtp/curve/primitives.ts";

/**
 * Makes a key and writes it to a file that only its owner can read. Returns the public key: 40 characters of Z85. Throws
 * `UsageError` when there is a file of that name already.
 */
export function createKeyFile(path: string): string {
  checkText("the path", path);
  const keys = freshKeys();
  const publicKey = encodeZ85(keys.publicKey);
  writeSecretFile(path, formatKeys(publicKey, encodeZ85(keys.secretKey)));
  keys.secretKey.fill(0);
  return publicKey;
}

/** Reads a key file. Throws `UsageError` that says what is wrong with it. */
export function readKeyFile(path: string): CurveKeys {
  const text = readSecretFile(path);
  const secretKey = field(text, "secret-key");
  if (secretKey === undefined)
    throw new UsageError("invalid-argument", `the file ${path} holds no secret-key = "…" of 40 characters of Z85`);
  const publicKey = hostAgreement.publicKey(secretKey);
  const told = field(text, "public-key");
  if (told !== undefined && !sameBytes(told, publicKey))
    throw new UsageError("invalid-argument", `the public-key in the file ${path} is not that of its secret-key`);
  return { publicKey, secretKey };
}

/** Reads a file with a public key, as `zocp keygen` prints it or in a key file. Throws `UsageError`. */
export function readPublicKeyFile(path: string): string {
  checkText("the path", path);
  const key = readPublicKey(readOpenFile(path));
  if (key === undefined) throw new UsageError("invalid-argument", `the file ${path} holds no public key`);
  return encodeZ85(key);
}

/** The public key in a text: as in a key file, or alone on a line. */
export function readPublicKey(text: string): Uint8Array | undefined {
  const told = field(text, "public-key");
  if (told !== undefined) return told;
  for (const line of text.split("\n")) {
    const key = decodeKey(line.trim());
    if (key !== undefined) return key;
  }
  return undefined;
}

/** Whether a text holds a secret key, which belongs nowhere but on its owner's machine. */
export function holdsSecret(text: string): boolean {
  return field(text, "secret-key") !== undefined;
}

/** zyre takes a key that begins with a zero octet for none: such a pair is not used. */
function freshKeys(): CurveKeys {
  for (;;) {
    const keys = hostAgreement.keyPair();
    if (keys.publicKey[0] !== 0) return keys;
  }
}

/** The form in which CZMQ keeps certificates, so that each can read what the other wrote. */
function formatKeys(publicKey: string, secretKey: string): string {
  return `#   A key of ZOCP. Whoever has this file can enter the show: keep it as you would keep a password.
curve
    public-key = "${publicKey}"
    secret-key = "${secretKey}"
`;
}

function field(text: string, name: string): Uint8Array | undefined {
  const found = text.match(new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*"([^"\\r\\n]*)"[ \\t\\r]*$`, "m"))?.[1];
  return found === undefined ? undefined : decodeKey(found);
}

function decodeKey(text: string): Uint8Array | undefined {
  const key = decodeZ85(text);
  return key?.length === KEY_LENGTH ? key : undefined;
}
