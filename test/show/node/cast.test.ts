import { expect, test } from "vitest";
import { Cast } from "../../../src/show/node/cast.ts";

const [ONE, TWO, THREE] = ["1".repeat(32), "2".repeat(32), "3".repeat(32)] as const;

test("the first of a name stands for it, and stays while it lives", () => {
  const cast = new Cast();
  expect(cast.handleDescribed(ONE, "lamp")).toEqual([{ type: "here", name: "lamp", id: ONE }]);
  expect(cast.trouble("lamp")).toBeUndefined();
  expect(cast.handleDescribed(TWO, "lamp")).toEqual([]);
  expect(cast.trouble("lamp")).toBe("2 nodes have this name: 11111111 and 22222222; only 11111111 is sent to");
  expect(cast.handleExit(ONE)).toEqual([
    { type: "gone", name: "lamp" },
    { type: "here", name: "lamp", id: TWO },
  ]);
});

test("one that is suspected gives way to another of its name, and does not come back into its place", () => {
  const cast = new Cast();
  cast.handleDescribed(ONE, "lamp");
  expect(cast.handleSuspicion(ONE, true)).toEqual([]);
  expect(cast.handleDescribed(TWO, "lamp")).toHaveLength(2);
  expect(cast.find("lamp")).toBe(TWO);
  expect(cast.handleSuspicion(ONE, false)).toEqual([]);
});

test("who stood for a name in an earlier run takes its place again", () => {
  const cast = new Cast(new Map([["lamp", TWO]]));
  cast.handleDescribed(ONE, "lamp");
  expect(cast.handleDescribed(TWO, "lamp")).toHaveLength(2);
  expect(cast.find("lamp")).toBe(TWO);
  cast.handleSuspicion(TWO, true);
  expect(cast.find("lamp")).toBe(ONE);
  cast.handleSuspicion(TWO, false);
  expect(cast.find("lamp")).toBe(ONE);
});

test("where two are left of which none stood for it, nobody does", () => {
  const cast = new Cast();
  for (const id of [ONE, TWO, THREE]) cast.handleDescribed(id, "lamp");
  expect(cast.handleExit(ONE)).toEqual([{ type: "gone", name: "lamp" }]);
  expect(cast.trouble("lamp")).toBe("2 nodes have this name, so nothing is sent to them: 22222222 and 33333333");
  expect(cast.handleExit(TWO)).toEqual([{ type: "here", name: "lamp", id: THREE }]);
});
