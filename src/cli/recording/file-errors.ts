import { UsageError } from "../../index.ts";
import { RecordingError } from "../../recording.ts";
import { Failure, wrongUsage } from "../failure.ts";

/** Waits for what writes a file. Rejects with a failure that says why it cannot be. */
export async function unlessWritten<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST")
      throw wrongUsage(`${path} is there already, and nothing is written over it: choose another name with --output`);
    if (code !== undefined) throw new Failure(1, `${path} cannot be written: ${FILE_ERRORS[code] ?? code}`);
    throw error;
  }
}

/** Waits for what reads a recording. Rejects with a failure that names the file, and the line of what is wrong in it. */
export async function unlessRead<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RecordingError) throw wrongUsage(`${path}: ${error.message}`);
    const code = codeOf(error);
    if (code === "ENOENT") throw wrongUsage(`${path}: there is no such file`);
    throw code === undefined ? error : wrongUsage(`${path} cannot be read: ${FILE_ERRORS[code] ?? code}`);
  }
}

/** What the system says, in words for people. */
export function describeFileError(message: string): string {
  const code = /^([A-Z]{3,}):/.exec(message)?.[1] ?? "";
  return FILE_ERRORS[code] ?? message;
}

/** Of an error of the system; our own have codes, too, and mean something else. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof UsageError || !("code" in error)) return undefined;
  return typeof error.code === "string" && /^E[A-Z]+$/.test(error.code) ? error.code : undefined;
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "there is no such folder",
  EISDIR: "it is a folder",
  EACCES: "you may not",
  EPERM: "you may not",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is full",
  EFBIG: "the file is too large for this disk",
};
