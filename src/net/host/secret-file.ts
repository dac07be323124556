import { realpathSync, type Stats, writeFileSync } from "node:fs";

import { UsageError } from "../../errors.ts";
import { codeOf, readSmallFile, reasonOf, Unfit } from "./small-file.ts";

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
  if (path.startsWith(VARIABLE)) return readVariable(path.slice(VARIABLE.length));
  return read(path, (stats) => checkMode(path, stats));
}

/** Reads a file that everybody may read. Throws `UsageError`. */
export function readOpenFile(path: string): string {
  return read(path);
}

function read(path: string, check?: (stats: Stats) => void): string {
  try {
    return readSmallFile(path, check);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const what = error instanceof Unfit ? "is not a key file" : "cannot be read";
    throw new UsageError("invalid-argument", `${path} ${what}: it ${reasonOf(error)}`);
  }
}

/** Containers hand over secrets in the environment, too: all that the file would hold, or the secret key alone. */
function readVariable(name: string): string {
  const text = process.env[name];
  if (text) return text.includes("secret-key") ? text : `secret-key = "${text.trim()}"`;
  throw new UsageError("invalid-argument", `the key should stand in ${name}, which the environment does not have`);
}

/** Windows keeps no such bits. */
function checkMode(path: string, stats: Stats): void {
  if (process.platform === "win32" || (stats.mode & 0o077) === 0 || isHandedOver(path, stats)) return;
  const bits = (stats.mode & 0o777).toString(8).padStart(4, "0");
  throw new UsageError(
    "invalid-argument",
    `others can read or change the key file ${path} (its mode is ${bits}): say chmod 600 ${path}; where that changes nothing (a USB stick, a disk of Windows), copy it to your home folder first`,
  );
}

/** Whether the system has put it there for this service, with modes that are not ours to choose: nobody else can change it. */
function isHandedOver(path: string, { mode, uid }: Stats): boolean {
  if (uid !== 0 || (mode & 0o022) !== 0) return false;
  const { CREDENTIALS_DIRECTORY } = process.env;
  const folders = ["/run/secrets", ...(CREDENTIALS_DIRECTORY ? [CREDENTIALS_DIRECTORY] : [])];
  const real = realpathSync(path);
  return folders.some((folder) => real.startsWith(`${folder}/`));
}

const WRITING: Readonly<Record<string, string>> = {
  EEXIST: "it is there already, and a key that was lost cannot be made again",
  ENOENT: "there is no such folder",
  EACCES: "the folder is not ours to write to",
};

/** Before the name of a variable of the environment that holds a key, where a path is expected. */
export const VARIABLE = "env:";
