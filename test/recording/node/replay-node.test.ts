import { afterEach, beforeEach, expect, test } from "vitest";
import type { ZocpNode } from "../../../src/index.ts";
import { ReplayNode, type ReplayNodeOptions } from "../../../src/recording.ts";
import { isPart } from "../../../src/show.ts";
import { channel, recordingOf, type Sample, timelineOf } from "../samples.ts";
import { entriesOf, RecordedStage, valuesIn } from "./network.ts";

let stage: RecordedStage;
const replays: ReplayNode[] = [];
beforeEach(() => {
  stage = new RecordedStage();
});
afterEach(async () => {
  for (const replay of replays.splice(0)) await stage.settle(replay.stop());
  await stage[Symbol.asyncDispose]();
});

const NIGHT: Sample = {
  channels: [
    channel("desk", "fader", { min: 0, max: 1 }),
    channel("desk", "press", { type: "bool", event: true }),
    channel("lamp", "level", { access: "rwes" }),
    channel("lamp", "address", { type: "string", access: "rw", recall: false }),
  ],
  steps: [
    { after: 0, channel: 0, value: 0.1 },
    { after: 0, channel: 2, value: 0.5 },
    { after: 0, channel: 3, value: "10.0.0.7" },
    { after: 1000, channel: 0, value: 0.2 },
    { after: 500, channel: 1, value: true },
    { after: 500, channel: 2, value: 0.6 },
    { after: 1000, channel: 0, value: 0.3 },
    { after: 0, channel: 0, value: 0.3 },
    { after: 1000, channel: 2, value: 0.7 },
  ],
};

interface Told {
  readonly replay: ReplayNode;
  readonly notes: string[];
  ended: number;
}

async function replayOf(sample: Sample, options: Partial<ReplayNodeOptions> = {}): Promise<Told> {
  const timeline = timelineOf(recordingOf(sample));
  const replay = new ReplayNode("replay", { net: stage.network.host().net, timeline, wait: 3000, ...options });
  replays.push(replay);
  const told: Told = { replay, notes: [], ended: 0 };
  replay.on("note", ({ text }) => void told.notes.push(text));
  replay.on("ended", () => void told.ended++);
  await stage.settle(replay.start());
  return told;
}

function hang(node: ZocpNode): void {
  node.float("level", 0, { access: "rwes" });
  node.string("address", "10.0.0.9", { access: "rw", recall: false });
}

test("ghosts are the nodes that were recorded: others follow them, and no show keeps them", async () => {
  const screen = await stage.node("screen", (node) => node.float("bar", 0, { access: "rs" }));
  await stage.settle(Promise.race([screen.connect("desk/fader", "screen/bar").catch(() => {}), stage.wait(0.1)]));
  const seen: unknown[] = [];
  screen.parameter("bar").on("changed", ({ value }) => seen.push(value));
  const told = await replayOf(NIGHT);
  await stage.wait(1);
  const desk = screen.peer("desk");
  expect(desk?.headers.get("X-ZOCP-GHOST")).toBe("1");
  expect(desk !== undefined && isPart(desk)).toBe(false);
  expect(desk?.parameter("fader")).toMatchObject({ typeHint: "flt", access: "rwe", min: 0, max: 1 });
  await stage.wait(5);
  expect(seen).toEqual([0.1, 0.2, 0.3]);
  expect([told.ended, told.notes]).toEqual([1, []]);
});

test("a recording of ghosts is the recording", async () => {
  const recorder = await stage.recorder({ every: true });
  await replayOf(NIGHT);
  await stage.wait(6);
  await stage.settle(recorder.stop());
  const { "replay/position": _, ...again } = valuesIn(await entriesOf(stage.path("one.zrec")));
  // What everything is when the ghosts begin stands in front.
  expect(again).toMatchObject({
    "desk/fader": [0.1, 0.1, 0.2, 0.3, 0.3],
    "desk/press": [true],
    "lamp/level": [0.5, 0.5, 0.6, 0.7],
    "lamp/address": ["10.0.0.7"],
  });
});

test("a name that is here is left out and told, and a ghost leaves when a real node of its name comes", async () => {
  const desk = await stage.node("desk", (node) => node.float("fader", 0.9, { access: "rwe" }));
  const told = await replayOf(NIGHT, { loop: true });
  await stage.wait(1);
  expect(told.notes).toEqual(["desk is here: it is left out"]);
  expect(desk.parameter("fader").value).toBe(0.9);
  expect(desk.peer("lamp")?.headers.has("X-ZOCP-GHOST")).toBe(true);
  const lamp = await stage.node("lamp", hang);
  await stage.wait(3);
  expect(told.notes.slice(1)).toEqual(["lamp is here now: its recording leaves"]);
  expect([...desk.peers.values()].filter(({ name }) => name === "lamp").map(({ id }) => id)).toEqual([lamp.id]);
  expect(lamp.parameter("level").value).toBe(0);
});

test("sets move the nodes that are here, but no events, nothing that is not to be recalled, and not what a played emitter drives", async () => {
  const lamp = await stage.node("lamp", hang);
  const desk = await stage.node("desk", (node) => {
    node.float("fader", 0, { access: "rwe" });
    node.bool("press", false, { access: "rwe", event: true });
  });
  await stage.node("wall", (node) => node.float("bar", 0, { access: "rwes" }));
  await stage.wait(3);
  await stage.settle(desk.connect("desk/fader", "lamp/level"));
  const pressed: unknown[] = [];
  desk.parameter("press").on("changed", ({ value }) => pressed.push(value));
  const told = await replayOf(
    { ...NIGHT, channels: [...NIGHT.channels, channel("wall", "gone"), channel("cam", "pan")] },
    { as: "sets" },
  );
  await stage.wait(6);
  expect(desk.parameter("fader").value).toBe(0.3);
  expect(lamp.parameter("level").value).toBe(0.3);
  expect(lamp.parameter("address").value).toBe("10.0.0.9");
  expect(pressed).toEqual([]);
  expect(told.notes.sort()).toEqual([
    "desk/press is left out: its values are events",
    "lamp/address is left out: its owner lets nobody set it again from what was kept",
    "lamp/level is left out: a wire drives it, whose emitter is played",
  ]);
});

test("what sets say is a tag that people see, and gives way to a hand until the loop begins anew", async () => {
  const lamp = await stage.node("lamp", hang);
  const hand = await stage.node("hand");
  const moved: [unknown, string][] = [];
  lamp.parameter("level").on("changed", ({ value, name }) => moved.push([value, name]));
  const told = await replayOf(NIGHT, { as: "sets", loop: true });
  await stage.wait(1);
  expect(moved).toEqual([[0.5, "replay"]]);
  const remote = hand.peer("lamp");
  await stage.settle(remote?.set("level", 0.9) ?? Promise.reject());
  await stage.wait(2.5);
  // Neither 0.6 nor 0.7 were set on it.
  expect(moved.slice(1)).toEqual([[0.9, "hand"]]);
  expect(told.notes).toContain("lamp/level is left alone until the recording begins anew: hand moves it");
  await stage.wait(1.5);
  expect(moved.at(-1)).toEqual([0.5, "replay"]);
});

test("a fade of a cue is not taken over", async () => {
  const lamp = await stage.node("lamp", hang);
  const show = await stage.node("show");
  await stage.wait(3);
  const fade = show.peer("lamp")?.fade("level", 1, { over: 60, tag: "show/1" });
  await stage.settle(fade?.accepted ?? Promise.reject());
  const told = await replayOf(NIGHT, { as: "sets" });
  await stage.wait(5);
  expect(told.notes.join()).toMatch(/lamp\/level is left alone until the recording begins anew: .*show/);
  expect(lamp.parameter("level").owner?.tag).toBe("show/1");
});

test("its parameters can be wired: it is paused, sought, and made faster from anywhere", async () => {
  const desk = await stage.node("button");
  const { replay } = await replayOf(NIGHT, { loop: true });
  await stage.wait(1);
  const remote = desk.peer("replay");
  if (remote === undefined) throw new Error("there is no replay");
  expect([...remote.parameters.values()].filter(({ recall }) => recall)).toEqual([]);
  await stage.settle(remote.set("play", false));
  const held = replay.position;
  await stage.wait(2);
  expect([replay.playing, replay.position]).toEqual([false, held]);
  await stage.settle(remote.set("position", 3.5));
  await stage.wait(1);
  expect(replay.position).toBe(3.5);
  expect([...desk.peers.values()].find(({ name }) => name === "lamp")?.value("level")).toBeDefined();
  await stage.settle(remote.set({ speed: 0.5, play: true }));
  await stage.wait(0.4);
  expect(replay.position).toBeGreaterThan(3.6);
  expect(replay.position).toBeLessThan(3.9);
  await stage.settle(remote.set("loop", false));
  await stage.wait(2);
  expect([replay.playing, replay.node.parameter("play").value, replay.position]).toEqual([false, false, 4]);
});

test("what cannot be is told once, and the rest is played", async () => {
  const sample: Sample = {
    channels: [
      channel("old", "level", { max: 1 }),
      channel("old", "x", { type: "int" }),
      channel("old", "cam.pan", { object: "cam" }),
    ],
    steps: [
      { after: 0, channel: 0, value: 0.5 },
      { after: 0, channel: 2, value: 7 },
      { after: 500, channel: 0, value: 5 },
      { after: 0, channel: 1, value: "no number" },
      { after: 500, channel: 0, value: 6 },
      { after: 500, channel: 0, value: 0.75 },
    ],
  };
  const desk = await stage.node("desk");
  const told = await replayOf(sample, { loop: true });
  await stage.wait(1.7);
  expect(told.notes).toMatchObject([
    expect.stringMatching(/^old\/x cannot be as it was recorded: .*no number/),
    expect.stringMatching(/^old\/level cannot be as it was recorded: .*5.*maximum 1/),
  ]);
  expect(desk.peer("old")?.parameter("cam.pan")).toMatchObject({ object: "cam", value: 7 });
});

test("options that cannot be are refused", () => {
  const timeline = timelineOf(recordingOf(NIGHT));
  const make =
    (options: object): (() => unknown) =>
    () =>
      new ReplayNode("replay", { timeline, ...options });
  expect(make({ timeline: {} })).toThrow("the timeline is an object, not a Timeline");
  expect(make({ as: "print" })).toThrow('as is "print", not "ghosts" or "sets"');
  expect(make({ speed: 0 })).toThrow("speed is 0, not a number from 0.1 to 100");
  expect(make({ loop: 1 })).toThrow("loop is 1");
  expect(make({ wait: -1 })).toThrow("wait is -1");
});
