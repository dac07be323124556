import { expect, onTestFinished, test } from "vitest";
import { readOver, Scenes } from "../../composer/model/show/scenes.ts";
import { Standby } from "../../composer/model/show/standby.ts";
import { HARBOUR, openShow } from "./open-show.ts";

const SCENES = {
  ...HARBOUR,
  scenes: {
    dusk: { values: { "lamp/level": 0.3 }, over: 3, note: "warm" },
    blackout: { values: { "lamp/level": 0 } },
    panic: { values: { "lamp/level": 1 } },
  },
};

async function openStandby(file: object = HARBOUR) {
  const opened = await openShow({ file });
  const standby = new Standby(opened.live);
  onTestFinished(standby.follow());
  await opened.bench.until(() => standby.moves.length > 0, "the next cue is known");
  return { ...opened, standby };
}

test("in standby is what GO would move: from where, to where, in which time", async () => {
  const { standby } = await openStandby();
  expect(standby.cue?.cue).toBe("1");
  expect(standby.moves).toEqual([
    { address: "lamp/level", from: 0, to: 0.25, over: 0, delay: 0, note: "", tone: "plain" },
  ]);
});

test("what is not here, and what a hand has taken, stands in front and says so", async () => {
  const { bench, lamp, show, standby } = await openStandby();
  await show.go();
  await bench.until(() => standby.cue?.cue === "2" && standby.moves.length === 2, "cue 2 stands by");
  expect(standby.moves.map(({ address, note, tone }) => [address, note, tone])).toEqual([
    ["cam@foyer/pan", "not here", "bad"],
    ["lamp/level", "", "plain"],
  ]);
  await show.go();
  await bench.until(() => lamp.parameter("level").value !== 0.25, "cue 2 runs");
  lamp.set("level", 0.9);
  await bench.until(() => standby.moves.some(({ note }) => note.startsWith("taken by")), "the hand is told");
  expect(standby.cue?.cue).toBe("3");
  expect(standby.moves[0]).toMatchObject({ address: "lamp/level", tone: "warn" });
});

test("to choose a cue sends nothing; a jump to it is then one press, and its whole look is shown before", async () => {
  const { bench, lamp, show, live, standby } = await openStandby();
  standby.choose("c");
  await bench.until(() => standby.moves.length === 2, "all that cue 3 looks like");
  expect(standby.moves.find(({ address }) => address === "lamp/level")).toMatchObject({ to: 1, over: 60 });
  expect([show.state.active, lamp.parameter("level").value]).toEqual([undefined, 0]);
  await live.goTo("b");
  expect(live.news.text).toBe("GOTO at 2");
  await bench.until(() => live.state?.active === "b", "the show is at 2");
});

test("arrows go through the list and stop at its ends; what is chosen and deleted is chosen no more", async () => {
  const { bench, show, standby } = await openStandby();
  const seen: (string | undefined)[] = [];
  for (const by of [1, 1, 1, -1, -10]) {
    standby.step(by);
    seen.push(standby.chosen?.cue);
  }
  expect(seen).toEqual(["2", "3", "3", "2", "1"]);
  standby.choose("c");
  await show.edit(0, [{ op: "remove-cue", id: "c" }]);
  await bench.until(() => standby.chosen === undefined, "it is gone");
  expect(standby.cue?.cue).toBe("1");
});

test("another cue is made the next one, and nothing moves by that", async () => {
  const { bench, lamp, live } = await openStandby();
  await live.standBy("c");
  await bench.until(() => live.next?.cue === "3", "cue 3 is next");
  expect(lamp.parameter("level").value).toBe(0);
});

test("scenes are tiles; blackout and panic are none", async () => {
  const { bench, live } = await openShow({ file: SCENES });
  const scenes = new Scenes(live);
  onTestFinished(scenes.follow());
  await bench.until(() => scenes.all.length === 3, "the scenes");
  expect(scenes.tiles).toEqual([{ name: "dusk", note: "warm", over: 3, values: 1, cues: [] }]);
  expect(scenes.blacksOut).toBe(true);
});

test("a scene is recalled in its own time, or in the one that a person says", async () => {
  const { bench, lamp, live } = await openShow({ file: SCENES });
  await live.recall("dusk", 0);
  await bench.until(() => lamp.parameter("level").value === 0.3, "at once");
  expect(live.news.text).toBe("RECALL scene dusk");
  await live.recall("night");
  expect(live.news).toEqual({ tone: "bad", text: 'RECALL refused: there is no scene "night"' });
});

test("scenes are asked for anew when somebody has stored one", async () => {
  const { bench, show, live } = await openShow({ file: SCENES });
  const scenes = new Scenes(live);
  onTestFinished(scenes.follow());
  await bench.until(() => scenes.tiles.length === 1, "one");
  await show.store("night", ["lamp"]);
  await bench.until(() => scenes.tiles.length === 2, "two");
});

test.each([
  ["", undefined],
  ["  ", undefined],
  ["0", 0],
  ["2.5", 2.5],
  ["2,5", 2.5],
  ["-1", undefined],
  ["86401", undefined],
  ["soon", undefined],
])("a time %j is %s", (text, seconds) => {
  expect(readOver(text)).toBe(seconds);
});
