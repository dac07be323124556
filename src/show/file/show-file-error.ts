/** A text is no show file, and nothing was done with it. The message says where, what is there, and what should be. */
export class ShowFileError extends Error {
  override readonly name = "ShowFileError";
  /** `newer-show-file`: a later version of zocp wrote it. */
  readonly code: "bad-show-file" | "newer-show-file";
  /** From 1. */
  readonly line: number;
  /** Where in the file: `cues[2].over`; empty for the whole of it. */
  readonly path: string;
  /** What should stand there, in words. */
  readonly expected: string;

  constructor({ line, path, expected, found, code = "bad-show-file" }: ShowFileFault) {
    const where = path === "" ? `line ${line}` : `line ${line}: ${path}`;
    super(`${where}: ${found === undefined ? expected : `${found}, where ${expected} should be`}`);
    this.code = code;
    this.line = line;
    this.path = path;
    this.expected = expected;
  }
}

export interface ShowFileFault {
  readonly line: number;
  readonly path: string;
  readonly expected: string;
  /** What is there instead; undefined where `expected` is a whole sentence. */
  readonly found?: string | undefined;
  readonly code?: ShowFileError["code"];
}
