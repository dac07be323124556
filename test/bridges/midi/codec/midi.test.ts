import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { UsageError } from "../../../../src/errors.ts";
import { encodeMidi, type MidiMessage, MidiReader } from "../../../../src/midi.ts";

const read = (hex: string, reader = new MidiReader()): readonly MidiMessage[] =>
  reader.push(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const note = (type: "note-on" | "note-off", number: number, velocity: number): MidiMessage => ({
  ...{ type, channel: 1, note: number, velocity },
});

const seven = fc.nat(127);
const channel = fc.integer({ min: 1, max: 16 });
const MESSAGES: fc.Arbitrary<MidiMessage> = fc.oneof(
  fc.record({ type: fc.constantFrom("note-on" as const, "note-off" as const), channel, note: seven, velocity: seven }),
  fc.record({ type: fc.constant("note-pressure" as const), channel, note: seven, pressure: seven }),
  fc.record({ type: fc.constant("control" as const), channel, controller: seven, value: seven }),
  fc.record({ type: fc.constant("program" as const), channel, program: seven }),
  fc.record({ type: fc.constant("channel-pressure" as const), channel, pressure: seven }),
  fc.record({ type: fc.constant("bend" as const), channel, value: fc.integer({ min: -8192, max: 8191 }) }),
  fc.record({ type: fc.constant("quarter-frame" as const), part: fc.nat(7), value: fc.nat(15) }),
  fc.record({ type: fc.constant("song-position" as const), position: fc.nat(16_383) }),
  fc.record({ type: fc.constant("song" as const), song: seven }),
  fc.array(seven, { maxLength: 40 }).map((data) => ({ type: "sysex" as const, data: Uint8Array.from(data) })),
  fc.constantFrom<MidiMessage>(
    ...(["tune", "clock", "start", "continue", "stop", "sensing", "reset"] as const).map((type) => ({ type })),
  ),
);

describe("a stream of MIDI", () => {
  test("gives back every message, wherever it is cut", () => {
    fc.assert(
      fc.property(fc.array(MESSAGES, { maxLength: 12 }), fc.array(fc.nat(60)), (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(encodeMidi));
        const reader = new MidiReader();
        const ends = [...new Set([0, ...cuts.filter((one) => one < bytes.length), bytes.length])].sort((a, b) => a - b);
        const found = ends.flatMap((end, index) => [...reader.push(bytes.subarray(ends[index - 1] ?? 0, end))]);
        expect(found).toEqual(messages);
        expect(reader.passedOver).toBe(0);
      }),
    );
  });

  test("leaves out the first octet of a message that is as the last one", () => {
    expect(read("90 3c40 3c00 3e41")).toEqual([
      note("note-on", 60, 64),
      note("note-on", 60, 0),
      note("note-on", 62, 65),
    ]);
  });

  test("holds real-time messages within others, which go on", () => {
    expect(read("90 f8 3c fe 40 3c f8 00")).toEqual([
      { type: "clock" },
      { type: "sensing" },
      note("note-on", 60, 64),
      { type: "clock" },
      note("note-on", 60, 0),
    ]);
    expect(read("f0 01 f8 02 f7")).toEqual([{ type: "clock" }, { type: "sysex", data: Uint8Array.of(1, 2) }]);
  });

  test("says anew what comes after a system message", () => {
    const reader = new MidiReader();
    expect(read("90 3c40 f6 3c40", reader)).toEqual([note("note-on", 60, 64), { type: "tune" }]);
    expect(read("f101 3c40", reader)).toEqual([{ type: "quarter-frame", part: 0, value: 1 }]);
    expect(reader.passedOver).toBe(4);
  });

  test("comes back from what is no message: data alone, statuses that mean nothing, ends of nothing", () => {
    const reader = new MidiReader();
    expect(read("01 02 f4 f5 f9 fd f7 90 3c 80 3c40", reader)).toEqual([note("note-off", 60, 64)]);
    expect(reader.passedOver).toBe(8);
  });

  test("a system exclusive message that another one cuts off, or that does not end, comes to nothing", () => {
    const reader = new MidiReader();
    expect(read("f0 010203 90 3c40", reader)).toEqual([note("note-on", 60, 64)]);
    reader.push(Uint8Array.of(0xf0));
    for (let i = 0; i < 70; i++) expect(reader.push(new Uint8Array(1000))).toEqual([]);
    expect(read("f7 90 3c40", reader)).toEqual([note("note-on", 60, 64)]);
  });

  test("of a million random octets holds only messages", () => {
    const reader = new MidiReader();
    let [state, count] = [7, 0];
    for (let chunk = 0; chunk < 1000; chunk++) {
      const bytes = Uint8Array.from({ length: 1000 }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
        return state >> 16;
      });
      for (const message of reader.push(bytes)) count += encodeMidi(message).length > 0 ? 1 : 0;
    }
    expect(count).toBeGreaterThan(10_000);
  });
});

describe("a message that MIDI cannot hold", () => {
  test.each([
    [{ type: "note-on", channel: 0, note: 60, velocity: 1 }, "the channel is 0, no whole number from 1 to 16"],
    [{ type: "control", channel: 1, controller: 7, value: 128 }, "the value is 128, no whole number from 0 to 127"],
    [{ type: "control", channel: 1, controller: 7, value: 0.5 }, "the value is 0.5"],
    [{ type: "bend", channel: 1, value: 8192 }, "the bend is 8192, no whole number from -8192 to 8191"],
    [{ type: "sysex", data: Uint8Array.of(1, 200) }, "octet 1 of a system exclusive message is 200"],
    [{ type: "nonsense" }, 'there is no message of MIDI "nonsense"'],
    [undefined, "this cannot be sent by MIDI"],
  ])("%j says why", (message, reason) => {
    expect(() => encodeMidi(message as MidiMessage)).toThrow(UsageError);
    expect(() => encodeMidi(message as MidiMessage)).toThrow(reason);
  });
});

const hasMido = spawnSync("/usr/bin/python3", ["-c", "import mido"]).status === 0;
if (!hasMido) console.warn("python3-mido is not here: what others say of our MIDI is not tested");

describe.runIf(hasMido)("beside mido", () => {
  test("messages of every kind are the same octets, and the same messages", () => {
    const script = `
import mido, json, sys
parser = mido.Parser()
parser.feed(bytearray.fromhex(sys.stdin.read()))
print(json.dumps([[m.type, m.hex().replace(" ", "").lower()] for m in parser]))`;
    const messages = fc.sample(MESSAGES, { numRuns: 500, seed: 1 });
    const written = messages.map((message) => Buffer.from(encodeMidi(message)).toString("hex"));
    const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", script], {
      input: written.join(""),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const theirs = JSON.parse(stdout) as readonly (readonly [string, string])[];
    expect(theirs.map(([, hex]) => hex)).toEqual(written);
    expect(theirs.map(([type]) => type)).toEqual(messages.map(({ type }) => THEIR_NAMES[type] ?? type));
  });
});

const THEIR_NAMES: Readonly<Record<string, string>> = {
  ...{ "note-on": "note_on", "note-off": "note_off", "note-pressure": "polytouch", control: "control_change" },
  ...{
    program: "program_change",
    "channel-pressure": "aftertouch",
    bend: "pitchwheel",
    "quarter-frame": "quarter_frame",
  },
  ...{ "song-position": "songpos", song: "song_select", tune: "tune_request", sensing: "active_sensing" },
};
