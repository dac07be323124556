import type { ExitCode } from "../../failure.ts";
import type { Session } from "../../streams/session.ts";
import { describe, runDescribed, type SharedOptions } from "../from-options.ts";

interface SayOptions extends SharedOptions {
  readonly voice?: string;
  readonly wav?: string;
}

/** Speaks as options say, until it is told to end. */
export function run(session: Session<SayOptions>): Promise<ExitCode | undefined> {
  const { voice, wav } = session.options;
  const description = describe("say", session.options, { voice, wav }, undefined);
  return runDescribed(session, description, GIVEN);
}

const GIVEN: ReadonlySet<string> = new Set(["voice", "wav", "export"]);
