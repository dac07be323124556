import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { UsageError } from "../../errors.ts";

/** Writes a file that only its owner can read. Throws `UsageError` when there is one of that name already. */
export function writeSecretFile(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const why = WRITING[codeOf(error)] ?? `it ${reasonOf(error)}`;
    throw new UsageError("invalid-argument", `the file ${path} was not written: ${why}`);
  }
}

/** Reads a file that only its owner may be able to read. Throws `UsageError` that says what to do. */
export function readSecretFile(path: string): string {
  // Looked at and read through the same handle: nobody can put another file there in between.
  const file = look(path, () => openSync(path, "r"));
  try {
    check(path, fstatSync(file));
    return look(path, () => readFileSync(file, "utf8"));
  } finally {
    closeSync(file);
  }
}

function check(path: string, stats: Stats): void {
  if (!stats.isFile())
    throw new UsageError("invalid-argument", `${path} is not a key file: it is a folder or a device`);
  if (stats.size > LARGEST)
    throw new UsageError("invalid-argument", `${path} is not a key file: it has ${stats.size} bytes, over ${LARGEST}`);
  // Windows keeps no such bits.
  if (process.platform === "win32" || (stats.mode & 0o077) === 0) return;
  const bits = (stats.mode & 0o777).toString(8).padStart(4, "0");
  throw new UsageError(
    "invalid-argument",
    `others can read or change the key file ${path} (its mode is ${bits}): say chmod 600 ${path}`,
  );
}

/** The files of a folder, in the order of their names; undefined when none has changed since `before`. Throws `UsageError`. */
export function readFolder(path: string, before?: Folder): Folder | undefined {
  // What is hidden was put there by the system, not by people.
  const names = look(path, () => readdirSync(path))
    .filter((name) => !name.startsWith("."))
    .sort();
  const stats = names.map((name) => look(join(path, name)));
  const mark = names.map((name, i) => `${name}/${stats[i]?.mtimeMs}/${stats[i]?.size}`).join("\n");
  if (mark === before?.mark) return undefined;
  const files = names.filter((_, i) => (stats[i]?.size ?? 0) <= LARGEST && stats[i]?.isFile() === true);
  const read = (name: string): string => look(join(path, name), () => readFileSync(join(path, name), "utf8"));
  return { mark, files: files.map((name) => ({ name, text: read(name) })) };
}

/** What was in a folder. */
export interface Folder {
  /** Another one when a file has changed. */
  readonly mark: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
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
  const code = codeOf(error);
  return REASONS[code] ?? `fails with ${code}`;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  EACCES: "is not ours to open",
  EPERM: "is not ours to open",
  EISDIR: "is a folder",
  ENOTDIR: "is not a folder",
};
const WRITING: Readonly<Record<string, string>> = {
  EEXIST: "it is there already, and a key that was lost cannot be made again",
  ENOENT: "there is no such folder",
  EACCES: "the folder is not ours to write to",
};

/** A key file is far smaller. */
const LARGEST = 4096;
