import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareCueNumbers,
  cuesOutOfOrder,
  emptyShow,
  formatShow,
  readShow,
  type ShowFile,
  type ShowWire,
} from "../../../src/show.ts";

const HARBOUR = `{
  "zocp": 1,
  "title": "The Harbour",
  "saved": {"at": "2026-11-24T20:11:03Z", "with": "0.2.0"},
  "nodes": {
    "cam@foyer": {"match": "cam@*", "note": "the one above the door"},
    "lamp-left": {"position": [420, 80], "expects": {"colour": "vec3f rws", "level": "flt rws 0..1"}}
  },
  "wires": [
    ["desk/fader", "lamp-left/level", {"rate": 50, "map": [{"range": [0, 127, 0, 1]}, {"curve": "square"}]}]
  ],
  "values": {
    "lamp-left/colour": [1.0, 0.4, 0.1],
    "lamp-left/level": 1.0
  },
  "lost": {
    "lamp-left/level": {"after": 2, "do": "fade", "to": 0}
  },
  "safe": ["*/ip", "sound/*"],
  "scenes": {
    "dusk": {"values": {"lamp-left/level": 0.2}, "over": 3, "timing": {"*/colour": {"over": 5, "delay": 1}}}
  },
  "cues": [
    {"id": "k3f9", "cue": "1", "name": "House out", "values": {"house/level": 0}, "over": 4},
    {"id": "p07a", "cue": "1.5", "name": "Dusk", "scene": "dusk", "wait": 0.5, "follow": {"end": 0}, "note": "after the horn"}
  ]
}
`;

describe("a show file", () => {
  test("is written as it was read, one wire, value and cue a line", () => {
    expect(formatShow(readShow(HARBOUR))).toBe(HARBOUR);
  });

  test("says what it says in any order and layout", () => {
    const { zocp, ...others } = JSON.parse(HARBOUR.replaceAll("1.0", "1"));
    const reversed = Object.fromEntries(Object.entries({ zocp, ...others }).reverse());
    expect(formatShow(readShow(JSON.stringify(reversed)))).toBe(HARBOUR);
    expect(formatShow(readShow(`\ufeff${HARBOUR.replaceAll("\n", "\r\n")}`))).toBe(HARBOUR);
  });

  test("is also what the composer puts on the clipboard", () => {
    const show = readShow('{"zocp": 1, "wires": [["a/x", "b/y"]], "values": {"b/z": 7}}');
    expect(show.wires).toEqual([{ emitter: "a/x", sensor: "b/y", options: new Map() }]);
    expect([...show.values]).toEqual([["b/z", 7]]);
  });

  test("keeps what this version does not know, wherever it stands", () => {
    const text = `{
  "zocp": 1,
  "nodes": {
    "lamp": {"rack": "left"}
  },
  "scenes": {
    "dusk": {"values": {"lamp/level": 0.5}, "mood": ["calm"]}
  },
  "cues": [
    {"id": "a", "cue": "1", "scene": "dusk", "timing": {"lamp/*": {"over": 1, "bounce": 2}}, "smoke": true}
  ],
  "fades": {"running": 1}
}
`;
    expect(formatShow(readShow(text))).toBe(text);
  });

  test("breaks a cue that does not fit into a line, and nothing that is read as one", () => {
    const values = new Map(Array.from({ length: 30 }, (_, at) => [`lamp-${10 + at}/colour`, [0.25, 0.5, at]]));
    const cue = { ...readShow(HARBOUR).cues[0], values } as ShowFile["cues"][0];
    const text = formatShow({ ...emptyShow(), cues: [cue] });
    expect(text).toContain('\n        "lamp-10/colour": [0.25, 0.5, 0],\n');
    expect(readShow(text).cues[0]?.values).toEqual(values);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(160);
  });

  test("holds names of every kind", () => {
    const wire: ShowWire = { emitter: '"stage/left"/a b', sensor: "__proto__/constructor", options: new Map() };
    const values = new Map([["__proto__/toString", "\u2028 “ü” \ud83d\ude00 \ud800"]]);
    const show = { ...emptyShow(), wires: [wire], values };
    expect(readShow(formatShow(show))).toEqual(show);
  });

  test("spells numbers that JSON has no word for as texts, and keeps whole numbers exactly", () => {
    const text = '{"zocp": 1, "values": {"a/x": NaN, "a/y": [-Infinity, 1], "a/z": 12345678901234567890}}';
    const read = readShow(text);
    expect(read.values.get("a/z")).toBe(12345678901234567890n);
    const again = readShow(formatShow(read));
    expect([...again.values.values()]).toEqual(["NaN", ["-Infinity", 1], 12345678901234567890n]);
    expect(formatShow(again)).toBe(formatShow(read));
  });

  test("gives the same show and the same bytes again, whatever it holds", () => {
    fc.assert(
      fc.property(shows(), (show) => {
        const text = formatShow(show);
        const read = readShow(text);
        expect(formatShow(read)).toBe(text);
        expect(new Set(read.wires.map((wire) => JSON.stringify(wire)))).toEqual(
          new Set(show.wires.map((wire) => JSON.stringify(wire))),
        );
        expect([...read.values].sort()).toEqual([...show.values].sort());
      }),
      { numRuns: 200 },
    );
  });
});

describe("numbers of cues", () => {
  test("are decimals, and letters count behind them", () => {
    const numbers = ["1", "1.1", "1.15", "1.2", "2", "10", "12", "12A", "12b", "100"];
    expect([...numbers].reverse().sort(compareCueNumbers)).toEqual(numbers);
    expect(compareCueNumbers("1.50", "1.5")).toBe(0);
    expect(compareCueNumbers("12a", "12A")).toBe(0);
    expect(compareCueNumbers("first", "9")).toBeGreaterThan(0);
  });

  test("may stand out of order, and that is told", () => {
    const cues = ["1", "3", "2", "2.5", "4"].map((cue) => `{"cue": "${cue}"}`).join(", ");
    const show = readShow(`{"zocp": 1, "cues": [${cues}]}`);
    expect(show.cues.map(({ cue, id }) => [cue, id])).toContainEqual(["3", "3"]);
    expect(cuesOutOfOrder(show.cues).map(({ cue }) => cue)).toEqual(["2", "2.5"]);
  });
});

function shows(): fc.Arbitrary<ShowFile> {
  const name = fc
    .string({ minLength: 1, maxLength: 12, unit: "grapheme-ascii" })
    .filter((text) => !/["/\\]/.test(text));
  const address = fc.tuple(name, name).map(([node, parameter]) => `${node}/${parameter}`);
  const scalar = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.string());
  const value = fc.oneof(scalar, fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 4 }));
  const options = fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined });
  const wire = fc
    .tuple(address, address, options)
    .map(([emitter, sensor, rate]): ShowWire => ({ emitter, sensor, options: new Map(rate ? [["rate", rate]] : []) }));
  const wires = fc.uniqueArray(wire, { selector: ({ emitter, sensor }) => `${emitter} ${sensor}`, maxLength: 20 });
  const values = fc.array(fc.tuple(address, value), { maxLength: 30 }).map((entries) => new Map(entries));
  return fc.tuple(wires, values).map(([some, all]) => ({ ...emptyShow(), wires: some, values: all }));
}
