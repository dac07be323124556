import { readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

import { UsageError } from "../../errors.ts";
import { codeOf, readSmallFile, reasonOf } from "./small-file.ts";

/** What was in a folder of small files. */
export interface Folder {
  /** Another one when a file has changed. */
  readonly mark: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** What could not be read, and why: it may hold what it held before. */
  readonly unread: readonly { readonly name: string; readonly why: string }[];
}

/**
 * The files of a folder, in the order of their names; undefined when none has changed since `before`. One that cannot be read does
 * not keep the others from being read. Throws `UsageError` when the folder itself cannot be read.
 */
export function readFolder(path: string, before?: Folder): Folder | undefined {
  const found = namesIn(path).flatMap((name) => statsOf(path, name) ?? []);
  const mark = found.map(({ name, mark }) => `${name}/${mark}`).join("\n");
  if (mark === before?.mark && before.unread.length === 0) return undefined;
  const files: { name: string; text: string }[] = [];
  const unread: { name: string; why: string }[] = [];
  for (const { name, folder } of found) {
    if (folder) continue;
    try {
      files.push({ name, text: readSmallFile(join(path, name)) });
    } catch (error) {
      // Taken away in this moment: nothing is there.
      if (codeOf(error) !== "ENOENT") unread.push({ name, why: reasonOf(error) });
    }
  }
  return { mark, files, unread };
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
      .filter((name) => !LEFT_OVER.test(name))
      .sort();
  } catch (error) {
    throw new UsageError("invalid-argument", `${path} cannot be read: it ${reasonOf(error)}`);
  }
}

/** Undefined for a file that is gone, and for a link that leads nowhere. */
function statsOf(path: string, name: string): { name: string; mark: string; folder: boolean } | undefined {
  try {
    const stats = statSync(join(path, name));
    return { name, mark: markOf(stats), folder: stats.isDirectory() };
  } catch (error) {
    const mark = codeOf(error);
    return mark === "ENOENT" ? undefined : { name, mark, folder: false };
  }
}

function markOf({ ino, mtimeMs, ctimeMs, size }: Stats): string {
  return `${ino}/${mtimeMs}/${ctimeMs}/${size}`;
}

/** What is hidden, and what editors and copying programs leave beside a file: a key that was taken away must not live on in them. */
const LEFT_OVER = /^[.#]|[~#]$|\.(?:sw[a-z]|te?mp|bak|orig|old|part)$/i;
