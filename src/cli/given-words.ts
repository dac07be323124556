import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";

/**
 * The word that a terminal sent in another encoding than UTF-8: Node.js has put something else in place of its letters before
 * anybody sees them. Known on Linux only; the terminals of macOS and Windows have one encoding.
 */
export function foreignWord(words: readonly string[]): string | undefined {
  const suspect = words.find((word) => word.includes("\ufffd"));
  return suspect === undefined || givenAsUtf8() ? undefined : suspect;
}

/** cmd takes single quotes for letters: one pair around a whole word was meant as quotes. */
export function withoutQuotes(
  words: readonly string[],
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  return platform === "win32" ? words.map((word) => /^'(.*)'$/s.exec(word)?.[1] ?? word) : words;
}

function givenAsUtf8(): boolean {
  try {
    return isUtf8(readFileSync("/proc/self/cmdline"));
  } catch {
    return true;
  }
}
