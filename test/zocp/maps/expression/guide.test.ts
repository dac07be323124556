import { expect, test } from "vitest";
import { FUNCTIONS } from "../../../../src/zocp/maps/expression/functions.ts";
import { read } from "../../../sources.ts";
import { faultOf } from "./result.ts";

const [, guide = ""] = read("docs/guide/maps.md").split("## Expressions\n");
/** Lines of the first block, and of the last: an expression and what is said of it. */
const [examples, faults] = [...guide.matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, block = ""]) =>
  block.split("\n").flatMap((line) => {
    const [, text, said] = /^(.+?) {3,}(.+)$/.exec(line) ?? [];
    return text === undefined || said === undefined ? [] : [[text, said] as const];
  }),
) as [[string, string][], [string, string][]];

test.each(examples)("the guide's %s can be read", (text) => {
  expect(faultOf(text)).toBeUndefined();
});

test.each(faults)("the guide says why %s cannot be read", (text, said) => {
  expect(faultOf(text)).toBe(said);
});

test("the guide names every function", () => {
  expect([...FUNCTIONS.keys()].filter((name) => !guide.includes(`\`${name}(`))).toEqual([]);
});
