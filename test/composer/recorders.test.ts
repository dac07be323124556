import { expect, test } from "vitest";
import {
  describeRecorder,
  describeReplay,
  readTime,
  recordersIn,
  replaysIn,
  spanOf,
  ticksOf,
  within,
} from "../../composer/model/network/recorders.ts";
import { formatTime } from "../../composer/model/view/format.ts";
import type { Json, TransportNode } from "../../src/index.ts";
import { Bench } from "./stage.ts";

const recorder = (node: TransportNode): void => {
  node.bool("recording", true, { access: "rwes" });
  node.bool("keep", false, { access: "rws", event: true });
  node.int("lost", 0, { access: "re" });
  node.float("seconds", 0, { access: "re" });
  node.string("file", "tonight.zrec", { access: "re" });
};

const replay = (node: TransportNode): void => {
  node.bool("play", true, { access: "rwes" });
  node.float("position", 5, { access: "rwes", min: 0, max: 90 });
  node.float("speed", 1, { access: "rwes" });
  node.bool("loop", false, { access: "rwes" });
};

test("recorders and replays are found by what they can do, as long as they are here", async () => {
  const bench = new Bench();
  const box = await bench.add("box", recorder);
  await bench.add("replay", replay);
  await bench.add("desk", (node) => {
    node.bool("recording", true, { access: "rwes" });
    node.bool("play", true, { access: "rwes" });
  });
  const { network } = bench.composer;
  const names = (find: typeof recordersIn): readonly string[] => find(network.nodes).map(({ name }) => name);
  expect([names(recordersIn), names(replaysIn)]).toEqual([["box"], ["replay"]]);
  await box.stop();
  await bench.until(() => names(recordersIn).length === 0, "it is gone, and its ghost is none");
});

test("a replay that does not say where it begins and ends has no timeline", async () => {
  const bench = new Bench();
  await bench.add("replay", (node) => {
    replay(node);
    node.register("position", { typeHint: "flt", value: 0, access: "rwes" });
  });
  expect(replaysIn(bench.composer.network.nodes)).toEqual([]);
});

const reading = (values: { readonly [path: string]: Json }) => describeRecorder((path) => values[path]);
const FILE = {
  recording: true,
  file: "/rig/tonight.zrec",
  seconds: 7451,
  values: 1_204_332,
  rate: 1240,
  megabytes: 34.2,
  lost: 0,
};

test("a recorder in words and figures", () => {
  expect(reading(FILE)).toEqual({
    ...{ state: "recording", text: "records to tonight.zrec", missing: "", ring: false, path: "/rig/tonight.zrec" },
    figures: ["2:04:11", "1\u202f204\u202f332 values", "1240 a second", "34.2 MB"],
  });
});

test.each<
  readonly [what: string, { readonly [path: string]: Json }, { readonly state: string; readonly text: string }]
>([
  ["a pause", { recording: false }, { state: "paused", text: "paused: nothing goes to tonight.zrec" }],
  ["a black box", { ring: 600 }, { state: "holding", text: "holds the last 10:00 for tonight.zrec" }],
  [
    "a full disk, also in a pause",
    { recording: false, trouble: "ENOSPC" },
    { state: "failing", text: "cannot write to tonight.zrec: ENOSPC; it is tried again" },
  ],
])("the state of a recorder: %s", (_, values, told) => {
  expect(reading({ ...FILE, ...values })).toMatchObject(told);
});

test("what is missing is said, and a black box never holds more than its ring", () => {
  expect(reading({ ...FILE, lost: 1200 }).missing).toBe("1\u202f200 missing");
  const ring = reading({ ...FILE, ring: 600, kept: "C:\\rig\\box-exit.zrec" });
  expect(ring.figures[0]).toBe("10:00 of 10:00");
  expect(ring.figures.at(-1)).toBe("kept box-exit.zrec");
  expect(reading({ ...FILE, ring: 600, seconds: 90 }).figures[0]).toBe("1:30 of 10:00");
});

test.each<readonly [{ readonly [path: string]: Json }, string]>([
  [{ play: true, speed: 1, position: 3 }, "plays"],
  [{ play: true, speed: 0.5, position: 3 }, "plays 0.5 times as fast"],
  [{ play: false, speed: 1, position: 3 }, "is paused"],
  [{ play: false, speed: 1, position: 90 }, "is at its end"],
])("what a replay does: %j", (values, text) => {
  expect(describeReplay((path) => values[path], { start: 0, end: 90 })).toBe(text);
});

test.each<readonly [start: number, end: number, most: number, ticks: readonly number[]]>([
  [0, 90, 6, [0, 15, 30, 45, 60, 75, 90]],
  [80, 120, 4, [80, 90, 100, 110, 120]],
  [0, 1, 10, [0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8, 0.9, 1]],
  [3.2, 3.9, 2, [3.5]],
  [0, 864_000, 3, [0, 345_600, 691_200]],
])("round times along %d to %d s, at most about %d of them", (start, end, most, ticks) => {
  expect(ticksOf({ start, end }, most)).toEqual(ticks);
});

test("a moment stays within its recording", () => {
  const span = { start: 10, end: 90 };
  expect([-5, 10, 45.5, 91].map((time) => within(span, time))).toEqual([10, 10, 45.5, 90]);
});

test.each<readonly [text: string, seconds: number | undefined]>([
  ["75", 75],
  ["1:15", 75],
  [" 1:02:03.5 ", 3723.5],
  ["0,5", 0.5],
  ["1:2:3:4", undefined],
  ["-3", undefined],
  ["", undefined],
  ["1e3", undefined],
  ["soon", undefined],
])("the time %j is read", (text, seconds) => {
  expect(readTime(text)).toBe(seconds);
});

test.each<readonly [seconds: number, decimals: number, text: string]>([
  [0, 0, "0:00"],
  [59.96, 1, "1:00.0"],
  [59.96, 0, "1:00"],
  [3599.9996, 3, "1:00:00.000"],
  [7451.25, 2, "2:04:11.25"],
  [-5, 1, "-0:05.0"],
  [-0.01, 1, "0:00.0"],
])("%d seconds are written with %d decimals", (seconds, decimals, text) => {
  expect(formatTime(seconds, decimals)).toBe(text);
});

test("where a replay begins and ends comes from its position", async () => {
  const bench = new Bench();
  await bench.add("replay", replay);
  const [node] = replaysIn(bench.composer.network.nodes);
  expect(node && spanOf(node)).toEqual({ start: 0, end: 90 });
});
