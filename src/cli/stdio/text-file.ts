import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";

import { UsageError } from "../../index.ts";
import { type Failure, wrongUsage } from "../failure.ts";
import { describeSystemCode, systemCodeOf } from "../format/file-errors.ts";

/** The text of the file of that name. Throws a failure that names the file, and says why it cannot be read. */
export function readTextFile(path: string): string {
  try {
    return decodeFile(readFileSync(path));
  } catch (error) {
    if (error instanceof UsageError) throw wrongUsage(`${path}: ${error.message}`);
    throw describeUnread(error, path) ?? error;
  }
}

/** What the system says against reading a file; undefined when it said nothing. */
export function describeUnread(error: unknown, path: string): Failure | undefined {
  const code = systemCodeOf(error);
  if (code === undefined) return undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return wrongUsage(`${path}: there is no such file`);
  return wrongUsage(`${path} cannot be read: ${code === "EACCES" ? "you may not read it" : describeSystemCode(code)}`);
}

/** The text of a file: UTF-8, or what Windows calls Unicode (UTF-16 with its mark). Throws `UsageError` for anything else. */
export function decodeFile(bytes: Uint8Array): string {
  const file = Buffer.from(bytes);
  if (file[0] === 0xff && file[1] === 0xfe) return file.toString("utf16le", 2);
  if (file[0] === 0xfe && file[1] === 0xff) return decodeFile(file.subarray(0, file.length & ~1).swap16());
  return decodeUtf8(file).replace(/^\ufeff/, "");
}

/** Text that must be UTF-8. Throws `UsageError` that names the first byte that is not: the name of a node must not change. */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  if (isUtf8(bytes)) {
    // No name, no number and no JSON holds a zero; between all letters it stands in UTF-16.
    if (!text.includes("\0")) return text;
    throw notText(bytes, bytes.indexOf(0), "as in UTF-16");
  }
  throw notText(bytes, firstFault(bytes, text), "as in Latin-1 or Windows-1252");
}

function notText(bytes: Uint8Array, at: number, like: string): UsageError {
  const hex = (bytes[at] ?? 0).toString(16).padStart(2, "0");
  const line = bytes.subarray(0, at).reduce((lines, byte) => lines + Number(byte === NEWLINE), 1);
  const where = line === 1 ? `byte ${at + 1}` : `byte ${at + 1}, on line ${line},`;
  return new UsageError("invalid-argument", `it is not UTF-8: ${where} is 0x${hex}, ${like}; save it as UTF-8`);
}

/** Where the text got a replacement character that the bytes do not have. */
function firstFault(bytes: Uint8Array, text: string): number {
  for (let index = text.indexOf(REPLACED); index >= 0; index = text.indexOf(REPLACED, index + 1)) {
    const at = Buffer.byteLength(text.slice(0, index));
    if (bytes[at] !== 0xef || bytes[at + 1] !== 0xbf || bytes[at + 2] !== 0xbd) return at;
  }
  return bytes.length;
}

const REPLACED = "\ufffd";
const NEWLINE = 0x0a;
