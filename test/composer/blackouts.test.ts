import { expect, test } from "vitest";
import { HARBOUR, openShow } from "./open-show.ts";
import { Bench } from "./stage.ts";

const DARK = { ...HARBOUR, scenes: { blackout: { values: { "lamp/level": 0 } } } };

test("a blackout of a show is known with its owner, and lifted", async () => {
  const { bench, show } = await openShow({ file: DARK });
  const { blackouts } = bench.composer;
  expect(blackouts.all).toEqual([]);
  await show.blackout();
  await bench.until(() => blackouts.all[0]?.covered.length === 1, "it is known, and what it covers");
  expect(blackouts.all).toHaveLength(1);
  const [one] = blackouts.all;
  expect(one).toMatchObject({ name: "show", tag: "show/blackout", show: { name: "show" } });
  expect(Math.abs((one?.since ?? 0) - Date.now())).toBeLessThan(60_000);
  if (one !== undefined) await blackouts.lift(one);
  await bench.until(() => blackouts.all.length === 0, "it is lifted");
  expect(show.state.blackout).toBe(false);
});

test("a blackout stays in sight when its show has left, and is lifted all the same", async () => {
  const { bench, show, node, lamp } = await openShow({ file: DARK });
  lamp.set("level", 0.7);
  await show.blackout();
  const { blackouts } = bench.composer;
  await bench.until(() => blackouts.all[0]?.covered.length === 1, "it is dark");
  await show.stop();
  await node.stop();
  await bench.until(() => blackouts.all[0]?.show === undefined, "its show has left");
  await bench.until(() => blackouts.all[0]?.covered[0]?.remote?.owner?.gone !== undefined, "the lamp says so");
  expect(lamp.parameter("level").value).toBe(0);
  const [one] = blackouts.all;
  if (one !== undefined) await blackouts.lift(one);
  await bench.until(() => blackouts.all.length === 0, "it is lifted");
});

test("a show without a node that covers anything is dark because it says so", async () => {
  const { bench, show, lamp } = await openShow({ file: DARK });
  await lamp.stop();
  await show.blackout();
  await bench.until(() => bench.composer.blackouts.all.length === 1, "it is dark");
  expect(bench.composer.blackouts.all[0]).toMatchObject({ name: "show", since: undefined, covered: [] });
});

test("what a program lays on top of a parameter of another is no blackout, as long as it is here", async () => {
  const bench = new Bench();
  const lamp = await bench.add("lamp", (node) => node.float("level", 0.5, { access: "rws" }));
  const desk = await bench.add("desk", (node) => node.float("out", 0, { access: "re" }));
  await bench.until(() => [...desk.peers.values()].some(({ name }) => name === "lamp"), "they know each other");
  const remote = [...desk.peers.values()].find(({ name }) => name === "lamp");
  await remote?.fade("level", 1, { over: 0, overlay: true, tag: "desk/flash" }).accepted;
  await bench.until(() => bench.get("lamp/level").remote?.owner?.kind === "overlay", "it lies there");
  expect(bench.composer.blackouts.all).toEqual([]);
  expect(lamp.parameter("level").value).toBe(1);
});
