import { RecordingError } from "../../recording.ts";
import { Failure, wrongUsage } from "../failure.ts";
import { describeSystemCode, systemCodeOf } from "../format/file-errors.ts";
import { describeUnread } from "../stdio/text-file.ts";

/** Waits for what writes a file. Rejects with a failure that says why it cannot be. */
export async function unlessWritten<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "EEXIST")
      throw wrongUsage(`${path} is there already, and nothing is written over it: choose another name with --output`);
    if (code !== undefined) throw new Failure(1, `${path} cannot be written: ${describeSystemCode(code)}`);
    throw error;
  }
}

/** Waits for what reads a recording. Rejects with a failure that names the file, and the line of what is wrong in it. */
export async function unlessRead<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RecordingError) throw wrongUsage(`${path}: ${error.message}`);
    throw describeUnread(error, path) ?? error;
  }
}

/** What the system says, in words for people. */
export function describeFileError(message: string): string {
  const code = /^([A-Z]{3,}):/.exec(message)?.[1] ?? "";
  const meaning = describeSystemCode(code);
  return meaning === code ? message : meaning;
}
