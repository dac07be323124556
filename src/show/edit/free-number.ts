import { compareCueNumbers, readCueNumber } from "../file/cue-number.ts";
import type { Cue } from "../file/show-file.ts";

/** A number between a cue and the one behind it: the next whole one where there is room, else the shortest in the middle. Without a cue: behind the last. */
export function freeNumber(cues: readonly Cue[], id: string | undefined): string {
  const at = cues.findIndex((cue) => cue.id === id);
  const [one, next] = at < 0 ? [cues.at(-1), undefined] : [cues[at], cues[at + 1]];
  const from = decimalOf(one?.cue) ?? 0;
  const to = decimalOf(next?.cue) ?? Number.POSITIVE_INFINITY;
  if (Math.floor(from) + 1 < to) return free(cues, Math.floor(from) + 1, 0);
  for (let decimals = 1; decimals < DECIMALS; decimals++) {
    const middle = Number(((from + to) / 2).toFixed(decimals));
    if (middle > from && middle < to) return free(cues, middle, decimals);
  }
  return free(cues, Math.floor(decimalOf(cues.at(-1)?.cue) ?? 0) + 1, 0);
}

/** Cues may stand out of order: the number may be somebody else's. */
function free(cues: readonly Cue[], number: number, decimals: number): string {
  for (let one = number; ; one += 10 ** -decimals) {
    const text = String(Number(one.toFixed(decimals)));
    if (!cues.some(({ cue }) => compareCueNumbers(cue, text) === 0)) return text;
  }
}

function decimalOf(number: string | undefined): number | undefined {
  const read = number === undefined ? undefined : readCueNumber(number);
  return read === undefined ? undefined : Number(`${read.whole}.${read.decimals}0`);
}

const DECIMALS = 9;
