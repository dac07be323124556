import { afterEach, beforeEach, expect, test } from "vitest";

import type { ShowNode } from "../../../src/show.ts";
import { hang, SimulatedStage, show, valueAt } from "../node/stage.ts";

const HARBOUR = show({
  scenes: { blackout: { values: { "lamp/level": 0 } } },
  cues: [
    { id: "a", cue: "1", over: 20, values: { "lamp/level": 1 } },
    { id: "b", cue: "2", calls: [["lamp", "play", ["rain"]]] },
    { id: "c", cue: "3", fire: { "lamp/bang": true } },
  ],
});

let stage = new SimulatedStage();
beforeEach(() => {
  stage = new SimulatedStage();
});
afterEach(() => stage.stop());

const ACTS: readonly (readonly [string, (show: ShowNode) => Promise<unknown>])[] = [
  ["PAUSE", (one) => one.pause()],
  ["a rate", (one) => one.pace(4)],
  ["PANIC", (one) => one.panic()],
  ["the end of a blackout", (one) => one.blackout(false)],
  ["a cue that calls", (one) => one.standby("2").then(() => one.go())],
  ["a cue that fires an event", (one) => one.standby("3").then(() => one.go())],
];

test.each(ACTS)("%s of a show that was replaced, and does not know it, changes nothing", async (_, act) => {
  const played: unknown[] = [];
  const lamp = await stage.node("lamp", (node) => {
    hang(node);
    node.bool("bang", false, { access: "rwe", event: true });
    node.handle("play", ([what]) => played.push(what));
  });
  lamp.parameter("bang").on("changed", ({ value }) => played.push(value));
  const first = await stage.show(HARBOUR);
  await first.go();
  await first.blackout();
  await stage.wait(1);
  const successor = await stage.node("successor");
  const remote = await stage.network.until(successor.waitFor("lamp"));
  await stage.network.until(remote.fade("level", 1, { over: 10, show: "show", term: 7, tag: "show/1#9" }).accepted);
  await act(first);
  await stage.wait(2);
  expect([played, valueAt(lamp)]).toEqual([[], 0]);
  await stage.network.until(remote.releaseOverlays("show/blackout"));
  const begun = Number(valueAt(lamp));
  await stage.wait(1);
  expect(Number(valueAt(lamp)) - begun).toBeCloseTo(0.1, 1);
  expect(begun).toBeGreaterThan(0.2);
});
