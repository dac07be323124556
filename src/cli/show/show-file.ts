import { readFileSync } from "node:fs";

import { UsageError } from "../../index.ts";
import { keepFile, readShow, type ShowFile, ShowFileError } from "../../show.ts";
import { Failure, wrongUsage } from "../failure.ts";
import { describeSystemCode, systemCodeOf } from "../format/file-errors.ts";
import { decodeFile, describeUnread } from "../stdio/text-file.ts";

/** A file that was read, and its text. */
export interface ReadFile {
  readonly file: ShowFile;
  readonly text: string;
}

/** Reads a show file; undefined when there is none of that name. Throws a failure with the line of what is wrong in it. */
export function findShowFile(path: string): ReadFile | undefined {
  try {
    const text = decodeFile(readFileSync(path));
    return { file: readShow(text), text };
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    throw describeProblem(error, path);
  }
}

/** The same where there must be one. */
export function readShowFile(path: string): ShowFile {
  const found = findShowFile(path);
  if (found === undefined) throw wrongUsage(`${path}: there is no such file`);
  return found.file;
}

/** Checks a file that need not be there yet: then a show begins empty. Throws as {@link findShowFile}. */
export function readOrBegin(path: string): void {
  findShowFile(path);
}

/** Gives false when the file is that text already. Throws a failure when the system does not let it be written. */
export async function writeShowFile(path: string, text: string): Promise<boolean> {
  try {
    return await keepFile(path, text);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    throw new Failure(1, `${path} cannot be written, and is as it was: ${describeSystemCode(code)}`);
  }
}

function describeProblem(error: unknown, path: string): unknown {
  if (error instanceof ShowFileError || error instanceof UsageError) return wrongUsage(`${path}: ${error.message}`);
  return describeUnread(error, path) ?? error;
}
