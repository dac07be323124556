import { expect, test } from "vitest";

import type { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { lightOf } from "../../composer/model/view/light.ts";

const parameter = (path: string, kind: string, does: string) =>
  ({ path, kind, senses: does.includes("s"), emits: does.includes("e") }) as unknown as ShownParameter;
const colour = parameter("colour", "colour", "s");
const dimmer = parameter("dimmer", "number", "s");

test("a node that takes a colour, and how strong it is, is a lamp", () => {
  expect(lightOf({ drawn: [dimmer, colour] })).toEqual({ colour, strength: dimmer });
  const flash = parameter("flash", "switch", "s");
  expect(lightOf({ drawn: [colour, flash] })).toEqual({ colour, strength: flash });
});

test.each([
  ["what sends colours", [parameter("colour", "colour", "se"), dimmer]],
  ["what takes several colours", [colour, parameter("edge.colour", "colour", "s"), dimmer]],
  ["what takes a colour alone", [colour]],
  ["what takes another number", [colour, parameter("channel", "number", "s")]],
  ["what tells how strong it is", [colour, parameter("level", "number", "e")]],
  ["what has a text of that name", [colour, parameter("level", "text", "s")]],
  ["nothing", []],
])("%s is none", (_, drawn) => {
  expect(lightOf({ drawn })).toBeUndefined();
});
