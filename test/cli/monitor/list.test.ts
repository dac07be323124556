import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { List } from "../../../src/cli/monitor/list.ts";
import { rowsOf } from "../../../src/cli/monitor/rows.ts";
import { keyOf, placeName, type SeenNetwork, seeNetwork } from "../../../src/cli/monitor/seen.ts";
import { parsePattern } from "../../../src/cli/targets/pattern.ts";
import { idOf, network, node, parameter, stage } from "./stage.ts";

const crowd = (count: number, own = 0): SeenNetwork =>
  network(
    Array.from({ length: count }, (_, index) =>
      node(
        `n${String(index).padStart(3, "0")}`,
        Array.from({ length: own }, (_, at) => parameter(`p${at}`)),
      ),
    ),
  );

function listOf(seen: SeenNetwork = stage()): List {
  const list = new List();
  list.handleNetwork(seen);
  return list;
}

/** The rows as a person reads them: `▾` and `▸` before nodes. */
const texts = (list: List): string[] =>
  list.rows.map((row) => (row.kind === "node" ? `${row.open ? "▾" : "▸"} ${row.node.name}` : row.parameter.path));
const indexOf = (list: List): number => list.rows.findIndex(({ key }) => key === list.selected?.key);
const chosen = (list: List): string | undefined => list.selected?.key;

describe("the rows of a network", () => {
  const rows = (filter: string, { open = true, access = undefined as "e" | "s" | undefined } = {}): string[] =>
    rowsOf(stage(), { filter, isOpen: () => open, access }).map((row) =>
      row.kind === "node" ? `${row.open ? "▾" : "▸"} ${row.node.name}` : row.parameter.path,
    );

  test.each<[string, object, string[]]>([
    ["", {}, ["▾ desk", "fader", "cue", "▾ lamp", "level", "on", "fire", "title", "heat"]],
    ["", { open: false }, ["▸ desk", "▸ lamp"]],
    ["lamp", { open: false }, ["▾ lamp", "level", "on", "fire", "title", "heat"]],
    ["e", { open: false }, ["▾ desk", "fader", "cue", "▾ lamp", "level", "fire", "title", "heat"]],
    ["heat", { open: false }, ["▾ lamp", "heat"]],
    ["*/level", {}, ["▾ lamp", "level"]],
    ["LAMP/L", {}, ["▾ lamp", "level"]],
    [idOf("desk").slice(0, 8), {}, ["▾ desk", "fader", "cue"]],
    ["nothing", {}, []],
    ["", { access: "s", open: false }, ["▾ lamp", "level", "on", "fire"]],
    ["", { access: "e" }, ["▾ desk", "fader", "cue"]],
    ["cue", { access: "s" }, []],
    ["lamp", { access: "e" }, []],
  ])("with the filter %j and %o", (filter, options, expected) => {
    expect(rows(filter, options)).toEqual(expected);
  });

  test("show a node that left without what it had, and one without parameters by its name", () => {
    const seen = network([node("gone", [], { gone: "goodbye" }), node("bare")]);
    const shown = rowsOf(seen, { filter: "", isOpen: () => true });
    expect(shown.map((row) => row.kind === "node" && [row.node.name, row.open])).toEqual([
      ["bare", true],
      ["gone", false],
    ]);
    expect(rowsOf(seen, { filter: "", isOpen: () => true, access: "s" })).toEqual([]);
  });

  test("have keys of their own each, whatever nodes and parameters are called", () => {
    const shown = rowsOf(stage(), { filter: "", isOpen: () => true });
    expect(new Set(shown.map(({ key }) => key)).size).toBe(shown.length);
    expect([keyOf({ id: "ab" }), keyOf({ id: "ab", path: "c/d" })]).toEqual(["ab", "ab/c/d"]);
  });
});

describe("a network as it is seen", () => {
  test("is in order by names, and by ids where names are the same", () => {
    const seen = network([node("b"), node("a", [], { id: "2" }), node("a", [], { id: "1" }), node("C")]);
    expect(seen.nodes.map(({ name, id }) => `${name} ${id.slice(0, 1)}`)).toEqual([
      `C ${idOf("C").slice(0, 1)}`,
      "a 1",
      "a 2",
      `b ${idOf("b").slice(0, 1)}`,
    ]);
  });

  test("has only what a pattern means, and the names of all", () => {
    const seen = network(stage().nodes, "*/level");
    expect(seen.nodes.map(({ name, parameters }) => [name, parameters.map(({ path }) => path)])).toEqual([
      ["lamp", ["level"]],
    ]);
    expect([...seen.names.values()].sort()).toEqual(["desk", "lamp"]);
  });

  test("has each link at both of its ends, and none for those who only listen", () => {
    const link = { emitter: { id: idOf("desk"), path: "fader" }, sensor: { id: idOf("lamp"), path: "level" } };
    expect([...stage().wires]).toEqual([
      [`${idOf("desk")}/fader`, [link]],
      [`${idOf("lamp")}/level`, [link]],
    ]);
  });

  test("has two links of one sensor", () => {
    const subscribers = [[idOf("lamp"), "level"]] as const;
    const seen = seeNetwork(
      [node("a", [parameter("x", { subscribers })]), node("b", [parameter("y", { subscribers })])],
      parsePattern(undefined),
    );
    expect(seen.wires.get(`${idOf("lamp")}/level`)).toHaveLength(2);
  });

  test("names places by names, and by the beginning of an id where nobody knows one", () => {
    const seen = network([node("a/lamp")]);
    expect(placeName(seen, { id: idOf("a/lamp"), path: "x" })).toBe('"a/lamp"/x');
    expect(placeName(seen, { id: "ab".repeat(16), path: "x" })).toBe("abababab/x");
  });
});

describe("the selection", () => {
  test("moves by rows and pages, and stays in the list", () => {
    const list = listOf(crowd(20));
    list.window(6);
    const way = [() => list.move(1), () => list.page(1), () => list.move(-3), () => list.page(-1), () => list.last()];
    const seen = [...way, () => list.page(1), () => list.move(9), () => list.first(), () => list.move(-1)].map((go) => {
      go();
      return indexOf(list);
    });
    expect(seen).toEqual([1, 6, 3, 0, 19, 19, 19, 0, 0]);
  });

  test("is nothing in a list without rows, and the first one afterwards", () => {
    const list = listOf(network([]));
    for (const go of [() => list.move(1), () => list.last(), () => list.first(), () => list.page(-1)]) go();
    expect(list.selected).toBe(undefined);
    list.handleNetwork(stage());
    expect(chosen(list)).toBe(idOf("desk"));
  });

  test("stays with its row while others come and go", () => {
    const list = listOf();
    list.touch();
    list.select(`${idOf("lamp")}/level`);
    list.handleNetwork(network([...stage().nodes, node("a"), node("zoo")]));
    expect(chosen(list)).toBe(`${idOf("lamp")}/level`);
  });

  test("goes to a neighbour where its row is gone", () => {
    const list = listOf();
    list.touch();
    list.select(`${idOf("lamp")}/heat`);
    list.handleNetwork(network([node("lamp", [parameter("level")]), node("desk")]));
    expect(chosen(list)).toBe(`${idOf("lamp")}/level`);
  });

  test("comes back to its row when a filter that hid it is taken back", () => {
    const list = listOf();
    list.touch();
    list.select(`${idOf("lamp")}/level`);
    list.look("lamp");
    expect(chosen(list)).toBe(`${idOf("lamp")}/level`);
    list.look("");
    expect(chosen(list)).toBe(`${idOf("lamp")}/level`);
  });

  test("goes with the name of a node that comes back, with what was folded", () => {
    const list = listOf();
    list.touch();
    list.fold(idOf("lamp"), false);
    list.select(idOf("lamp"));
    list.handleNetwork(network([{ ...node("lamp", [parameter("level")]), id: "ff" }, node("desk")]));
    expect(chosen(list)).toBe("ff");
    expect(texts(list)).toEqual(["▾ desk", "▸ lamp"]);
  });
});

describe("what is folded", () => {
  test("is nothing in a small network, and everything in a large one", () => {
    expect(texts(listOf(crowd(6, 9)))).toHaveLength(60);
    expect(texts(listOf(crowd(61)))[0]).toBe("▸ n000");
    expect(texts(listOf(crowd(10, 6)))).toHaveLength(10);
  });

  test("stays as it is once a key was pressed", () => {
    const list = listOf(crowd(2, 1));
    list.touch();
    list.handleNetwork(crowd(70, 1));
    expect(list.rows).toHaveLength(140);
  });

  test("takes the selection from a parameter to its node", () => {
    const list = listOf();
    list.select(`${idOf("lamp")}/on`);
    list.fold(idOf("lamp"), false);
    expect([chosen(list), texts(list).at(-1)]).toEqual([idOf("lamp"), "▸ lamp"]);
    list.fold(idOf("lamp"), true);
    expect(texts(list)).toHaveLength(9);
  });

  test("is everything, or nothing, at Tab", () => {
    const list = listOf();
    list.select(`${idOf("lamp")}/on`);
    list.foldAll();
    expect([texts(list), chosen(list)]).toEqual([["▸ desk", "▸ lamp"], idOf("lamp")]);
    list.foldAll();
    expect(texts(list)).toHaveLength(9);
    list.fold(idOf("desk"), false);
    list.foldAll();
    expect(texts(list)).toEqual(["▸ desk", "▸ lamp"]);
  });
});

test("the part that is on the screen always holds the selection, two rows from its edge where there are more", () => {
  const moves = fc.array(fc.oneof(fc.integer({ min: -7, max: 7 }), fc.constantFrom("first", "last", "up", "down")), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 25 }), moves, (count, height, all) => {
      const list = listOf(crowd(count));
      list.window(height);
      for (const by of all) {
        if (typeof by === "number") list.move(by);
        else if (by === "first" || by === "last") list[by]();
        else list.page(by === "up" ? -1 : 1);
        const { rows, top } = list.window(height);
        const at = indexOf(list) - top;
        const margin = Math.min(2, Math.floor((height - 1) / 2));
        expect(rows).toHaveLength(Math.min(height, list.rows.length));
        expect(at >= Math.min(margin, at + top)).toBe(true);
        expect(at <= Math.max(height - 1 - margin, at + top + height - list.rows.length)).toBe(true);
        expect(at >= 0 && at < height).toBe(true);
      }
    }),
    { numRuns: 80 },
  );
});
