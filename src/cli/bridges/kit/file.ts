import type { ExitCode } from "../../failure.ts";
import type { Session } from "../../streams/session.ts";
import { describe, pairsOf, runDescribed, type SharedOptions } from "../from-options.ts";

interface FileOptions extends SharedOptions {
  readonly file?: readonly string[];
}

/** Watches files as options say, until it is told to end. */
export function run(session: Session<FileOptions>): Promise<ExitCode | undefined> {
  const description = describe(
    "file",
    session.options,
    { files: pairsOf(session.options.file, "--file", (path) => path) },
    undefined,
  );
  return runDescribed(session, description, GIVEN);
}

const GIVEN: ReadonlySet<string> = new Set(["export"]);
