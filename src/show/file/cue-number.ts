/**
 * A number of a cue as people say it: a decimal, and perhaps letters behind it. 1.1 comes before 1.15 and that before 1.2, 12 before
 * 12A; 1.50 is 1.5.
 */
export interface CueNumber {
  readonly whole: number;
  readonly decimals: string;
  readonly letters: string;
}

/** Undefined for a text that is none. */
export function readCueNumber(text: string): CueNumber | undefined {
  const [, whole, decimals = "", letters = ""] = /^(\d{1,9})(?:\.(\d{1,9}))?([A-Za-z]{0,9})$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return { whole: Number(whole), decimals: decimals.replace(/0+$/, ""), letters: letters.toUpperCase() };
}

/** Below 0 when the first comes first, 0 for the same number. What is no number comes last. */
export function compareCueNumbers(first: string, second: string): number {
  const [a, b] = [readCueNumber(first), readCueNumber(second)];
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (a.whole !== b.whole) return a.whole - b.whole;
  return compareTexts(a.decimals, b.decimals) || compareTexts(a.letters, b.letters);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
