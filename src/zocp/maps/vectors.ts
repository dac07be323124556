import type { Json } from "../../bytes/json.ts";
import { numberOf } from "./conversion.ts";
import { type Given, plain, type Stage, type StageKind } from "./stage.ts";

/** Stages that take vectors apart and put them together. */
export const VECTORS: Readonly<Record<string, StageKind>> = {
  pick: { keepsUnit: true, make: pick },
  vec: { keepsUnit: true, make: vec },
};

/** `{"pick": "x"}` gives a number, `{"pick": [2, 0]}` a vector. */
function pick(given: Given): Stage {
  const { value } = given;
  if (!Array.isArray(value)) {
    const index = readIndex(given, value);
    return plain((vector) => component(vector, index));
  }
  const indices = readList(given, value).map((item) => readIndex(given, item));
  return plain((vector) => indices.map((index) => component(vector, index)));
}

/** `{"vec": ["x", "x", 0]}`: letters are components of what comes, numbers stay what they are. */
function vec(given: Given): Stage {
  const { value } = given;
  if (!Array.isArray(value)) throw given.wrong(value, EXPECTED_LIST);
  const parts = readList(given, value).map((item) => {
    if (typeof item === "number" && Number.isFinite(item)) return { constant: item };
    return { index: readIndex(given, typeof item === "string" ? item : null) };
  });
  return plain((vector) => parts.map((part) => ("constant" in part ? part.constant : component(vector, part.index))));
}

function readList(given: Given, list: readonly Json[]): readonly Json[] {
  if (list.length === 0 || list.length > MOST) throw given.wrong(list, EXPECTED_LIST);
  return list;
}

function readIndex(given: Given, json: Json): number {
  const index = typeof json === "string" ? LETTERS.get(json) : json;
  if (typeof index === "number" && Number.isInteger(index) && index >= 0 && index < MOST) return index;
  throw given.wrong(json, `a component: a number from 0 to ${MOST - 1}, or one of x y z w, r g b a`);
}

/** The first of a single number is the number; what is not there is no number. */
function component(value: Json, index: number): number {
  if (Array.isArray(value)) return numberOf(value[index]);
  return index === 0 ? numberOf(value) : Number.NaN;
}

const LETTERS: ReadonlyMap<string, number> = new Map(
  [...["x", "y", "z", "w"].entries(), ...["r", "g", "b", "a"].entries()].map(([index, letter]) => [letter, index]),
);
/** Components of a vector. */
const MOST = 16;
const EXPECTED_LIST = `a list of 1 to ${MOST} letters and numbers, such as ["x", "x", 0]`;
