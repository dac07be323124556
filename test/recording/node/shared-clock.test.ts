import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ZocpNode } from "../../../src/index.ts";
import { RecordingReader } from "../../../src/recording/format/read.ts";
import { formatHeader } from "../../../src/recording/format/write.ts";
import {
  RecorderNode,
  type RecordingEntry,
  RecordingError,
  readRecordingFile,
  type Timeline,
  TimelineBuilder,
} from "../../../src/recording.ts";
import type { HostOptions } from "../../../src/sim.ts";
import { entriesOf, RecordedStage } from "./network.ts";

let stage: RecordedStage;
beforeEach(() => {
  stage = new RecordedStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

async function recorderOn(name: string, clock: HostOptions["clock"]): Promise<RecorderNode> {
  const recorder = new RecorderNode(name, {
    net: stage.network.host({ clock }).net,
    output: stage.path(`${name}.zrec`),
    every: true,
    choose: (node) => node === "desk",
  });
  await stage.settle(recorder.start());
  return recorder;
}

async function timelineOf(name: string): Promise<Timeline> {
  const builder = new TimelineBuilder();
  await stage.settle(readRecordingFile(stage.path(`${name}.zrec`), (entry) => builder.add(entry)));
  return builder.build();
}

function desk(node: ZocpNode): void {
  node.float("fader", 0, { access: "re" });
}

/** When a value came, in seconds of the recording. */
function timeOf(timeline: Timeline, wanted: number): number {
  return [...timeline.values()].find(({ value }) => value === wanted)?.time ?? Number.NaN;
}

test("recordings of two machines whose clocks are wrong line up by the clock that they share", async () => {
  const node = await stage.node("desk", desk);
  const first = await recorderOn("first", { offset: 3_600_000, drift: 100 });
  await stage.wait(7);
  const second = await recorderOn("second", { offset: 50_000, drift: -100 });
  await stage.wait(5);
  for (let count = 1; count <= 60; count++) {
    node.emit("fader", count);
    await stage.wait(1);
  }
  for (const recorder of [first, second]) await stage.settle(recorder.stop());
  const [a, b] = [await timelineOf("first"), await timelineOf("second")];
  const lag = b.secondsAfter(a) ?? Number.NaN;
  expect(lag).toBeGreaterThan(6.5);
  expect(lag).toBeLessThan(8);
  expect(a.clock?.error).toBeLessThan(20);
  const bound = ((a.clock?.error ?? 0) + (b.clock?.error ?? 0)) / 1000 + 0.02;
  for (const value of [1, 30, 60]) expect(Math.abs(timeOf(a, value) - (timeOf(b, value) + lag))).toBeLessThan(bound);
  // Without it the times are those of the machines: 200 ppm are 12 ms in a minute.
  expect(timeOf(a, 60) - timeOf(a, 1)).toBeCloseTo(timeOf(b, 60) - timeOf(b, 1), 2);
});

test("a machine that shares no clock records by its own, and says so; when it shares one, a part begins", async () => {
  const recorder = await recorderOn("alone", { offset: 0, drift: 0 });
  await stage.wait(2);
  const node = await stage.node("desk", desk);
  await stage.wait(5);
  node.emit("fader", 1);
  await stage.wait(1);
  await stage.settle(recorder.stop());
  const headers = (await entriesOf(stage.path("alone.zrec"))).flatMap((entry) =>
    entry.kind === "header" ? [entry] : [],
  );
  expect(headers.map(({ header }) => header.clock !== undefined)).toEqual([false, true]);
  expect(headers[1]?.time).toBeGreaterThan(2);
  const timeline = await timelineOf("alone");
  expect(timeline.clock?.at).toBeCloseTo((headers[1]?.header.clock?.at ?? 0) - (headers[1]?.time ?? 0) * 1000, 3);
  expect(timeOf(timeline, 1)).toBeGreaterThan(6.9);
  expect(readFileSync(stage.path("alone.zrec"), "utf8").split("\n")[0]).not.toContain("clock");
});

test("parts by several clocks are told apart, and a clock of another name lines up with nothing", () => {
  const clock = { timeline: "t", at: 1000, error: 0.5 };
  const built = (timeline: string, at: number): Timeline => {
    const builder = new TimelineBuilder();
    builder.add({ kind: "header", time: 0, header: { began: 0, by: "" } });
    builder.add({ kind: "header", time: 2, header: { began: 0, by: "", clock: { ...clock, timeline, at } } });
    builder.add({ kind: "header", time: 3, header: { began: 0, by: "", clock: { ...clock, timeline: "later" } } });
    return builder.build();
  };
  expect(built("t", 5000).secondsAfter(built("t", 4000))).toBe(1);
  expect(built("t", 5000).secondsAfter(built("u", 4000))).toBeUndefined();
});

test("a header says which clock it is, and one that says half of it is refused", () => {
  const clock = { timeline: "7d2f", at: 81_234.5678, error: 0.3126 };
  const text = formatHeader({ began: 0, by: "0.1.0", clock });
  const { header } = new RecordingReader().read(text.trim()) as Extract<RecordingEntry, { kind: "header" }>;
  expect(header).toEqual({ began: 0, by: "0.1.0", clock: { timeline: "7d2f", at: 81_234.568, error: 0.313 } });
  for (const wrong of [
    '"clock":""',
    '"clock":"a","at":-1,"error":1',
    '"clock":"a","at":1',
    '"clock":7,"at":1,"error":1',
  ])
    expect(() =>
      new RecordingReader().read(`{"zocp":"recording/1","began":"2026-11-24T20:00:00.000Z",${wrong}}`),
    ).toThrow(RecordingError);
});
