import { expect, test } from "vitest";
import { wireKey } from "../../composer/model/network/shown-wire.ts";
import { cellOf, describeCell, nameCell } from "../../composer/model/view/matrix-cell.ts";
import { crossingsOf, type Line, linesOf, MatrixFolds } from "../../composer/model/view/matrix-lines.ts";
import { Bench } from "./stage.ts";

/** A desk with two faders and a wall with three lamps; the first fader drives two of them, the second one. */
async function show() {
  const bench = new Bench();
  const desk = await bench.add("desk", (node) => {
    for (const path of ["a", "b"]) node.float(path, 0, { access: "re" });
    node.string("cue", "", { access: "re" });
  });
  await bench.add("wall", (node) => {
    for (const path of ["x", "y", "z"]) node.float(path, 0, { access: "rws" });
  });
  for (const [from, to] of ["ax", "ay", "bz"].map((ends) => [...ends]))
    await desk.connect(`desk/${from}`, `wall/${to}`);
  const { network } = bench.composer;
  await bench.until(() => network.wires.length === 3, "the wires are known");
  const emitters = network.parameters.filter(({ emits }) => emits);
  const sensors = network.parameters.filter(({ senses }) => senses);
  const folds = new MatrixFolds();
  const look = () => {
    const [rows, columns] = [linesOf(emitters, folds.rows), linesOf(sensors, folds.columns)];
    const wires = crossingsOf(network.wires, folds);
    const cell = (row: Line, column: Line) => cellOf(row, column, { wires: wires.get(wireKey(row, column)) });
    return { rows, columns, cell };
  };
  const node = (key: string) => {
    const found = network.nodeOf(key);
    if (found === undefined) throw new Error(`no ${key}`);
    return found;
  };
  return { bench, network, folds, look, node };
}

const named = ({ node, parameter, first, count }: Line): string =>
  `${first ? "| " : ""}${parameter?.address ?? `${node.name} of ${count}`}`;

test("every parameter has a line, and a node that is folded has one for all of its own", async () => {
  const { folds, look, node } = await show();
  expect(look().rows.map(named)).toEqual(["| desk/a", "desk/b", "desk/cue"]);
  expect(look().columns.map(named)).toEqual(["| wall/x", "wall/y", "wall/z"]);
  folds.toggle("rows", node("desk"));
  expect(look().rows.map(named)).toEqual(["| desk of 3"]);
  expect(look().columns).toHaveLength(3);
  folds.toggle("rows", node("desk"));
  expect(look().rows).toHaveLength(3);
});

test("nodes that stand beside each other are folded each for itself", async () => {
  const { bench, network, node, folds } = await show();
  await bench.add("amp", (one) => void one.float("gain", 0, { access: "rws" }));
  await bench.until(() => network.nodeOf("amp") !== undefined, "it is here");
  folds.toggle("columns", node("wall"));
  const sensors = network.parameters.filter(({ senses }) => senses);
  expect(linesOf(sensors, folds.columns).map(named)).toEqual(["| amp/gain", "| wall of 3"]);
  expect(linesOf([], folds.columns)).toEqual([]);
});

test("all nodes are folded at once, on both sides, and unfolded; who listens is told each time", async () => {
  const { network, folds, look } = await show();
  let told = 0;
  folds.subscribe(() => void (told += 1));
  const before = told;
  folds.all(network.nodes, true);
  expect([look().rows.length, look().columns.length]).toEqual([1, 1]);
  folds.all(network.nodes, false);
  expect([look().rows.length, look().columns.length]).toEqual([3, 3]);
  expect(told - before).toBe(2);
});

test("where a folded node crosses, its wires are counted", async () => {
  const { folds, look, node } = await show();
  const count = () => {
    const { rows, columns, cell } = look();
    return rows.map((row) => columns.map((column) => cell(row, column).wires.length));
  };
  expect(count()).toEqual([
    [1, 1, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  folds.toggle("rows", node("desk"));
  expect(count()).toEqual([[1, 1, 1]]);
  folds.toggle("columns", node("wall"));
  expect(count()).toEqual([[3]]);
  folds.toggle("rows", node("desk"));
  expect(count()).toEqual([[2], [1], [0]]);
});

test("a cell says what it lies between, and what a click does there", async () => {
  const { folds, look, node } = await show();
  const say = (row: number, column: number): readonly string[] => {
    const { rows, columns, cell } = look();
    const [one, other] = [rows[row], columns[column]];
    if (one === undefined || other === undefined) throw new Error("no such cell");
    return [nameCell(one, other, cell(one, other)), describeCell(one, other, cell(one, other))];
  };
  expect(say(0, 0)).toEqual(["desk/a to wall/x", "desk/a → wall/x: click to cut"]);
  expect(say(1, 0)).toEqual(["desk/b to wall/x", "desk/b → wall/x: click to connect"]);
  const [name = "", told = ""] = say(2, 0);
  expect(name).toMatch(/^desk\/cue to wall\/x: /);
  expect(told.replace("→", "to")).toBe(name);
  folds.toggle("columns", node("wall"));
  expect(say(0, 0)).toEqual(["desk/a to wall: 2 wires", "desk/a → wall: 2 wires; click to unfold"]);
});

test("a wire that somebody cut although a program wants it is no wire, and says who", async () => {
  const { network, look } = await show();
  const [wire] = network.wires;
  const { rows, columns } = look();
  const [row, column] = [rows[1], columns[0]];
  if (wire === undefined || row === undefined || column === undefined) throw new Error("no wire");
  const cut = { ...wire, made: false, cut: true as const, reason: "cut by ann" };
  const cell = cellOf(row, column, { cuts: [cut] });
  expect([cell.wires.length, cell.cut]).toEqual([0, cut]);
  expect(nameCell(row, column, cell)).toBe("desk/b to wall/x: cut by ann");
  expect(describeCell(row, column, cell)).toBe("desk/b → wall/x: cut by ann; click to make it again");
});

test("where no wire is or can be between folded nodes, nothing is said to be impossible", async () => {
  const { folds, look, node } = await show();
  folds.toggle("rows", node("desk"));
  const { rows, columns } = look();
  const [row, column] = [rows[0], columns[0]];
  if (row === undefined || column === undefined) throw new Error("no cell");
  const cell = cellOf(row, column, {});
  expect([cell.folded, cell.why, cell.wires.length]).toEqual([true, undefined, 0]);
  expect(nameCell(row, column, cell)).toBe("desk to wall/x: 0 wires");
});
