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

test("for who wants no motion everything is where it belongs", () => {
  const gliding = new Gliding();
  gliding.begin(FROM, 1000, true);
  expect([gliding.isOver(1000), gliding.at("desk", TO, 1000)]).toEqual([true, TO]);
});

test.each([false, true])(
  "of very many nodes none glides: some go where they belong with each picture, until all are there",
  (still) => {
    const gliding = new Gliding();
    const many = Array.from({ length: 201 }, (_, at) => `${at}`);
    gliding.begin(new Map(many.map((key) => [key, { x: 0, y: 0 }])), 1000, still);
    const arrived = (): number => many.filter((key) => gliding.at(key, TO, 1000) === TO).length;
    const seen = [arrived()];
    for (; !gliding.isOver(1000); seen.push(arrived())) gliding.next();
    expect(seen).toEqual([40, 80, 120, 160, 200, 201]);
  },
);
