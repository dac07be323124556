import { expect, test } from "vitest";
import { freeNumber } from "../../../src/show/edit/free-number.ts";
import { readShow } from "../../../src/show.ts";

const cues = (...numbers: readonly string[]) =>
  readShow(JSON.stringify({ zocp: 1, cues: numbers.map((cue) => ({ id: cue, cue })) })).cues;

test.each([
  [[], undefined, "1"],
  [["1", "2"], undefined, "3"],
  [["1", "2"], "2", "3"],
  [["1.5"], "1.5", "2"],
  [["1", "5"], "1", "2"],
  [["1", "2"], "1", "1.5"],
  [["1", "1.5"], "1", "1.3"],
  [["1", "1.1"], "1", "1.05"],
  [["1.98", "1.99"], "1.98", "1.985"],
  [["12A", "13"], "12A", "12.5"],
  [["12", "12A"], "12", "13"],
  // Out of order: behind 3 stands 1, so there is no room between them.
  [["3", "1", "4"], "3", "5"],
])("behind %2$j among %1$j %3$s is free", (numbers, id, free) => {
  expect(freeNumber(cues(...numbers), id)).toBe(free);
});
