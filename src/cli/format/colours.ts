/** Writes text in a colour, or as it is where colours are not wanted. */
export interface Colours {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  /** Black on white, whatever the terminal's own colours are; undefined where there are no colours. */
  readonly inked: ((text: string) => string) | undefined;
}

interface Terminal {
  readonly isTTY?: boolean;
}

/** Colours on a terminal only, and never against what the reader asked for. @see https://no-color.org */
export function coloursFor(stream: Terminal, environment: NodeJS.ProcessEnv = process.env): Colours {
  const wanted = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb";
  const paint = (start: number | string, end: number | string) => (text: string) =>
    wanted && text !== "" ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    inked: wanted ? paint("30;107", "39;49") : undefined,
  };
}
