import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/**
 * Puts recordings behind one another into a file, packed where its name says so. Each counts as far as its lines are whole. The file is there as a whole or not at all; `remove`: the others
 * are gone once it is there. Rejects with the error of the system.
 */
export async function pack(
  paths: readonly string[],
  target: string,
  { remove = false }: { readonly remove?: boolean } = {},
): Promise<void> {
  const fresh = `${target}.new`;
  const all = async function* (): AsyncGenerator<Buffer> {
    for (const path of paths) {
      const end = await wholeLength(path);
      if (end > 0) yield* createReadStream(path, { end: end - 1 });
    }
  };
  try {
    const packing = target.endsWith(".gz") ? createGzip() : new PassThrough();
    await pipeline(all, packing, createWriteStream(fresh, { flush: true }));
    await rename(fresh, target);
  } finally {
    await rm(fresh, { force: true });
  }
  if (remove) for (const path of paths) await rm(path, { force: true });
}

/** How many bytes of a file are whole lines. */
async function wholeLength(path: string): Promise<number> {
  const file = await open(path, "r").catch(missing);
  if (file === undefined) return 0;
  try {
    let end = (await file.stat()).size;
    const piece = Buffer.alloc(PIECE);
    while (end > 0) {
      const begin = Math.max(0, end - PIECE);
      const { bytesRead } = await file.read(piece, 0, end - begin, begin);
      const at = piece.subarray(0, bytesRead).lastIndexOf(0x0a);
      if (at >= 0) return begin + at + 1;
      end = begin;
    }
    return 0;
  } finally {
    await file.close();
  }
}

/** A black box goes on meanwhile, and drops its oldest segment. */
function missing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

const PIECE = 0x1_0000;
