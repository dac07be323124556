import { expect, test } from "vitest";
import { compareFiles, mergeFile } from "../../../src/show/edit/merge-file.ts";
import { formatShow, readShow, type ShowFile } from "../../../src/show.ts";

const file = (fields: object): ShowFile => readShow(JSON.stringify({ zocp: 1, ...fields }));
const MINE = file({
  title: "Mine",
  values: { "lamp/level": 0.1 },
  scenes: { dusk: { values: { "lamp/level": 0.3 } }, old: { values: { "lamp/level": 0 } } },
  cues: [
    { id: "a", cue: "1", scene: "old" },
    { id: "b", cue: "2", values: { "lamp/level": 1 } },
    { id: "x", cue: "9" },
  ],
});
const ITS = file({
  title: "Its",
  values: { "lamp/level": 0.2 },
  wires: [["desk/fader", "lamp/level"]],
  scenes: { dusk: { values: { "lamp/level": 0.4 } }, tea: { values: { "lamp/level": 1 } } },
  cues: [
    { id: "a", cue: "1", scene: "tea" },
    { id: "two", cue: "2.0", values: { "lamp/level": 0.9 } },
    { id: "new", cue: "1.5", name: "New" },
  ],
});

test("tells what a file has otherwise: parts that are new, that differ, and that only the show has", () => {
  expect(compareFiles(MINE, ITS).map(({ key, name, sign }) => `${sign} ${key} (${name})`)).toEqual([
    "~ title (Its)",
    "~ patch ()",
    "~ scene dusk (dusk)",
    "+ scene tea (tea)",
    "~ cue 1 (1)",
    "~ cue 2 (2.0)",
    "+ cue 1.5 (1.5 New)",
    "- scene old (old)",
    "- cue 9 (9)",
  ]);
  expect(compareFiles(ITS, ITS)).toEqual([]);
});

test("takes all of it, and then is the file, in the order of the numbers", () => {
  const keys = new Set(compareFiles(MINE, ITS).map(({ key }) => key));
  const merged = mergeFile(MINE, ITS, keys);
  expect(merged.cues.map(({ id }) => id)).toEqual(["a", "new", "two"]);
  expect(formatShow({ ...merged, cues: [] })).toBe(formatShow({ ...ITS, cues: [] }));
  expect(compareFiles(merged, ITS)).toEqual([]);
});

test("takes what was chosen, and leaves the rest as it is", () => {
  const merged = mergeFile(MINE, ITS, new Set(["cue 1.5", "scene dusk", "nothing of this"]));
  expect(merged.cues.map(({ cue }) => cue)).toEqual(["1", "1.5", "2", "9"]);
  expect(merged.scenes.get("dusk")?.values.get("lamp/level")).toBe(0.4);
  expect([merged.title, merged.values.get("lamp/level"), merged.scenes.has("old")]).toEqual(["Mine", 0.1, true]);
});

test("refuses to take a scene away that a cue still recalls, and takes nothing then", () => {
  expect(() => mergeFile(MINE, ITS, new Set(["scene old"]))).toThrow();
  expect(mergeFile(MINE, ITS, new Set(["scene old", "cue 1", "scene tea"])).scenes.has("old")).toBe(false);
});

test("takes dashboards one by one", () => {
  const board = (name: string): ShowFile => file({ dashboards: { [name]: { tiles: [] } } });
  const [mine, its] = [board("hand"), board("foot")];
  expect(compareFiles(mine, its).map(({ key, sign }) => sign + key)).toEqual(["+dashboard foot", "-dashboard hand"]);
  expect([...mergeFile(mine, its, new Set(["dashboard foot"])).dashboards.keys()].sort()).toEqual(["foot", "hand"]);
  expect([...mergeFile(mine, its, new Set(["dashboard hand"])).dashboards.keys()]).toEqual([]);
});
