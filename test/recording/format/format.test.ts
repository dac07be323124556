import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/index.ts";
import { Recorder, readRecording } from "../../../src/recording.ts";
import { BEGAN, channel, recordingOf, samples } from "../samples.ts";

test("what is written is what people find with grep", () => {
  const recorder = new Recorder({ began: BEGAN, now: 5000, by: "0.2.0" });
  const lines = [
    recorder.begin(5000),
    recorder.handleDescribed(channel("lamp", "level", { min: 0, max: 1, unit: "%" })),
    recorder.handleValue("lamp", "level", 1, 5012.34567),
    recorder.handleDescribed(channel("Bühne", "Titel", { type: "string", event: true, recall: false })),
    recorder.handleValue("Bühne", "Titel", "Lösch\nalles", 6000),
    recorder.handleValue("lamp", "level", Number.NaN, 7000),
    recorder.handleEvent("exit", new Map([["node", "desk"]]), 7500),
    recorder.handleTime(15_000),
  ];
  expect(lines.join("")).toBe(
    [
      '{"zocp":"recording/1","began":"2026-11-24T20:00:00.000Z","with":"0.2.0"}',
      '{"t":0,"key":{}}',
      '{"c":1,"node":"lamp","parameter":"level","type":"flt","access":"rwe","min":0.0,"max":1.0,"unit":"%"}',
      "[0.0123,1,1.0]",
      '{"c":2,"node":"Bühne","parameter":"Titel","type":"string","access":"rwe","event":true,"recall":false}',
      '[1,2,"Lösch\\nalles"]',
      '[2,1,"NaN"]',
      '{"t":2.5,"event":"exit","node":"desk"}',
      '{"t":10,"key":{"1":"NaN"}}',
      "",
    ].join("\n"),
  );
});

test("every value is read as it was, of every type", () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const values = readRecording(recordingOf(sample)).flatMap((entry) =>
        entry.kind === "value" ? [{ of: entry.channel, value: entry.value }] : [],
      );
      expect(values).toEqual(sample.steps.map(({ channel: at, value }) => ({ of: sample.channels[at], value })));
    }),
  );
});

test("a recording that was cut at any octet is read to its last whole line", () => {
  const text = recordingOf({
    channels: [channel("Bühne", "level"), channel("lamp", "title", { type: "string" })],
    steps: Array.from({ length: 20 }, (_, i) => ({ after: 700, channel: i % 2, value: i % 2 === 0 ? i / 7 : `é${i}` })),
  });
  const [bytes, all] = [Buffer.from(text), readRecording(text)];
  for (let end = 0; end <= bytes.length; end++) {
    const part = bytes.subarray(0, end);
    const lines = part.filter((byte) => byte === 0x0a).length;
    expect(readRecording(part.toString()), `cut at octet ${end}`).toEqual(all.slice(0, lines));
  }
});

test("a parameter that is described anew keeps its number, and what it is changes", () => {
  const recorder = new Recorder({ began: BEGAN, now: 0 });
  const text = [
    recorder.begin(0),
    recorder.handleDescribed(channel("lamp", "level")),
    recorder.handleDescribed(channel("lamp", "level")),
    recorder.handleDescribed(channel("lamp", "level", { max: 2 })),
    recorder.handleValue("lamp", "level", 1.5, 10),
  ].join("");
  expect(text.match(/"c":1/g)).toHaveLength(2);
  expect(readRecording(text).at(-1)).toMatchObject({ kind: "value", channel: { max: 2 }, value: 1.5 });
});

test("recordings that were put behind one another are one, and each has its own time", () => {
  const [first, second] = [0, 60_000].map((later) => {
    const recorder = new Recorder({ began: BEGAN + later, now: 0 });
    const head = recorder.begin(0) + recorder.handleDescribed(channel(later === 0 ? "a" : "b", "x"));
    return head + recorder.handleValue(later === 0 ? "a" : "b", "x", later, 1500);
  });
  const values = readRecording(`${first}${second}`).flatMap((entry) =>
    entry.kind === "value" ? [[entry.time, entry.channel.node, entry.value]] : [],
  );
  expect(values).toEqual([
    [1.5, "a", 0],
    [61.5, "b", 60_000],
  ]);
});

test("a part that begins later can be read by itself, without those who left", () => {
  const recorder = new Recorder({ began: BEGAN, now: 0 });
  recorder.begin(0);
  for (const node of ["lamp", "desk"]) recorder.handleDescribed(channel(node, "x"));
  recorder.handleValue("lamp", "x", 0.5, 100);
  recorder.handleValue("desk", "x", 0.7, 100);
  recorder.handleExit("desk");
  const entries = readRecording(recorder.begin(60_000) + recorder.handleValue("lamp", "x", 1, 60_500));
  expect(entries).toMatchObject([
    { kind: "header", header: { began: BEGAN + 60_000 } },
    { kind: "channel", channel: { node: "lamp" } },
    { kind: "key", time: 0 },
    { kind: "value", time: 0.5, value: 1 },
  ]);
  expect([...(entries[2]?.kind === "key" ? entries[2].values.values() : [])]).toEqual([0.5]);
});

test("nothing is written that cannot be read, whatever others say of their parameters", () => {
  const long = fc.integer({ min: 65_000, max: 66_000 }).map((length) => "x".repeat(length));
  const text = fc.oneof(fc.string(), fc.constant(""), long);
  const described = fc.record({
    node: text,
    parameter: text,
    type: text,
    description: text,
    unit: text,
    access: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(described, { maxLength: 8 }), text, (channels, value) => {
      const recorder = new Recorder({ began: BEGAN, now: 0 });
      let written = recorder.begin(0);
      for (const one of channels) {
        written += recorder.handleDescribed({ ...one, event: false, recall: true }) ?? "";
        written += recorder.handleValue(one.node, one.parameter, value, 0);
      }
      written += recorder.handleTime(10_000) + recorder.begin(11_000);
      expect(() => readRecording(written)).not.toThrow();
    }),
    { numRuns: 50 },
  );
});

test("values that no line holds are left out, and key frames of very many take several", () => {
  const recorder = new Recorder({ began: BEGAN, now: 0 });
  let text = recorder.begin(0);
  for (let i = 0; i < 25_000; i++) text += recorder.handleDescribed(channel("a", `x${i}`, { type: "any" }));
  const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)]);
  text += recorder.handleValue("a", "x0", nested(63), 1);
  expect(recorder.handleValue("a", "x1", "x".repeat(0x40_0000), 1)).toBe("");
  expect(
    recorder.handleValue(
      "a",
      "x1",
      Array.from({ length: 0x3_0000 }, () => 1),
      1,
    ),
  ).toBe("");
  for (let i = 2; i < 25_000; i++) text += recorder.handleValue("a", `x${i}`, "x".repeat(i < 10 ? 100_000 : 5), 1);
  text += recorder.handleTime(10_000);
  const keys = readRecording(text).flatMap((entry) =>
    entry.kind === "key" && entry.time > 0 ? [entry.values.size] : [],
  );
  expect(keys.length).toBeGreaterThan(4);
  expect(keys.reduce((sum, size) => sum + size, 0)).toBe(24_999);
});

test("a black box that runs for long counts each part anew", () => {
  const recorder = new Recorder({ began: BEGAN, now: 0 });
  recorder.begin(0);
  for (let i = 0; i < 500; i++) {
    recorder.handleDescribed(channel(`page ${i}`, "x"));
    recorder.handleExit(`page ${i}`);
  }
  recorder.handleDescribed(channel("lamp", "x"));
  recorder.handleValue("lamp", "x", 1, 0);
  const text =
    recorder.begin(60_000) +
    recorder.handleDescribed(channel("desk", "x")) +
    recorder.handleValue("desk", "x", 2, 60_000);
  expect(text).toContain('{"c":1,"node":"lamp"');
  expect(text).toContain("[0,2,2.0]");
});
