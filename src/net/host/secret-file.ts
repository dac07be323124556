import { readdirSync, readFileSync, type Stats, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { UsageError } from "../../errors.ts";

/** Writes a file that only its owner can read. Throws `UsageError` when there is one of that name already. */
export function writeSecretFile(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    const why = exists ? "is there already, and a key that was lost cannot be made again" : reasonOf(error);
    throw new UsageError("invalid-argument", `the file ${path} was not written: it ${why}`);
  }
}

/** Reads a file that only its owner may be able to read. Throws `UsageError` that says what to do. */
export function readSecretFile(path: string): string {
  const { mode } = look(path);
  // Windows keeps no such bits.
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    const bits = (mode & 0o777).toString(8).padStart(4, "0");
    throw new UsageError(
      "invalid-argument",
      `others can read or change the key file ${path} (its mode is ${bits}): say chmod 600 ${path}`,
    );
  }
  return readFileSync(path, "utf8");
}

/** The texts of the files of a folder, by name; undefined when none has changed since `before`. Throws `UsageError`. */
export function readFolder(path: string, before?: Folder): Folder | undefined {
  const names = look(path, () => readdirSync(path)).sort();
  const stats = names.map((name) => look(join(path, name)));
  const mark = names.map((name, i) => `${name}/${stats[i]?.mtimeMs}/${stats[i]?.size}`).join("\n");
  if (mark === before?.mark) return undefined;
  const files = names.filter((_, i) => (stats[i]?.size ?? 0) <= LARGEST && stats[i]?.isFile() === true);
  return { mark, texts: files.map((name) => look(join(path, name), () => readFileSync(join(path, name), "utf8"))) };
}

/** What was in a folder. */
export interface Folder {
  /** Another one when a file has changed. */
  readonly mark: string;
  readonly texts: readonly string[];
}

function look(path: string): Stats;
function look<Result>(path: string, read: () => Result): Result;
function look(path: string, read: () => unknown = () => statSync(path)): unknown {
  try {
    return read();
  } catch (error) {
    throw new UsageError("invalid-argument", `${path} cannot be read: it ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "is not there";
  if (code === "EACCES" || code === "EPERM") return "is not ours to open";
  return `fails with ${code ?? message}`;
}

/** A key file is far smaller. */
const LARGEST = 4096;
