import { describe, expect, test } from "vitest";
import { emptyShow, formatShow, readShow, type Update, type UpdateOptions, updateShow } from "../../../src/show.ts";
import { here, kept, present, subscribe, wired } from "./network.ts";

const save = (snapshot: Parameters<typeof updateShow>[1], text?: string, options?: UpdateOptions): Update =>
  updateShow(text === undefined ? emptyShow() : readShow(text), snapshot, options);
const values = ({ file }: Update): object => Object.fromEntries(file.values);

describe("what is saved of a value", () => {
  test("is what can be set, is no event, and is not kept apart by its owner or by the file", () => {
    const lamp = present("lamp", {
      level: [0.5, "rw"],
      seen: [1, "r"],
      go: [true, "rw", { event: true }],
      ip: ["10.0.0.1", "rw", { recall: false }],
      mac: ["00:11", "rw"],
      start: [false, "rw"],
    });
    const text = '{"zocp": 1, "safe": ["*/mac"], "events": ["lamp/start"], "values": {"lamp/mac": "old"}}';
    expect(values(save(here(lamp), text))).toEqual({ "lamp/level": 0.5 });
  });

  test("is not what a wire drives, unless that is wanted", () => {
    const [desk, lamp] = [present("desk", { fader: [0.5, "rwe"] }), present("lamp", { level: [0.5, "rws"] })];
    wired([desk, "fader"], [lamp, "level"]);
    expect(values(save(here(desk, lamp)))).toEqual({ "desk/fader": 0.5 });
    expect(values(save(here(desk, lamp), undefined, { driven: true }))).toEqual({
      "desk/fader": 0.5,
      "lamp/level": 0.5,
    });
  });

  test("is written with its type, floats with a point", () => {
    const lamp = present("lamp", { level: [1, "rws", { min: 0, max: 1 }], count: [1, "rw", { typeHint: "int" }] });
    const text = formatShow(save(here({ ...lamp, position: [3, 4] })).file);
    expect(text).toContain('"lamp": {"position": [3, 4], "expects": {"count": "int rw", "level": "flt rws 0..1"}}');
    expect(text).toContain('"lamp/count": 1,\n    "lamp/level": 1.0\n');
  });

  test("is a text where JSON has no word for it", () => {
    const lamp = present("lamp", { level: [Number.NaN, "rw"], place: [[0, Number.NEGATIVE_INFINITY], "rw"] });
    expect(values(save(here(lamp)))).toEqual({ "lamp/level": "NaN", "lamp/place": [0, "-Infinity"] });
  });
});

describe("what is saved of a link", () => {
  test("is that it is there or is kept for somebody, how its values travel, and that it was cut", () => {
    const [desk, lamp] = [
      present("desk", { a: [0, "re"], b: [0, "re"], c: [0, "re"] }),
      present("lamp", { x: [0, "rs"], y: [0, "rs"] }),
    ];
    wired([desk, "a"], [lamp, "x"], new Map([["rate", 30]]));
    kept(lamp, ["away", "z"], ["lamp", "y"], "waiting");
    kept(desk, ["desk", "c"], ["lamp", "y"], "cut");
    const { file } = save(here(desk, lamp));
    expect(file.wires).toEqual([
      { emitter: "desk/a", sensor: "lamp/x", options: new Map([["rate", 30]]) },
      { emitter: "away/z", sensor: "lamp/y", options: new Map() },
    ]);
    expect(file.cuts).toEqual([{ emitter: "desk/c", sensor: "lamp/y", options: new Map() }]);
  });

  test("of old nodes is what the emitter lists", () => {
    const [desk, lamp] = [
      present("desk", { a: [0, "re"] }, { extensions: false }),
      present("lamp", { x: [0, "rs"] }, { extensions: false }),
    ];
    for (const sensor of ["x", null]) subscribe([desk, "a"], lamp.id, sensor);
    expect(save(here(desk, lamp)).file.wires).toEqual([{ emitter: "desk/a", sensor: "lamp/x", options: new Map() }]);
  });

  test("that is no longer there is dropped, and one to a node that is away stays", () => {
    const text = '{"zocp": 1, "wires": [["desk/a", "lamp/x"], ["desk/a", "away/x"]]}';
    const nodes = here(present("desk", { a: [0, "re"] }), present("lamp", { x: [0, "rs"] }));
    expect(save(nodes, text).file.wires.map(({ sensor }) => sensor)).toEqual(["away/x"]);
    expect(save(nodes, text, { prune: true }).file.wires).toEqual([]);
  });
});

describe("what cannot be seen stays in the file", () => {
  const TEXT = `{"zocp": 1, "title": "T", "mood": "calm",
    "nodes": {"away": {"position": [1, 2], "note": "rack"}, "lamp": {"match": "lamp*", "expects": {"old": "flt rw"}}},
    "values": {"away/level": 0.5, "lamp/level": 0.1, "lamp/gone": 3},
    "lost": {"away/level": {"do": "hold"}},
    "scenes": {"dusk": {"values": {"lamp/level": 0}}}, "cues": [{"cue": "1", "scene": "dusk"}]}`;
  const lamp = present("lamp", { level: [0.9, "rw"] });

  test("absent nodes, scenes, cues, and what nobody here knows", () => {
    const { file } = save(here(lamp), TEXT);
    const before = readShow(TEXT);
    expect(file).toMatchObject({
      title: "T",
      rest: before.rest,
      scenes: before.scenes,
      cues: before.cues,
      lost: before.lost,
    });
    expect(Object.fromEntries(file.values)).toEqual({ "away/level": 0.5, "lamp/level": 0.9, "lamp/gone": 3 });
    expect(file.nodes.get("away")).toEqual(before.nodes.get("away"));
    expect(file.nodes.get("lamp")).toMatchObject({ match: "lamp*", expects: new Map([["level", "flt rw"]]) });
  });

  test("unless it is pruned", () => {
    const { file } = save(here(lamp), TEXT, { prune: true });
    expect(Object.fromEntries(file.values)).toEqual({ "lamp/level": 0.9 });
    expect([...file.nodes.keys()]).toEqual(["lamp"]);
    expect(file.cues).toHaveLength(1);
  });

  test("what was not asked for", () => {
    const desk = present("desk", { fader: [0.3, "rw"] });
    const { file } = save(here(lamp, desk), TEXT, { only: ["desk"] });
    expect(Object.fromEntries(file.values)).toEqual({
      ...{ "away/level": 0.5, "lamp/level": 0.1, "lamp/gone": 3 },
      "desk/fader": 0.3,
    });
  });

  test("a node that does not answer, as the file knows it", () => {
    const update = save(here({ ...lamp, fresh: false }), TEXT);
    expect(update.silent).toEqual(["lamp"]);
    expect(update.file.values.get("lamp/level")).toBe(0.1);
    expect(save(here({ ...lamp, fresh: false })).file.values.get("lamp/level")).toBe(0.9);
  });

  test("nodes that share a name: nobody knows which is meant", () => {
    const [one, two] = [present("lamp", { level: [0.2, "rw"] }), present("lamp", { level: [0.3, "rw"] })];
    const update = save(here(one, two), TEXT);
    expect([...update.namesakes]).toEqual([["lamp", [one.id, two.id]]]);
    expect(update.file.values.get("lamp/level")).toBe(0.1);
  });
});

test("saving twice gives the same bytes", () => {
  const [desk, lamp] = [
    present("desk", { fader: [0.5, "rwe"] }),
    present("lamp", { level: [0.5, "rws"], on: [true, "rw"] }),
  ];
  wired([desk, "fader"], [lamp, "level"], new Map([["rate", 30]]));
  const once = save(here(desk, lamp)).file;
  const again = updateShow(readShow(formatShow(once)), here(lamp, desk)).file;
  expect(formatShow(again)).toBe(formatShow(once));
});
