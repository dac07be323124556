import { type Json, parseJson } from "../../../src/browser.ts";

/** What was typed into a cell, as a value of the kind that stands there, or is on stage; undefined for what is none. */
export function readCell(text: string, like: Json | undefined): Json | undefined {
  const typed = text.trim();
  if (typeof like === "string") return text;
  if (typeof like === "boolean") return WORDS.get(typed.toLowerCase());
  if (typeof like === "number" || typeof like === "bigint") return readNumber(typed);
  if (Array.isArray(like) && like.every((item) => typeof item === "number" || typeof item === "bigint"))
    return readNumbers(typed, like.length);
  try {
    return parseJson(typed);
  } catch {
    return like === undefined && !/^[[{"]/.test(typed) ? typed : undefined;
  }
}

function readNumber(text: string): number | undefined {
  const number = Number(text.replace(/^(-?\d+),(\d+)$/, "$1.$2"));
  return text !== "" && Number.isFinite(number) ? number : undefined;
}

/** "1 0.5 0", "[1, 0.5, 0]", or a colour as CSS writes it. */
function readNumbers(text: string, length: number): Json | undefined {
  const [, hex] = /^#([0-9a-f]{6})$/i.exec(text) ?? [];
  if (hex !== undefined && length >= 3) {
    const levels = [0, 2, 4].map((at) => Math.round((Number.parseInt(hex.slice(at, at + 2), 16) / 255) * 1000) / 1000);
    return [...levels, ...Array.from({ length: length - 3 }, () => 1)];
  }
  const list = text.replace(/^\[|\]$/g, "").trim();
  // Where spaces part the numbers a comma in one of them is a decimal point.
  const parts = /[\s;]/.test(list) ? list.split(/[\s;]+/).map((part) => part.replace(/,$/, "")) : list.split(",");
  const numbers = parts.map(readNumber);
  return numbers.length === length && numbers.every((one): one is number => one !== undefined) ? numbers : undefined;
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...(["on", "true", "1", "yes"] as const).map((word) => [word, true] as const),
  ...(["off", "false", "0", "no"] as const).map((word) => [word, false] as const),
]);
