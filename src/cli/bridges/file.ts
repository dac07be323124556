import { statSync } from "node:fs";
import { dirname } from "node:path";

import { DescriptionError } from "../../bridges.ts";
import { ProtocolError } from "../../index.ts";
import { type ExitCode, wrongUsage } from "../failure.ts";
import { readTextFile } from "../stdio/text-file.ts";
import { parseFinite } from "../stdio/word.ts";
import type { Session } from "../streams/session.ts";
import { type RunBridgesOptions, runBridges } from "./run-bridges.ts";

/** Runs the bridges that a file describes until it is told to end. What is wrong in it is told with the file and the field. */
export async function runFile(session: Session<RunBridgesOptions>, path: string): Promise<ExitCode | undefined> {
  const text = readTextFile(path);
  try {
    return await runBridges(session, parseFinite(text), { folder: dirname(path), mayRun: isOwn(path) });
  } catch (error) {
    if (error instanceof DescriptionError || error instanceof ProtocolError)
      throw wrongUsage(`${path}: ${error.message}`);
    throw error;
  }
}

/** Whether nobody but the person who runs it, and the administrator, can have written a file. */
function isOwn(path: string): boolean {
  const { uid, mode } = statSync(path);
  const [me, others] = [process.getuid?.(), 0o002];
  return me === undefined || ((uid === me || uid === 0) && (mode & others) === 0);
}
