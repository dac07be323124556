import { describe, expect, test } from "vitest";
import { formatShow, readShow } from "../../../src/show.ts";
import { read } from "../../sources.ts";
import { BROKEN } from "./broken.ts";
import { misfitOf, type Schema } from "./json-schema.ts";

const PAGE = read("docs/protocol/show-file.md");
const SCHEMA: Schema = JSON.parse(read("docs/protocol/show-file.schema.json"));
const BLOCKS = [...PAGE.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
/** What only a reader can see: two places of a file do not go together, a text is to mean something, or a number has too many digits. */
const BEYOND = [
  "a number beyond all",
  "a digit too many",
  "a name that stands twice",
  "a time that is none",
  "one address in two spellings",
  "a number of two cues",
  "an id of two cues",
  "a scene that is not there",
  "an id of two tiles",
];

const propertiesOf = (name: string): string[] =>
  Object.keys((SCHEMA.$defs as Record<string, { readonly properties: object }>)[name]?.properties ?? {});

// Everything that a file can hold.
const TIMING = { over: 1, delay: 2, curve: [0, 0, 1, 1], snap: 0.5, space: "oklch", way: "up" };
const TIMED = { ...TIMING, timing: { "*/colour": { ...TIMING, curve: "smooth" } } };
const WIRE = ["a/x", "b/y", { rate: 1, map: [], mute: true, priority: 100 }];
const CUE = {
  ...{ id: "k", cue: "12A", name: "n", note: "n", colour: "red", scene: "s", values: { "a/x": 1 } },
  ...{
    wires: { make: [WIRE], cut: [["a/x", "b/z"]] },
    calls: [
      ["n", "m"],
      ["n", "m", [1]],
    ],
    fire: { "a/go": true },
  },
  ...{
    wait: 1,
    follow: { end: 1 },
    flags: ["block", "only"],
    disabled: true,
    all: false,
    priority: 1,
    tag: "t",
    at: [1],
  },
  ...TIMED,
};
const TILE = {
  ...{ id: "t", kind: "fader", parameter: "a/x", cue: "k", label: "l", colour: "red", at: [1, 0], size: [2, 1] },
};
const ITEM = {
  ...{ kind: "view", title: "t", text: "n", colour: "red", at: [-20.5, 4], size: [300, 200], folded: { a: "ports" } },
};
const FULL = {
  ...{ zocp: 1, title: "t", saved: { at: "2026-11-24T20:11:03Z", with: "1" }, wires: [WIRE], cuts: [["a/x", "b/z"]] },
  nodes: { a: { position: [1, -2.5], match: "a*", note: "n", expects: { x: "flt rw" } } },
  ...{ values: { "a/x": 1, '"a/b"/y': "NaN" }, merge: { "a/x": "highest" }, lost: { "a/x": { do: "hold" } } },
  ...{
    safe: ["a/*"],
    events: ["a/go"],
    scenes: { s: { values: { "a/x": [1, 2] }, note: "n", ...TIMED } },
    cues: [CUE],
    dashboards: { stage: { note: "n", columns: 4, tiles: [TILE] } },
    canvas: { v1: ITEM },
  },
};

describe("the page of the show file", () => {
  test("shows files that are read, and written as they stand there", () => {
    const [example = "", old = ""] = BLOCKS;
    expect(formatShow(readShow(example))).toBe(example);
    expect(readShow(old).wires).toEqual([
      { emitter: "desk@booth/fader", sensor: "lamp@roof/level", options: new Map() },
    ]);
  });

  test("names everything that the schema knows", () => {
    const names = ["show", "node", "timing", "cue", "dashboard", "tile", "item"].flatMap(propertiesOf);
    expect(names.filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("the schema of the show file", () => {
  test("takes what the reader takes", () => {
    for (const text of [
      ...BLOCKS,
      '{"zocp": 1}',
      JSON.stringify(FULL),
      '{"zocp": 1, "mood": "calm", "cues": [{"cue": 1}]}',
    ]) {
      expect(misfitOf(JSON.parse(text), SCHEMA)).toBeUndefined();
      readShow(text);
    }
  });

  test("knows the names that the reader knows, and no others", () => {
    expect(Object.keys(FULL).sort()).toEqual(propertiesOf("show").sort());
    expect(Object.keys(FULL.nodes.a).sort()).toEqual(propertiesOf("node").sort());
    expect(Object.keys(CUE).sort()).toEqual(propertiesOf("cue").sort());
    expect(Object.keys(FULL.scenes.s).sort()).toEqual(propertiesOf("scene").sort());
    expect(Object.keys(FULL.dashboards.stage).sort()).toEqual(propertiesOf("dashboard").sort());
    expect(Object.keys(TILE).sort()).toEqual(propertiesOf("tile").sort());
    expect(Object.keys(ITEM).sort()).toEqual(propertiesOf("item").sort());
    const show = readShow(JSON.stringify(FULL));
    const [cue, scene, node] = [show.cues[0], show.scenes.get("s"), show.nodes.get("a")];
    const stage = show.dashboards.get("stage");
    const rests = [
      show,
      cue,
      scene,
      node,
      stage,
      stage?.tiles[0],
      show.canvas.get("v1"),
      ...(cue?.timing.values() ?? []),
    ].map((one) => one?.rest);
    expect(rests).toEqual(rests.map(() => new Map()));
    expect(JSON.parse(formatShow(show))).toEqual(FULL);
  });

  const written = BROKEN.filter(([, text]) => isJson(text));
  test.each(written)("refuses what the reader refuses: %s", (what, text) => {
    const reason = misfitOf(JSON.parse(text), SCHEMA);
    expect(reason === undefined).toBe(BEYOND.includes(what));
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
