import { describe, expect, test } from "vitest";
import type { DemoState } from "../../src/cli/demo/demo.ts";
import { Narrator } from "../../src/cli/demo/narrator.ts";
import { drawStage } from "../../src/cli/demo/stage.ts";
import { clockFrom } from "../../src/cli/format/clock.ts";
import { coloursFor } from "../../src/cli/format/colours.ts";
import { toJsonText } from "../../src/cli/format/json.ts";
import { formatListing } from "../../src/cli/format/listing.ts";
import { formatSighting } from "../../src/cli/format/sighting.ts";
import { cut, pad, printable, showQuoted, showValue, widthOf } from "../../src/cli/format/text.ts";
import { makeInk } from "../../src/cli/screen/ink.ts";
import { parseJson } from "../../src/index.ts";

const PLAIN = coloursFor({ isTTY: false });

describe("JSON for other programs", () => {
  test("keeps names and their order, digits and letters", () => {
    const text = '{"z":1,"7":[2,null],"__proto__":{"constructor":"ä"},"big":9007199254740993}';
    expect(toJsonText(parseJson(text))).toBe(text);
  });

  test("has null where JSON has no number, and leaves out what is not there", () => {
    expect(toJsonText({ a: Number.NaN, b: [Number.POSITIVE_INFINITY], c: undefined, d: -0 })).toBe(
      '{"a":null,"b":[null],"d":0}',
    );
  });
});

describe("text for people", () => {
  test("shows values as they are, and rounds numbers among words", () => {
    expect([showValue("a b"), showValue(0.1 + 0.2), showValue(Number.NaN), showValue([1, 2.5])]).toEqual([
      ...["a b", "0.30000000000000004", "NaN", "[1,2.5]"],
    ]);
    expect([showQuoted("a"), showQuoted(0.1 + 0.2), showQuoted("x".repeat(50), 5)]).toEqual(['"a"', "0.3", '"xxx…']);
  });

  test("lets nothing from the network steer the terminal", () => {
    expect(printable("a\u001b[31m\u0007\u202eb")).toBe("a\\u001b[31m\\u0007\\u202eb");
    expect(showQuoted("\u001b]0;x\u0007")).not.toContain("\u001b");
  });

  test("counts columns, not characters", () => {
    expect([widthOf("ä"), widthOf("光"), widthOf("👩‍🚀"), widthOf("abc")]).toEqual([1, 2, 2, 3]);
    expect([cut("光光光", 5), cut("abc", 3), cut("abcd", 3), pad("光", 4)]).toEqual(["光光…", "abc", "ab…", "光  "]);
  });
});

describe("colours", () => {
  test("are for terminals, and not against what the reader asked for", () => {
    expect(coloursFor({ isTTY: true }, {}).red("x")).toBe("\u001b[31mx\u001b[39m");
    expect(coloursFor({ isTTY: true }, { NO_COLOR: "1" }).red("x")).toBe("x");
    expect(coloursFor({ isTTY: true }, { TERM: "dumb" }).red("x")).toBe("x");
    expect(coloursFor({}, {}).red("x")).toBe("x");
  });
});

describe("a listing", () => {
  const parameter = {
    ...{ path: "level", value: 0.5, typeHint: "flt", access: "rws", min: 0, max: 1, step: undefined, unit: "%" },
    ...{ description: undefined, subscribers: [], drives: [] },
  };
  const node = {
    id: "3fa4c2d1".repeat(4),
    name: "lamp",
    address: "tcp://10.0.0.1:5",
    headers: new Map(),
    complete: true,
  };

  test("is one table over all nodes", () => {
    const fader = {
      ...parameter,
      path: "a longer name",
      access: "re",
      max: undefined,
      unit: undefined,
      drives: ["lamp/level"],
    };
    const nodes = [
      { ...node, parameters: [parameter] },
      { ...node, name: "desk", parameters: [fader] },
    ];
    expect(formatListing(nodes, { colours: PLAIN, columns: undefined })).toEqual([
      "lamp  3fa4c2d1  tcp://10.0.0.1:5",
      "  level          0.5 %  float  rw·s  0 … 1",
      "",
      "desk  3fa4c2d1  tcp://10.0.0.1:5",
      "  a longer name  0.5    float  r·e·  ≥ 0    → lamp/level",
    ]);
  });

  test("says which nodes are locked", () => {
    const nodes = [
      { ...node, locked: "", parameters: [] },
      { ...node, locked: "the show\u001b[2J is running", parameters: [] },
    ];
    expect(formatListing(nodes, { colours: PLAIN, columns: undefined })).toEqual([
      "lamp  3fa4c2d1  tcp://10.0.0.1:5  no parameters  locked",
      "",
      expect.stringMatching(/no parameters {2}locked: the show.* is running$/),
    ]);
  });

  test("puts wires that do not fit below their emitter", () => {
    const fader = { ...parameter, access: "re", drives: ["lamp-left/brightness", "lamp-right/brightness", "c/d"] };
    const lines = formatListing([{ ...node, parameters: [fader] }], { colours: PLAIN, columns: 50 });
    expect(lines.slice(1)).toEqual([
      "  level  0.5 %  float  r·e·  0 … 1",
      "    → lamp-left/brightness, lamp-right/brightness",
      "    → c/d",
    ]);
  });

  test.each([40, 60, 80])("stays within %d columns", (columns) => {
    const long = { ...parameter, path: "p".repeat(60), value: "v".repeat(90), drives: ["x".repeat(90)] };
    const lines = formatListing([{ ...node, parameters: [parameter, long] }], { colours: PLAIN, columns });
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
  });
});

const CLOCK = clockFrom(new Date(2026, 0, 2), { terminal: true });

describe("the time of a line", () => {
  const [first, next] = [new Date(2026, 0, 2, 23, 59, 59, 7), new Date(2026, 0, 3, 0, 0, 1, 0)];

  test("has no date on the first day of a terminal, and one from then on", () => {
    expect([first, next].map(CLOCK.stamp)).toEqual(["23:59:59.007", "2026-01-03 00:00:01.000"]);
  });

  test("has a date in a file", () => {
    expect(clockFrom(first, { terminal: false }).stamp(first)).toBe("2026-01-02 23:59:59.007");
  });
});

test("an event is one line, with the time on the wall for people and that of the world for programs", () => {
  const now = new Date(2026, 0, 2, 3, 4, 5, 6);
  const sighting = { event: "signal", node: "desk", id: "ab", parameter: "fader", value: 0.5 } as const;
  expect(formatSighting(sighting, { json: false, colours: PLAIN, clock: CLOCK, now })).toBe(
    "03:04:05.006  signal        desk/fader                0.5",
  );
  expect(JSON.parse(formatSighting(sighting, { json: true, colours: PLAIN, clock: CLOCK, now }))).toEqual({
    ...{ time: now.toISOString(), event: "signal", node: "desk", parameter: "fader", value: 0.5, id: "ab" },
  });
});

describe("the demo", () => {
  const scene: DemoState = {
    ...{ time: 4, wave: 0.25, rate: 0.2, amplitude: 0.8, fader: 0.8, found: true, touched: false, guests: [] },
    lamps: [
      { name: "lamp-left", brightness: 0.25, colour: [255, 186, 92] },
      { name: "lamp-right", brightness: 0.8, colour: [140, 60, 240] },
    ],
    cue: { active: "2 Dusk", next: "3 Storm", progress: 0.4 },
    wires: [
      { emitter: "oscillator/wave", sensor: "lamp-left/brightness", made: true },
      { emitter: "fader/level", sensor: "lamp-right/brightness", made: true },
      { emitter: "fader/level", sensor: "oscillator/amplitude", made: false },
    ],
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: styles begin with one
  const bare = (line: string): string => line.replace(/\u001b\[[\d;]*m/g, "");

  test.each([
    ...[
      [100, 30],
      [80, 24],
      [72, 20],
      [60, 16],
      [40, 12],
      [20, 5],
    ],
  ] as [number, number][])("fits into %d × %d", (columns, rows) => {
    for (const depth of ["full", "indexed", "none"] as const) {
      const lines = drawStage(scene, {
        columns,
        rows,
        ink: makeInk(depth),
        trail: [0, 0.5, 1],
        hints: ["npx zocp ls"],
      }).lines();
      expect(lines).toHaveLength(rows);
      expect(Math.max(...lines.map((line) => [...bare(line)].length))).toBeLessThanOrEqual(columns);
    }
  });

  test("shows names, values and the wires that are there", () => {
    const lines = drawStage(scene, {
      columns: 80,
      rows: 24,
      ink: makeInk("none"),
      trail: [],
      hints: ["npx zocp ls"],
    })
      .lines()
      .map(bare);
    const text = lines.join("\n");
    for (const word of [
      "2 Dusk",
      "next: 3 Storm",
      "oscillator",
      "fader",
      "lamp-left 0.25",
      "lamp-right 0.80",
      "npx zocp ls",
    ])
      expect(text).toContain(word);
    expect(text.match(/▶/g)).toHaveLength(2);
    expect(text).toContain("◁");
  });

  test("uses no colour when none is wanted", () => {
    const options = { columns: 80, rows: 24, trail: [], hints: [] };
    expect(
      drawStage(scene, { ...options, ink: makeInk("none") })
        .lines()
        .join(""),
    ).not.toMatch(/\[[34]8;/);
    expect(
      drawStage(scene, { ...options, ink: makeInk("indexed") })
        .lines()
        .join(""),
    ).toMatch(/\[38;5;\d+m/);
  });

  test("tells values at most once a second, and what happens at once", () => {
    const narrator = new Narrator();
    const cue = { active: "", next: "1 House", progress: 1 };
    expect(narrator.tell({ ...scene, found: false, wires: [], cue, time: 0 })).toEqual([]);
    expect(narrator.tell({ ...scene, cue, time: 0.05 })).toHaveLength(4);
    expect(narrator.tell({ ...scene, time: 0.1 })).toEqual(["   0.1 s  cue: 2 Dusk"]);
    expect(narrator.tell({ ...scene, time: 0.5, fader: 0.1 })).toEqual([]);
    expect(narrator.tell({ ...scene, time: 0.6, guests: ["zocp-ls@host"] })).toEqual([
      "   0.6 s  also here: zocp-ls@host",
    ]);
    expect(narrator.tell({ ...scene, time: 1.2, fader: 0.1, guests: ["zocp-ls@host"] })).toHaveLength(1);
    expect(narrator.tell({ ...scene, time: 3, fader: 0.1, guests: ["zocp-ls@host"] })).toEqual([]);
  });
});
