import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/index.ts";
import {
  type PlayEffect,
  type RecordedChannel,
  Recorder,
  RecordingPlayer,
  readRecording,
} from "../../../src/recording.ts";
import { channel, recordingOf, type Sample, samples, timelineOf } from "../samples.ts";

/** Lets a player play to its end, or so many milliseconds: what comes, and when. */
function run(player: RecordingPlayer, now: number, until = Number.POSITIVE_INFINITY): (PlayEffect & { at: number })[] {
  const effects = player.play(now).map((effect) => ({ ...effect, at: now }));
  while (player.playing && player.deadline <= until) {
    const at = Math.max(now, player.deadline);
    effects.push(...player.handleTime(at).map((effect) => ({ ...effect, at })));
  }
  return effects;
}

/** By the name of each: values of the file up to a moment, one after the other. */
function fold(text: string, time: number): ReadonlyMap<string, Json> {
  const state = new Map<string, Json>();
  for (const entry of readRecording(text))
    if (entry.kind === "value" && entry.time <= time && !entry.channel.event)
      state.set(name(entry.channel), entry.value);
  return state;
}

function name({ node, parameter }: RecordedChannel): string {
  return `${node}/${parameter}`;
}

test("what it was at any moment is what all lines up to it make", () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 160, noNaN: true }), (sample, time) => {
      const text = recordingOf(sample);
      const state = timelineOf(text).stateAt(time);
      expect(new Map([...state].map(([of, value]) => [name(of), value]))).toEqual(fold(text, time));
    }),
  );
});

test("a part of a recording begins with what everything was before", () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 60, noNaN: true }), (sample, from) => {
      const text = recordingOf(sample);
      const part = timelineOf(text, { from });
      const state = new Map([...part.stateAt(from)].map(([of, value]) => [name(of), value]));
      expect(state).toEqual(fold(text, from));
      expect(part.start).toBe(from);
    }),
  );
});

/** What is played, recorded again. */
function recordedAgain(text: string, speed = 1): string {
  const timeline = timelineOf(text);
  const recorder = new Recorder({ began: 0, now: 0 });
  let again = recorder.begin(0);
  for (const effect of run(new RecordingPlayer(timeline, { speed }), 0)) {
    if (effect.type !== "value") continue;
    const { node, parameter } = effect.channel;
    again +=
      (recorder.handleDescribed(effect.channel) ?? "") + recorder.handleValue(node, parameter, effect.value, effect.at);
  }
  return again;
}

function valuesOf(text: string): readonly (readonly [string, Json, number])[] {
  return readRecording(text).flatMap((entry) =>
    entry.kind === "value" ? [[name(entry.channel), entry.value, entry.time] as const] : [],
  );
}

test("a replay that is recorded is the recording, value for value and moment for moment", () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const text = recordingOf(sample);
      expect(valuesOf(recordedAgain(text))).toEqual(valuesOf(text));
    }),
  );
});

test("ten times as fast the order is the same", () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const text = recordingOf(sample);
      const order = (of: string): unknown => valuesOf(of).map(([what, value]) => [what, value]);
      expect(order(recordedAgain(text, 10))).toEqual(order(text));
    }),
  );
});

const LEVEL: Sample = {
  channels: [channel("lamp", "level"), channel("lamp", "flash", { type: "bool", event: true })],
  steps: [
    { after: 100, channel: 0, value: 0.1 },
    { after: 0.1, channel: 1, value: true },
    { after: 233.3, channel: 0, value: 0.2 },
    { after: 700, channel: 0, value: 0.3 },
  ],
};

test("a thousand loops end where they should, to the last digit that a clock has", () => {
  const timeline = timelineOf(recordingOf(LEVEL));
  const [begin, length] = [123_456.789, (timeline.end - timeline.start) * 1000];
  const player = new RecordingPlayer(timeline, { loop: true, speed: 0.7 });
  const effects = run(player, begin, begin + (1000.5 * length) / 0.7);
  const loops = effects.filter(({ type }) => type === "state");
  expect(loops).toHaveLength(1001);
  for (const [round, { at }] of loops.entries()) expect(at).toBeCloseTo(begin + (round * length) / 0.7, 5);
  expect(effects.filter(({ type }) => type === "value")).toHaveLength(4003);
});

test("a loop begins with what everything was at its start", () => {
  const player = new RecordingPlayer(timelineOf(recordingOf(LEVEL), { from: 0.2, to: 0.9 }), { loop: true });
  const states = run(player, 0, 2000).filter((effect) => effect.type === "state");
  expect(states).toHaveLength(3);
  for (const { values } of states)
    expect([...values].map(([{ parameter }, value]) => [parameter, value])).toEqual([["level", 0.1]]);
});

test("timers that are late do not make it late", () => {
  const timeline = timelineOf(recordingOf(LEVEL));
  const player = new RecordingPlayer(timeline);
  player.play(0);
  for (let now = 0; player.playing; now = player.deadline + 37) player.handleTime(now);
  const again = new RecordingPlayer(timeline);
  again.play(0);
  again.handleTime(400);
  expect(again.position(400)).toBe(0.4);
  expect(again.deadline).toBeCloseTo(1033.4, 6);
});

test("pauses, goes on, is sought and paced, and stays where it is meanwhile", () => {
  const player = new RecordingPlayer(timelineOf(recordingOf(LEVEL)));
  player.play(1000);
  expect(player.position(1250)).toBe(0.25);
  player.pause(1250);
  expect([player.position(9000), player.deadline]).toEqual([0.25, Number.POSITIVE_INFINITY]);
  player.play(9000);
  player.pace(10, 9050);
  expect(player.position(9050)).toBeCloseTo(0.3, 9);
  expect(player.position(9060)).toBeCloseTo(0.4, 9);
  expect(player.seek(0.95, 9100)).toMatchObject([{ type: "state" }]);
  expect(player.position(9101)).toBeCloseTo(0.96, 9);
  player.pace(1000, 9101);
  expect(player.speed).toBe(100);
});

test("a machine that slept goes on from where it should be, and does not play all that was missed", () => {
  const steps = Array.from({ length: 1000 }, (_, i) => ({ after: 100, channel: 0, value: i }));
  const player = new RecordingPlayer(timelineOf(recordingOf({ channels: [channel("a", "x")], steps })), { loop: true });
  player.play(0);
  const effects = player.handleTime(250_050);
  expect(effects).toMatchObject([{ type: "state", round: 2 }]);
  expect(player.position(250_050)).toBeCloseTo(50.05, 6);
});

test("events of the network come in their place between values", () => {
  const recorder = new Recorder({ began: 0, now: 0 });
  const text = [
    recorder.begin(0),
    recorder.handleDescribed(channel("a", "x")),
    recorder.handleValue("a", "x", 1, 100),
    recorder.handleEvent("cue", new Map([["cue", "1.5"]]), 200),
    recorder.handleValue("a", "x", 2, 300),
  ].join("");
  const effects = run(new RecordingPlayer(timelineOf(text)), 0);
  expect(effects.map(({ type, at }) => [type, at])).toEqual([
    ["state", 0],
    ["value", 100],
    ["event", 200],
    ["value", 300],
    ["ended", 300],
  ]);
});

test("a recording with nothing in it ends at once, also as a loop", () => {
  const player = new RecordingPlayer(timelineOf(new Recorder({ began: 0, now: 0 }).begin(0)), { loop: true });
  expect(run(player, 5, 100).map(({ type }) => type)).toEqual(["state", "ended"]);
});

test("what a pause left out is there after it, also for who plays through", () => {
  const recorder = new Recorder({ began: 0, now: 0 });
  let text = recorder.begin(0) + recorder.handleDescribed(channel("a", "x"));
  text += recorder.handleValue("a", "x", 1, 100);
  // It was told to pause, and this was not written.
  recorder.handleValue("a", "x", 2, 500);
  text += recorder.keyFrame(1000);
  const timeline = timelineOf(text);
  expect([...timeline.stateAt(0.9).values()]).toEqual([1]);
  expect([...timeline.stateAt(1).values()]).toEqual([2]);
  const values = run(new RecordingPlayer(timeline), 0).flatMap((effect) =>
    effect.type === "value" ? [[effect.time, effect.value]] : [],
  );
  expect(values).toEqual([
    [0.1, 1],
    [1, 2],
  ]);
});
