import { type ExitCode, wrongUsage } from "../../failure.ts";
import type { Session } from "../../streams/session.ts";
import { describe, pairsOf, runDescribed, type SharedOptions } from "../from-options.ts";

interface ExecOptions extends SharedOptions {
  readonly run?: readonly string[];
}

/** Runs programs as options say, until it is told to end. */
export async function run(session: Session<ExecOptions>): Promise<ExitCode | undefined> {
  const { run: commands, allowExec } = session.options;
  if (allowExec !== true) throw wrongUsage("a bridge that runs programs needs --allow-exec: other nodes start them");
  const description = describe(
    "exec",
    session.options,
    { run: pairsOf(commands, "--run", (text) => text.split(/ +/)) },
    undefined,
  );
  return runDescribed(session, description, GIVEN);
}

const GIVEN: ReadonlySet<string> = new Set(["run", "export"]);
