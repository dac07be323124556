import type { ExitCode } from "../../failure.ts";
import type { Session } from "../../streams/session.ts";
import { describe, runDescribed, type SharedOptions } from "../from-options.ts";

interface MpvOptions extends SharedOptions {
  readonly folder?: string;
  readonly socket?: string;
  readonly play?: string;
}

/** Plays as options say, until it is told to end. */
export function run(session: Session<MpvOptions>): Promise<ExitCode | undefined> {
  const { folder, socket, play } = session.options;
  const description = describe("mpv", session.options, { folder, file: play, socket }, undefined);
  return runDescribed(session, description, GIVEN);
}

const GIVEN: ReadonlySet<string> = new Set(["folder", "socket", "export"]);
