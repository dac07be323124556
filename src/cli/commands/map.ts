import { compileMap, type Json, type LinkMap } from "../../index.ts";
import { toJsonText } from "../format/json.ts";
import { showValue } from "../format/text.ts";
import { readMap } from "../maps/notation.ts";
import { parseWord } from "../stdio/word.ts";
import type { Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";

interface MapOptions extends CommonOptions {
  readonly try?: string;
}

/** Shows what a map makes of values, or only that it is right. No node and no network. */
export async function run({ options, out }: Session<MapOptions>, ...words: string[]): Promise<void> {
  const map = compileMap(readMap(words.join(" ")));
  const values = options.try === undefined ? [] : readValues(options.try);
  for (const [index, value] of values.entries()) {
    const [result] = push(map, value, index * PAUSE);
    out.line(
      options.json ? toJsonText({ value, result: result ?? null }) : `${showValue(value)} → ${showResult(result)}`,
    );
  }
  const [last, after] = rest(map, values.length * PAUSE);
  if (last === undefined) return;
  out.line(
    options.json ? toJsonText({ later: last, after }) : `… → ${showValue(last)} after ${(after / 1000).toFixed(2)} s`,
  );
}

/** A list of JSON, or values between commas. */
function readValues(text: string): readonly Json[] {
  if (/^\s*\[/.test(text)) return parseWord(text) as readonly Json[];
  return text.split(",").map((word) => parseWord(word.trim()));
}

function push(map: LinkMap, value: Json, now: number): readonly Json[] {
  while (map.deadline < now) map.handleTimeout(map.deadline);
  return map.push(value, now);
}

/** What leaves last by itself, and how long after the last value. */
function rest(map: LinkMap, from: number): readonly [last: Json | undefined, after: number] {
  let last: Json | undefined;
  let at = from;
  while (map.deadline <= from + LONGEST) {
    at = map.deadline;
    last = map.handleTimeout(at).at(-1) ?? last;
  }
  return [last, at - from + PAUSE];
}

function showResult(result: Json | undefined): string {
  return result === undefined ? "nothing" : showValue(result);
}

/** Milliseconds from one value to the next. */
const PAUSE = 100;
/** Milliseconds that are waited for what takes its time. */
const LONGEST = 120_000;
