import { beforeAll, expect, test } from "vitest";
import { layOut } from "../../composer/model/layout/lay-out.ts";
import { compareNames } from "../../composer/model/network/compare-names.ts";
import { joinWires } from "../../composer/model/network/joined-wires.ts";
import { describeAbsences } from "../../composer/model/network/missing-nodes.ts";
import { ShownNode } from "../../composer/model/network/shown-node.ts";
import { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { type ShownWire, wireKey } from "../../composer/model/network/shown-wire.ts";
import { boxOf, type Folding, LINE } from "../../composer/model/view/box.ts";
import { best, type Filter, passes } from "../../composer/model/view/search.ts";
import { SeededRandom } from "../../src/net/sim/seeded-random.ts";

const NOTHING: Folding = { folded: new Set(), opened: new Set(), nodes: new Map(), wired: new Set() };

function nodeOf(name: string, paths: readonly string[], access = "rwes"): ShownNode {
  const node = new ShownNode(name, name);
  for (const path of paths) {
    const parameter = new ShownParameter(node, path);
    Object.assign(parameter, { access, typeHint: "flt", kind: "number", value: 0 });
    node.parameters.set(path, parameter);
  }
  return node;
}

const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

/** A wall of 200 lamps of 40 parameters each: 8,000 rows. */
let wall: readonly ShownNode[] = [];
let rows: readonly ShownParameter[] = [];

beforeAll(() => {
  wall = numbered("lamp", 200).map((name) => nodeOf(name, numbered("channel", 40)));
  rows = wall.flatMap(({ drawn }) => drawn);
  for (const [index, row] of rows.entries()) {
    if (index % 10 === 0) Object.assign(row, { typeHint: "bool", kind: "switch", access: "rs" });
    if (index % 100 === 0) row.description = "Strobe of the back wall";
  }
});

const ALL: Filter = { text: "", kind: "", access: "", connected: "all" };
const count = (filter: Partial<Filter>, connected = (_row: ShownParameter): boolean => false): number =>
  rows.filter((row) => passes(row, { ...ALL, ...filter }, connected(row))).length;

test("thousands of rows are narrowed down by every word, kind, access and wire, alone and together", () => {
  expect(rows).toHaveLength(8000);
  expect([count({}), count({ text: "  " })]).toEqual([8000, 8000]);
  // lamp-7, lamp-70 to lamp-79 and lamp-170 to lamp-179.
  expect(count({ text: "lamp-7/" })).toBe(40);
  expect(count({ text: "LAMP-7/ CHANNEL-3" })).toBe(11);
  expect(count({ text: "channel-40 lamp-200" })).toBe(1);
  expect(count({ text: "strobe back" })).toBe(80);
  expect([count({ kind: "switch" }), count({ kind: "number" }), count({ kind: "vector" })]).toEqual([800, 7200, 0]);
  expect([count({ access: "e" }), count({ access: "s" })]).toEqual([7200, 8000]);
  const odd = (row: ShownParameter): boolean => row.node.name === "lamp-1";
  expect([count({ connected: "yes" }, odd), count({ connected: "no" }, odd)]).toEqual([40, 7960]);
  expect(count({ text: "strobe", kind: "switch", access: "s", connected: "yes" }, odd)).toBe(1);
  expect(count({ text: "nowhere" })).toBe(0);
});

test("rows are sorted as people count, whatever order they came in", () => {
  const random = new SeededRandom(1, "rows");
  const names = [...rows].map((row) => ({ row, at: random.next() })).sort((a, b) => a.at - b.at);
  const sorted = names.map(({ row }) => row.address).sort(compareNames);
  expect(sorted).toEqual(rows.map(({ address }) => address));
});

test("of thousands the one that was typed comes first, and no more answers than fit", () => {
  const things = rows.map((row) => ({ text: row.address, note: row.type, row }));
  const answers = best("lamp-137/channel-25", things);
  expect(answers[0]?.text).toBe("lamp-137/channel-25");
  expect(best("lamp", things)).toHaveLength(60);
  expect(best("lamp", things, 5)).toHaveLength(5);
});

test("every row has a key of its own, also when names have blanks, slashes and dots", () => {
  const odd = [nodeOf("a", ["b/c", "b.c"]), nodeOf("a/b", ["c"]), nodeOf("a b", ["c"]), nodeOf("a.b", ["c"])];
  const keys = [...rows, ...odd.flatMap(({ drawn }) => drawn)].map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

/** What a person sees of a box: names of groups in brackets, "+N", and parameters with a sign when they are folded. */
function linesOf(node: ShownNode, folding: Partial<Folding> = {}): readonly string[] {
  return boxOf(node, { ...NOTHING, ...folding }).rows.map((row) => {
    if (row.type === "group") return `[${row.name}]${row.folded ? " folded" : ""}`;
    if (row.type === "rest") return `+${row.more}`;
    return `${row.parameter.path}${row.hidden ? " hidden" : ""}`;
  });
}

test.each([
  [1, 1, undefined],
  [16, 16, undefined],
  [17, 12, 5],
  [200, 12, 188],
  [2000, 12, 1988],
])("of a node with %i parameters %i are drawn", (parameters, drawn, more) => {
  const node = nodeOf("wall", numbered("pixel", parameters));
  const lines = linesOf(node);
  expect(lines).toHaveLength(drawn + (more === undefined ? 0 : 1));
  expect(lines.at(-1)).toBe(more === undefined ? `pixel-${parameters}` : `+${more}`);
  const opened = linesOf(node, { opened: new Set([node.key]) });
  expect(opened.slice(0, parameters)).toEqual(numbered("pixel", parameters));
  if (more !== undefined) expect(opened.at(-1)).toBe("+0");
});

test("what has a wire is drawn of a long node, however many that are, and others only up to twelve", () => {
  const node = nodeOf("wall", numbered("pixel", 200));
  const wired = (...numbers: readonly number[]) =>
    new Set(numbers.flatMap((number) => node.parameters.get(`pixel-${number}`) ?? []));
  expect(linesOf(node, { wired: wired(150) })).toEqual([...numbered("pixel", 11), "pixel-150", "+188"]);
  const many = Array.from({ length: 50 }, (_, index) => 200 - index);
  const lines = linesOf(node, { wired: wired(...many) });
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe("+150");
  expect(lines.slice(0, -1)).toEqual(numbered("pixel", 200).slice(150));
});

test("objects stand together under their name, loose parameters first, as their node tells them", () => {
  const node = nodeOf("cam", ["pan.x", "power", "tilt.x", "pan.y", "zoom"]);
  expect(linesOf(node)).toEqual(["power", "zoom", "[pan]", "pan.x", "pan.y", "[tilt]", "tilt.x"]);
  expect(linesOf(node, { folded: new Set(["cam\npan", "other\ntilt"]) })).toEqual([
    ...["power", "zoom", "[pan] folded", "pan.x hidden", "pan.y hidden"],
    ...["[tilt]", "tilt.x"],
  ]);
});

test("a folded object keeps its ports, on the line of its name, and the box is shorter by its lines", () => {
  const node = nodeOf("cam", ["power", "pan.x", "pan.y", "zoom.x"]);
  const open = boxOf(node, NOTHING);
  const folded = boxOf(node, { ...NOTHING, folded: new Set(["cam\npan"]) });
  expect(open.height - folded.height).toBe(2 * LINE);
  const name = folded.rows.find((row) => row.type === "group" && row.name === "pan");
  const ports = folded.rows.filter((row) => row.type === "parameter" && row.parameter.group === "pan");
  expect(ports.map(({ y }) => y)).toEqual([name?.y, name?.y]);
});

test("no line of a box lies on another, and none outside", () => {
  for (const folded of [new Set<string>(), new Set(["cam\no-2"])]) {
    const node = nodeOf(
      "cam",
      numbered("o", 4).flatMap((object) => numbered(`${object}.p`, 5)),
    );
    const { rows: lines, height } = boxOf(node, { ...NOTHING, folded });
    const places = lines.flatMap((row) => (row.type === "parameter" && row.hidden ? [] : [row.y]));
    for (const [index, y] of places.entries()) expect(y - (places[index - 1] ?? y - LINE)).toBe(LINE);
    expect((places.at(-1) ?? 0) + LINE).toBeLessThanOrEqual(height);
  }
});

test("hundreds of nodes are laid out without one on another, from left to right along the wires", () => {
  const random = new SeededRandom(2, "layout");
  const boxes = numbered("node", 400).map((key) => ({
    key,
    width: 232,
    height: 60 + Math.floor(random.next() * 300),
  }));
  const wires = numbered("node", 399).map((from, index) => ({
    from,
    to: `node-${index + 2 + Math.floor(random.next() * 3)}`,
  }));
  const places = layOut({ boxes, wires });
  expect(places.size).toBe(400);
  const placed = boxes.map((box) => ({ ...box, ...(places.get(box.key) ?? { x: Number.NaN, y: 0 }) }));
  placed.sort((a, b) => a.x - b.x || a.y - b.y);
  const hits = placed.filter((one, index) => {
    const next = placed[index + 1];
    return next !== undefined && next.x === one.x && next.y < one.y + one.height;
  });
  expect(hits).toEqual([]);
  for (const { from, to } of wires)
    if (places.has(to)) expect(places.get(to)?.x).toBeGreaterThan(places.get(from)?.x ?? Number.NaN);
});

test("thousands of wires without operators are what they are", () => {
  const wires = new Map<string, ShownWire>();
  for (const [index, row] of rows.slice(1).entries()) {
    const wire = { emitter: rows[index] as ShownParameter, sensor: row, made: true, reason: "" };
    wires.set(wireKey(wire.emitter, row), { key: wireKey(wire.emitter, row), ...wire });
  }
  const { byKey, hidden } = joinWires(new Map(wall.map((node) => [node.key, node])), wires);
  expect([byKey.size, hidden.size]).toEqual([7999, 0]);
});

test("a banner about hundreds of missing nodes stays one line", () => {
  const wires = wall.slice(1).map((node) => ({
    emitter: wall[0]?.drawn[0] as ShownParameter,
    sensor: node.drawn[0] as ShownParameter,
    ...{ key: node.key, made: false, reason: "" },
  }));
  expect(describeAbsences({ nodes: wall, ghosts: wall, wires })).toBe(
    "lamp-1, lamp-2 and 198 others are gone: 199 wires wait",
  );
});
