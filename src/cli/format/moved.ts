import type { Json } from "../../index.ts";
import { toJsonText, toReadableText } from "./json.ts";
import { cut, printable, showQuoted } from "./text.ts";

/** Two values as they stand among words, with as many digits, or from so far on, that a person sees how they differ. */
export function showApart(one: Json | undefined, other: Json | undefined): readonly [string, string] {
  const short = [showQuoted(one), showQuoted(other)] as const;
  if (short[0] !== short[1]) return short;
  const [a, b] = [one, other].map((value) => [...printable(toReadableText(value))]) as [string[], string[]];
  const same = a.findIndex((letter, index) => letter !== b[index]);
  const start = Math.max(0, (same < 0 ? a.length : same) - LEAD);
  const whole = a.length <= MOST && b.length <= MOST;
  const show = (letters: readonly string[]): string =>
    cut(whole || start === 0 ? letters.join("") : `…${letters.slice(start).join("")}`, MOST);
  return [show(a), show(b)];
}

/** `lamp/level took 1, not 5`; undefined when it took what was wanted, or that as a number of 32 bits. */
export function describeMove(address: string, kept: Json, wanted: Json): string | undefined {
  if (isSame(kept, wanted)) return undefined;
  const [took, not] = showApart(kept, wanted);
  return `${address} took ${took}, not ${not}`;
}

function isSame(kept: Json, wanted: Json): boolean {
  return toJsonText(kept) === toJsonText(wanted) || toJsonText(kept) === toJsonText(asSingle(wanted));
}

/** With every number that is no whole one as 32 bits hold it. */
function asSingle(value: Json): Json {
  if (typeof value === "number") return Number.isInteger(value) ? value : Math.fround(value);
  if (Array.isArray(value)) return value.map(asSingle);
  if (value instanceof Map) return new Map([...value].map(([name, part]) => [name, asSingle(part)]));
  return value;
}

/** Letters that are shown before the first one that differs, and columns of each value. */
const LEAD = 8;
const MOST = 40;
