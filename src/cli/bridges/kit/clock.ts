import type { ExitCode } from "../../failure.ts";
import type { Session } from "../../streams/session.ts";
import { describe, pairsOf, runDescribed, type SharedOptions } from "../from-options.ts";

interface ClockOptions extends SharedOptions {
  readonly at?: readonly string[];
}

/** Tells the time as options say, until it is told to end. */
export function run(session: Session<ClockOptions>): Promise<ExitCode | undefined> {
  const description = describe(
    "clock",
    session.options,
    { at: pairsOf(session.options.at, "--at", (time) => time) },
    undefined,
  );
  return runDescribed(session, description, GIVEN);
}

const GIVEN: ReadonlySet<string> = new Set(["at", "export"]);
