import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";

/**
 * Reads a file of a few thousand bytes at most. Through the handle that `check` has looked at: nobody can put another file there
 * in between. Does not wait for whoever writes to a pipe. Throws what the system throws, and `Unfit` for what holds no such text.
 */
export function readSmallFile(path: string, check: (stats: Stats) => void = () => {}): string {
  // Looked at before, too: some devices do something when they are opened.
  checkKind(statSync(path));
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    checkKind(stats);
    check(stats);
    const bytes = Buffer.alloc(LARGEST + 1);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    if (length > LARGEST) throw new Unfit(`has more than ${LARGEST} bytes`);
    return decode(bytes.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

/** What is there is no file, or one that is too large. */
export class Unfit extends Error {}

/** What kept a file from being read, as the end of a sentence that begins with "it". */
export function reasonOf(error: unknown): string {
  if (error instanceof Unfit) return error.message;
  const code = codeOf(error);
  return REASONS[code] ?? `fails with ${code}`;
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

function checkKind(stats: Stats): void {
  if (stats.isFIFO()) throw new Unfit("is a pipe");
  if (!stats.isFile()) throw new Unfit("is a folder or a device");
  if (stats.size > LARGEST) throw new Unfit(`has ${stats.size} bytes, over ${LARGEST}`);
}

/** What Windows writes with `>` is UTF-16, with its mark. */
function decode(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le", 2) : bytes.toString("utf8");
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  EACCES: "is not ours to open",
  EPERM: "is not ours to open",
  EISDIR: "is a folder",
  ENOTDIR: "is not a folder",
};

/** A key file is far smaller. */
const LARGEST = 4096;
