import { expect, test } from "vitest";

import { Twice } from "../../composer/model/view/twice.ts";

const pressed = (...times: readonly number[]): readonly boolean[] => {
  const key = new Twice();
  return times.map((time) => key.press(time));
};

test("the second press of two that follow each other counts, and a third one is a first one again", () => {
  expect(pressed(0, 700, 800, 900)).toEqual([false, true, false, true]);
});

test("presses that lie apart are first ones, each of them", () => {
  expect(pressed(0, 701, 1500, 5000)).toEqual([false, false, false, false]);
});
