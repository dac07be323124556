import { existsSync } from "node:fs";

import { readPublicKeyFile } from "../../index.ts";

/** The public key that a word means: the key itself, or the file that holds it. Throws `UsageError` when the file holds none. */
export function publicKeyOf(word: string): string {
  return existsSync(word) ? readPublicKeyFile(word) : word;
}

/** Hubs and peers as the stack takes them: with the public key in place of the file that holds it. */
export function placesWithKeys(places: readonly string[] | undefined): readonly string[] | undefined {
  return places?.map((place) => {
    const [, where, word] = KEYED.exec(place) ?? [];
    return word === undefined ? place : `${where}|${publicKeyOf(word)}`;
  });
}

/** The second form needs no quotes in any shell. */
const KEYED = /^([^|@]+)[|@](.+)$/s;
