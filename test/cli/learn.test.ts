import { expect, test } from "vitest";
import { Bench } from "./program.ts";

test("connect --learn takes for a range what the fader does, and leaves the stages behind it", async () => {
  await using bench = await Bench.open();
  const desk = await bench.node({ name: "desk", parameters: { fader: { type: "float", value: 0, access: "re" } } });
  await bench.node({ name: "lamp", parameters: { level: { type: "float", access: "rws" } } });
  const wire = ["connect", "desk/fader", "lamp/level"] as const;
  expect((await bench.run(...wire, "--range", "0,1,5,7", "--clip", "5,6")).stderr).toBe("");
  const learning = bench.start(...wire, "--learn", "5");
  const moving = setInterval(() => {
    for (const value of [-2, 3]) desk.send({ emit: ["fader", value] });
  }, 200);
  const { stderr } = await learning.ended.finally(() => clearInterval(moving));
  expect(stderr).toContain("move desk/fader from one end to the other: 5 s");
  expect(stderr).toContain("desk/fader went from -2 to 3");
  const [lamp] = JSON.parse((await bench.run("ls", "--links", "--json", "lamp")).stdout);
  expect(lamp.waiting[0].map).toEqual([{ range: [-2, 3, 5, 7] }, { clip: [5, 6] }]);
}, 120_000);
