import { expect, test } from "vitest";
import { Gliding } from "../../composer/model/view/gliding.ts";

const FROM = new Map([["desk", { x: 0, y: 0 }]]);
const TO = { x: 100, y: -50 };

test("a node that was arranged goes from where it stood to where it belongs, ever nearer, and is there in the end", () => {
  const gliding = new Gliding();
  gliding.begin(FROM, 1000);
  const way = [1000, 1040, 1080, 1120, 1160, 1170, 5000].map((now) => gliding.at("desk", TO, now));
  expect([way[0], way.at(-2), way.at(-1)]).toEqual([{ x: 0, y: 0 }, TO, TO]);
  for (const [index, { x, y }] of way.entries()) {
    expect(y).toBeCloseTo(-x / 2);
    if (index > 0) expect(x).toBeGreaterThanOrEqual(way[index - 1]?.x ?? 0);
  }
  expect([gliding.isOver(1169), gliding.isOver(1170)]).toEqual([false, true]);
});

test("what came meanwhile, and everything while nothing was arranged, is where it belongs", () => {
  const gliding = new Gliding();
  expect([gliding.isOver(0), gliding.at("desk", TO, 0)]).toEqual([true, TO]);
  gliding.begin(FROM, 1000);
  expect(gliding.at("lamp", TO, 1001)).toEqual(TO);
});

test("of very many nodes none glides", () => {
  const gliding = new Gliding();
  gliding.begin(new Map(Array.from({ length: 201 }, (_, at) => [`${at}`, { x: 0, y: 0 }])), 1000);
  expect([gliding.isOver(1001), gliding.at("1", TO, 1001)]).toEqual([true, TO]);
});
