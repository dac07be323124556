import type { ExitCode } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { describe, runDescribed, type SharedOptions } from "./from-options.ts";

interface OscOptions extends SharedOptions {
  readonly listen?: readonly string[];
  readonly send?: readonly string[];
  readonly text?: number;
  readonly updateRate?: number;
}

/** Bridges to OSC as options say, until it is told to end. */
export function run(session: Session<OscOptions>): Promise<ExitCode | undefined> {
  const { listen, send, text, updateRate } = session.options;
  const description = describe("osc", session.options, { listen, send, text, rate: updateRate }, "/{node}/{parameter}");
  return runDescribed(session, description, GIVEN);
}

const GIVEN: ReadonlySet<string> = new Set(["listen", "send", "text", "export"]);
