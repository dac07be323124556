import { describe, expect, test } from "vitest";
import { parseJson } from "../../../src/index.ts";
import { readOps } from "../../../src/show/edit/ops.ts";
import { editShow, formatShow, readShow, type ShowOp } from "../../../src/show.ts";

const SHOW = readShow(
  JSON.stringify({
    zocp: 1,
    scenes: { dusk: { values: { "lamp/level": 0.3 } } },
    cues: [
      { id: "a", cue: "1", name: "Doors", values: { "lamp/level": 0.5 }, over: 3 },
      { id: "b", cue: "2", values: { "lamp/level": 1 } },
    ],
  }),
);
const edited = (...ops: readonly ShowOp[]) => JSON.parse(formatShow(editShow(SHOW, ops)));

describe("a value of a cue", () => {
  const op = { op: "set-value", cue: "a", address: "lamp/level" } as const;

  test("is another one where it is still what was seen", () => {
    expect(edited({ ...op, was: 0.5, to: 0.7 }).cues[0].values).toEqual({ "lamp/level": 0.7 });
  });

  test("is taken out, and one that was not there is put in", () => {
    expect(edited({ ...op, was: 0.5, to: undefined }).cues[0].values).toBeUndefined();
    const values = edited({ ...op, address: "house/level", was: undefined, to: 1 }).cues[0].values;
    expect(values).toEqual({ "house/level": 1, "lamp/level": 0.5 });
  });

  test("stays where somebody else has changed it since, and the reason says what it is", () => {
    expect(() => edited({ ...op, was: 0.4, to: 0.7 })).toThrow("lamp/level of cue 1 is 0.5 by now, not 0.4");
    expect(() => edited({ ...op, was: undefined, to: 0.7 })).toThrow("is 0.5 by now, not not there");
    expect(() => edited({ ...op, address: "x/y", was: 1, to: 0.7 })).toThrow("x/y of cue 1 is not there by now, not 1");
  });

  test("of no cue is refused, and so is an address that is none", () => {
    expect(() => edited({ ...op, cue: "z", was: 0.5, to: 1 })).toThrow('no cue has the id "z"');
    expect(() => edited({ ...op, address: "lamp", was: undefined, to: 1 })).toThrow();
  });
});

test("a value of a scene is edited the same way", () => {
  const op = { op: "set-value", scene: "dusk", address: "lamp/level" } as const;
  expect(edited({ ...op, was: 0.3, to: 0.1 }).scenes.dusk.values).toEqual({ "lamp/level": 0.1 });
  expect(() => edited({ ...op, was: 1, to: 0.1 })).toThrow("lamp/level of scene dusk is 0.3 by now, not 1");
  expect(() => edited({ ...op, scene: "tea", was: 1, to: 0.1 })).toThrow('there is no scene "tea"');
});

describe("fields of a cue", () => {
  const change = (was: object, to: object): ShowOp => ({
    op: "change-cue",
    id: "a",
    was: new Map(Object.entries(was)),
    to: new Map(Object.entries(to)),
  });

  test("are changed together, taken out, and put in", () => {
    const [cue] = edited(change({ name: "Doors", over: 3 }, { name: "House", over: null, note: "slow" })).cues;
    expect(cue).toEqual({ id: "a", cue: "1", name: "House", note: "slow", values: { "lamp/level": 0.5 } });
  });

  test("stay where one of them is otherwise by now", () => {
    expect(() => edited(change({ name: "Door" }, { name: "House" }))).toThrow('name of cue 1 is "Doors" by now');
    expect(() => edited(change({}, { over: 4 }))).toThrow("over of cue 1 is 3 by now, not not there");
  });

  test("do not hold what a cue is known by, nor its values", () => {
    expect(() => edited(change({ id: "a" }, { id: "b" }))).toThrow("id of a cue is not changed");
    expect(() => edited(change({}, { values: null }))).toThrow("values of a cue is not changed");
  });

  test("are those of a cue that could be read again", () => {
    expect(() => edited(change({ over: 3 }, { over: -1 }))).toThrow("cues[0].over");
  });

  test("may be its number: then it stands where that belongs", () => {
    expect(edited(change({ cue: "1" }, { cue: "3" })).cues.map(({ id }: { id: string }) => id)).toEqual(["b", "a"]);
  });
});

test("such edits are read from a call", () => {
  const ops = `[
    {"op": "set-value", "cue": "a", "address": "lamp/level", "was": 0.5, "to": null},
    {"op": "set-value", "scene": "dusk", "address": "lamp/level", "was": null, "to": [1, 2]},
    {"op": "change-cue", "id": "a", "was": {"over": 3}, "to": {"over": 4}}
  ]`;
  expect(readOps(parseJson(ops))).toEqual([
    { op: "set-value", cue: "a", address: "lamp/level", was: 0.5, to: undefined },
    { op: "set-value", scene: "dusk", address: "lamp/level", was: undefined, to: [1, 2] },
    { op: "change-cue", id: "a", was: new Map([["over", 3]]), to: new Map([["over", 4]]) },
  ]);
  for (const odd of ['{"op": "set-value", "address": "a/b"}', '{"op": "change-cue", "id": "a", "to": {}}'])
    expect(() => readOps(parseJson(`[${odd}]`))).toThrow("lacks the");
});

describe("what lies on the graph", () => {
  const object = (value: object | undefined) => value && new Map(Object.entries(value));
  const change = (id: string, was: object | undefined, to: object | undefined): ShowOp =>
    ({ op: "change-item", id, was: object(was), to: object(to) }) as ShowOp;
  const frame = { kind: "frame", title: "Front", at: [0, 0], size: [400, 300] };
  const add = change("a", undefined, frame);

  test("is new, is changed field by field, and goes", () => {
    expect(edited(add).canvas).toEqual({ a: frame });
    const changed = edited(add, change("a", { title: "Front", colour: null }, { title: "Back", colour: "red" }));
    expect(changed.canvas.a).toEqual({ ...frame, title: "Back", colour: "red" });
    expect(edited(add, change("a", { title: "Front" }, { title: null })).canvas.a.title).toBeUndefined();
    expect(edited(add, change("a", frame, undefined)).canvas).toBeUndefined();
  });

  test("stays where somebody else has changed the same; two who change different fields lose nothing", () => {
    const title = change("a", { title: "Front" }, { title: "Back" });
    const moved = change("a", { at: [0, 0] }, { at: [50, 0] });
    expect(edited(add, title, moved).canvas.a).toMatchObject({ title: "Back", at: [50, 0] });
    expect(() => edited(add, title, change("a", { title: "Front" }, { title: "Side" }))).toThrow(
      'title of a on the canvas is "Back" by now, not "Front"',
    );
    expect(() => edited(add, title, change("a", frame, undefined))).toThrow("a on the canvas is {");
    expect(() => edited(add, add)).toThrow("not not there");
    expect(() => edited(moved)).toThrow("a on the canvas is not there by now");
  });

  test("is read from a call, and refused when it could not be read from a file", () => {
    const [op] = readOps(parseJson('[{"op": "change-item", "id": "n", "was": null, "to": {"kind": "note"}}]'));
    expect(op).toEqual(change("n", undefined, { kind: "note" }));
    expect(edited(op as ShowOp).canvas.n).toEqual({ kind: "note", at: [0, 0], size: [240, 120] });
    expect(() => edited(change("n", undefined, { kind: "arrow" }))).toThrow('"frame"');
    expect(() => readOps(parseJson('[{"op": "change-item", "id": "n", "was": 1, "to": null}]'))).toThrow("object was");
  });

  test("is said of a node's new name, too", () => {
    const view = { kind: "view", folded: object({ lamp: "header" }) };
    const renamed = edited(change("v", undefined, view), { op: "rename-node", from: "lamp", to: "light" });
    expect(renamed.canvas.v.folded).toEqual({ light: "header" });
  });
});
