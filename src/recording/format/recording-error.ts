/** A text is no recording, or a part of it is not. The message says in which line, what is there, and what should be. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
  /** `newer-recording`: a later version of zocp wrote it; `recording-too-large`: it has more than can be held at once. */
  readonly code: "bad-recording" | "newer-recording" | "recording-too-large";
  /** From 1. */
  readonly line: number;
  /** What should stand there, in words. */
  readonly expected: string;

  constructor({ line, expected, found, code = "bad-recording" }: RecordingFault) {
    super(`line ${line}: ${found === undefined ? expected : `${found}, where ${expected} should be`}`);
    this.code = code;
    this.line = line;
    this.expected = expected;
  }
}

export interface RecordingFault {
  readonly line: number;
  readonly expected: string;
  /** What is there instead; undefined where `expected` is a whole sentence. */
  readonly found?: string | undefined;
  readonly code?: RecordingError["code"];
}
