import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ZocpNode } from "../../../src/index.ts";
import { RecorderNode } from "../../../src/recording.ts";
import { entriesOf, eventsIn, RecordedStage, valuesIn } from "./network.ts";

let stage: RecordedStage;
beforeEach(() => {
  stage = new RecordedStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

function desk(node: ZocpNode): void {
  node.float("fader", 0.25, { access: "rwe", min: 0, max: 1, unit: "%" });
  node.bool("press", false, { access: "re", event: true });
  node.string("address", "10.0.0.7", { access: "rw", recall: false });
}

test("it records what is there, and every value from then on", async () => {
  const node = await stage.node("desk", desk);
  const recorder = await stage.recorder({ every: true });
  for (let i = 1; i <= 100; i++) node.emit("fader", i / 100);
  node.emit("press", true);
  node.emit("press", true);
  await stage.wait(1);
  await stage.settle(recorder.stop());
  const entries = await entriesOf(stage.path("one.zrec"));
  expect(valuesIn(entries)).toEqual({
    "desk/fader": [0.25, ...Array.from({ length: 100 }, (_, i) => (i + 1) / 100)],
    "desk/press": [true, true],
    "desk/address": ["10.0.0.7"],
  });
  // A part that begins anew describes them again.
  const last = entries.map(({ kind }) => kind).lastIndexOf("header");
  const described = entries.slice(last).flatMap((entry) => (entry.kind === "channel" ? [entry.channel] : []));
  expect(described).toMatchObject([
    { parameter: "fader", type: "flt", access: "rwe", min: 0, max: 1, unit: "%", recall: true },
    { parameter: "press", event: true },
    { parameter: "address", recall: false },
  ]);
  expect(recorder.count).toEqual({ values: 104, lost: 0 });
});

test("at a rate it records the last value, too", async () => {
  const node = await stage.node("desk", desk);
  const recorder = await stage.recorder({ rate: 10, choose: (_, parameter) => parameter === "fader" });
  for (let i = 1; i <= 100; i++) {
    node.emit("fader", i / 100);
    await stage.network.run(10);
  }
  await stage.wait(1);
  await stage.settle(recorder.stop());
  const values = valuesIn(await entriesOf(stage.path("one.zrec")));
  expect(Object.keys(values)).toEqual(["desk/fader"]);
  expect(values["desk/fader"]?.at(-1)).toBe(1);
  expect(values["desk/fader"]?.length).toBeGreaterThan(8);
  expect(values["desk/fader"]?.length).toBeLessThan(15);
});

test("it records who comes and goes, wires that are made and cut, who holds what, and no commands", async () => {
  const node = await stage.node("desk", desk);
  await stage.node("zocp-ls", (tool) => tool.float("x", 0), { "X-ZOCP-TOOL": "ls" });
  const recorder = await stage.recorder();
  const lamp = await stage.node("lamp", (one) => one.float("level", 0, { access: "rwes" }));
  await stage.wait(2);
  await stage.settle(node.connect("desk/fader", "lamp/level"));
  await stage.wait(1);
  await stage.settle(node.disconnect("desk/fader", "lamp/level"));
  lamp.parameter("level").fade(1, { over: 0.5, tag: "show/1.5" });
  await stage.wait(1);
  await stage.settle(lamp.stop());
  await stage.wait(1);
  await stage.settle(recorder.stop());
  const entries = await entriesOf(stage.path("one.zrec"));
  expect(eventsIn(entries, "enter").map((one) => Reflect.get(one, "node"))).toEqual(["desk", "lamp"]);
  expect(eventsIn(entries, "exit")).toMatchObject([{ node: "lamp", reason: "goodbye" }]);
  expect(eventsIn(entries, "wire")).toEqual([
    { emitter: "desk/fader", sensor: "lamp/level", made: true },
    { emitter: "desk/fader", sensor: "lamp/level", made: false },
  ]);
  expect(eventsIn(entries, "owner")).toMatchObject([{ by: "lamp", tag: "show/1.5" }, { parameter: "level" }]);
  expect(Object.keys(valuesIn(entries))).toEqual(["desk/fader", "desk/address", "lamp/level"]);
});

test("it records the cues of shows, and panics", async () => {
  const show = await stage.node("show", (one) => {
    for (const name of ["go", "back", "panic", "goto"]) one.bool(name, false, { access: "rws", event: true });
    one.string("cue", "1", { access: "re" });
  });
  const recorder = await stage.recorder();
  show.set("cue", "1.5");
  await stage.wait(1);
  await stage.settle(show.panic());
  await stage.wait(1);
  await stage.settle(recorder.stop());
  const entries = await entriesOf(stage.path("one.zrec"));
  expect(eventsIn(entries, "cue")).toEqual([
    { show: "show", cue: "1" },
    { show: "show", cue: "1.5" },
  ]);
  expect(eventsIn(entries, "panic")).toEqual([{ on: true }]);
});

test("its own parameters pause it and mark a moment, tell how it is, and are in no show file", async () => {
  const node = await stage.node("desk", desk);
  const recorder = await stage.recorder();
  const remote = node.peer("recorder");
  if (remote === undefined) throw new Error("there is no recorder");
  expect([...remote.parameters.values()].filter(({ recall }) => recall)).toEqual([]);
  await stage.settle(remote.set("recording", false));
  node.emit("fader", 0.5);
  await stage.wait(1);
  await stage.settle(remote.set("recording", true));
  await stage.settle(remote.set("keep", true));
  node.emit("fader", 0.75);
  await stage.wait(3);
  expect(recorder.node.parameter("values").value).toBe(3);
  expect(recorder.node.parameter("file").value).toBe(stage.path("one.zrec"));
  expect(recorder.node.parameter("keep").value).toBe(false);
  await stage.settle(recorder.stop());
  const entries = await entriesOf(stage.path("one.zrec"));
  expect(valuesIn(entries)["desk/fader"]).toEqual([0.25, 0.75]);
  const resumed = entries.findIndex((entry) => entry.kind === "event" && entry.event === "resumed");
  const key = entries[resumed + 1];
  expect(key?.kind === "key" && [...key.values.values()]).toEqual([0.5, "10.0.0.7"]);
  expect(eventsIn(entries, "mark")).toHaveLength(1);
  expect(eventsIn(entries, "edited")).toMatchObject([{ by: "desk", parameter: "recording" }, { parameter: "keep" }]);
});

test("of two nodes of one name the first is recorded, and the other one when it has left", async () => {
  const first = await stage.node("twin", (one) => one.float("x", 1, { access: "re" }));
  await stage.wait(3);
  const recorder = await stage.recorder({ every: true });
  const second = await stage.node("twin", (one) => one.float("x", 2, { access: "re" }));
  await stage.wait(2);
  second.emit("x", 3);
  await stage.wait(1);
  await stage.settle(first.stop());
  await stage.wait(1);
  second.emit("x", 4);
  await stage.wait(1);
  await stage.settle(recorder.stop());
  expect(valuesIn(await entriesOf(stage.path("one.zrec")))).toEqual({ "twin/x": [1, 3, 4] });
});

test("a file that is there already is not written over", async () => {
  const recorder = await stage.recorder();
  await stage.settle(recorder.stop());
  const before = readFileSync(stage.path("one.zrec"), "utf8");
  await expect(stage.recorder()).rejects.toMatchObject({ code: "EEXIST" });
  expect(readFileSync(stage.path("one.zrec"), "utf8")).toBe(before);
});

test("it is packed when it is closed, where its name says so, and stands beside it until then", async () => {
  await stage.node("desk", desk);
  const recorder = await stage.recorder({ output: stage.path("night.zrec.gz") });
  expect(stage.files()).toEqual(["night.zrec"]);
  await stage.settle(recorder.stop());
  expect(stage.files()).toEqual(["night.zrec.gz"]);
  expect(valuesIn(await entriesOf(stage.path("night.zrec.gz")))).toMatchObject({ "desk/fader": [0.25] });
});

test("a black box holds the last minutes and keeps them when somebody asks, and when a node leaves", async () => {
  const node = await stage.node("desk", desk);
  const recorder = await stage.recorder({ output: stage.path("box.zrec"), ring: 120 });
  for (let second = 0; second < 200; second++) {
    node.emit("fader", second / 1000);
    await stage.wait(1);
  }
  expect(stage.files("box.ring")).toHaveLength(1);
  const asked = await stage.settle(recorder.keep());
  const entries = await entriesOf(asked ?? "");
  const values = valuesIn(entries)["desk/fader"] as number[];
  expect(values.at(-1)).toBe(0.199);
  // Two segments: the present one, and the minute before it.
  expect(values.length).toBeGreaterThanOrEqual(58);
  expect(values.length).toBeLessThanOrEqual(120);
  expect(entries.filter(({ kind }) => kind === "header").length).toBeLessThanOrEqual(2);
  await stage.settle(node.stop());
  await stage.until(() => stage.files("box-").some((name) => name.endsWith("-exit.zrec")));
  await stage.settle(recorder.stop());
  expect(stage.files("box.ring")).toEqual([]);
  expect(stage.files("box-").map((name) => name.replace(/\d+/g, "N"))).toEqual([
    "box-N-N-asked.zrec",
    "box-N-N-exit.zrec",
  ]);
});

test("options that cannot be are refused", () => {
  const make =
    (options: object): (() => unknown) =>
    () =>
      new RecorderNode("recorder", { output: "x", ...options });
  expect(make({ output: "" })).toThrow('the output is "", not a path');
  expect(make({ ring: 30 })).toThrow("ring is 30, not a number from 120 to 86400");
  expect(make({ ringSize: 5 })).toThrow("ringSize is 5");
  expect(make({ rate: 0 })).toThrow("rate is 0, not a number from 0.001 to 1000");
  expect(make({ rate: 5, every: true })).toThrow("either every value, or 5 in a second, not both");
  expect(make({ choose: "lamp" })).toThrow("choose");
  expect(make({ inteface: "lo" })).toThrow('"inteface"');
});

test("it tells what screens have to show: its ring, what it has kept, how often it was marked", async () => {
  const recorder = await stage.recorder({ output: stage.path("box.zrec"), ring: 300 });
  const value = (path: string) => recorder.node.parameter(path).value;
  expect([value("ring"), value("kept"), value("marks"), value("trouble")]).toEqual([300, "", 0, ""]);
  await stage.settle(recorder.keep());
  await stage.wait(1);
  expect(value("marks")).toBe(1);
  expect(value("kept")).toMatch(/box-.*-asked\.zrec$/);
  const plain = await stage.recorder({ output: stage.path("two.zrec") });
  expect(plain.node.parameter("ring").value).toBe(0);
});
