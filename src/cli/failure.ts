import { NetworkError, ProtocolError, UsageError } from "../index.ts";

/** What went wrong, for the person at the terminal: one sentence with what to do next, and the exit code. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** 0: done. 1: refused or not found. 2: the command was not written correctly. */
export type ExitCode = 0 | 1 | 2;

export function notFound(message: string): Failure {
  return new Failure(1, message);
}

export function wrongUsage(message: string): Failure {
  return new Failure(2, message);
}

/** Makes a failure of what was thrown; undefined for a mistake of ours. */
export function toFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (error instanceof UsageError) return wrongUsage(error.message);
  if (error instanceof NetworkError || error instanceof ProtocolError) return notFound(error.message);
  return undefined;
}

/** A mistake of ours: one line for the person, and where it happened for those who ask for it with ZOCP_TRACE. */
export function describeMistake(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error);
  const trace = process.env.ZOCP_TRACE && error instanceof Error ? `\n${error.stack}` : "";
  return new Failure(
    1,
    `this is a mistake in zocp itself, please report it (ZOCP_TRACE=1 shows more): ${text}${trace}`,
  );
}
