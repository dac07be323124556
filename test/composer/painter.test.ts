import { expect, test } from "vitest";
import { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { Painter } from "../../composer/model/render/painter.ts";
import { HandStage } from "./stage.ts";

/** A painter, and a parameter that counts how often it is drawn. */
function easel() {
  const stage = new HandStage();
  const painter = new Painter(stage);
  let pictures = 0;
  const parameter = new ShownParameter({ key: "node", name: "node" } as never, "level");
  parameter.paint = () => void pictures++;
  return { stage, painter, parameter, count: () => pictures };
}

test("a parameter is drawn once a picture, however many values came", () => {
  const { stage, painter, parameter, count } = easel();
  for (let i = 0; i < 10; i++) painter.touch(parameter);
  stage.draw();
  expect([count(), parameter.conflated]).toEqual([1, 9]);
  stage.draw();
  expect(count()).toBe(1);
});

test("where a picture is dear there are fewer of them, and more again when it is cheap", () => {
  const { stage, painter, parameter, count } = easel();
  const draw = (cost: number): void => {
    painter.touch(parameter);
    stage.draw(cost);
  };
  draw(60);
  // 60 ms of work want 150 ms from one picture to the next: of these three, 40 ms each after it, the last one is drawn.
  for (let i = 0; i < 3; i++) draw(0);
  expect(count()).toBe(2);
  for (let i = 0; i < 3; i++) draw(0);
  expect(count()).toBe(5);
});
