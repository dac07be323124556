import { expect, test } from "vitest";
import { POSITION, type ShownNode } from "../../composer/model/network/shown-node.ts";
import { visible } from "../../composer/model/view/words.ts";
import type { TransportNode } from "../../src/index.ts";
import { Bench } from "./stage.ts";

const float = (name: string) => (node: TransportNode) => void node.float(name, 0, { access: "rwes" });

function shown(bench: Bench, name: string): ShownNode {
  const node = bench.composer.network.nodeOf(name);
  if (node === undefined) throw new Error(`no ${name}`);
  return node;
}

test("a node whose program begins anew gets the place back that a person gave it, on every page", async () => {
  const bench = new Bench();
  const first = await bench.add("lamp", float("level"));
  const { positions } = bench.composer;
  positions.move(new Map([[shown(bench, "lamp"), { x: 640, y: -80 }]]));
  await bench.until(() => first.metadata.has(POSITION), "it keeps it");
  await first.stop();
  await bench.until(() => !shown(bench, "lamp").present, "it left");
  const second = await bench.add("lamp", float("level"));
  await bench.until(() => second.metadata.has(POSITION), "it has it again");
  expect(second.metadata.get(POSITION)).toEqual([640, -80]);
});

test("a page that was not there meanwhile remembers it; one that may only look draws it and sends nothing", async () => {
  for (const readOnly of [false, true]) {
    const before = new Bench();
    const node = await before.add("lamp", float("level"));
    before.composer.positions.move(new Map([[shown(before, "lamp"), { x: 640, y: -80 }]]));
    await before.until(() => node.metadata.has(POSITION), "it keeps it");
    const after = new Bench({ readOnly, shelf: before.shelf });
    const fresh = await after.add("lamp", float("level"));
    await after.until(() => after.composer.positions.of(shown(after, "lamp")).x === 640, "it is drawn there");
    if (!readOnly) await after.until(() => fresh.metadata.has(POSITION), "it is told");
    for (let look = 0; look < 20; look += 1) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(fresh.metadata.has(POSITION)).toBe(!readOnly);
  }
});

test("what nobody has placed is told nothing, and stands on no node that somebody has placed", async () => {
  const bench = new Bench();
  await bench.add("lamp", float("level"));
  // Where the layout puts the first of those without wires.
  bench.composer.positions.move(new Map([[shown(bench, "lamp"), { x: 10, y: 10 }]]));
  const later = new Bench({ room: bench.room });
  const desk = await later.add("desk", float("level"));
  await later.until(() => later.composer.positions.of(shown(later, "lamp")).x === 10, "it is known there");
  const [one, other] = ["desk", "lamp"].map((name) => {
    const node = shown(later, name);
    return { ...later.composer.positions.of(node), ...later.composer.positions.boxOf(node) };
  });
  if (one === undefined || other === undefined) throw new Error("a node is missing");
  expect(one.y >= other.y + other.height || one.y + one.height <= other.y || one.x >= other.x + other.width).toBe(true);
  expect(desk.metadata.has(POSITION)).toBe(false);
});

test("a long node shows what has a wire, or its first parameters, and how many more there are", async () => {
  const bench = new Bench();
  await bench.add("wall", (node) => {
    for (let number = 1; number <= 200; number += 1) float(`pixel-${number}`)(node);
  });
  await bench.add("desk", float("level"));
  const { positions, edits } = bench.composer;
  const rows = () => positions.boxOf(shown(bench, "wall")).rows;
  const names = () => rows().flatMap((row) => (row.type === "parameter" ? row.parameter.path : []));
  expect(names()).toHaveLength(12);
  expect(rows().at(-1)).toMatchObject({ type: "rest", more: 188 });
  edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("wall/pixel-150") }]);
  await bench.until(() => names().includes("pixel-150"), "the wired one is there");
  expect(names()).toHaveLength(12);
  const short = positions.boxOf(shown(bench, "wall")).height;
  positions.folds.open(shown(bench, "wall"));
  expect([names().length, rows().at(-1)]).toMatchObject([200, { type: "rest", more: 0 }]);
  positions.folds.open(shown(bench, "wall"));
  expect(positions.boxOf(shown(bench, "wall")).height).toBe(short);
  expect(short).toBeLessThan(500);
});

test("signs that turn the writing around, or are not seen, are spelled out; pictures of several signs are whole", () => {
  expect(visible("lamp\u202Egnp")).toBe("lamp⟨U+202E⟩gnp");
  expect(visible("a\nb\u200B")).toBe("a⟨U+000A⟩b⟨U+200B⟩");
  expect(visible("👩‍🚒 фара می‌خواهم")).toBe("👩‍🚒 фара می‌خواهم");
});

/** Whether two nodes lie on each other. */
function overlap(bench: Bench, one: string, other: string): boolean {
  const { positions } = bench.composer;
  const [a, b] = [one, other].map((name) => {
    const node = shown(bench, name);
    return { ...positions.of(node), ...positions.boxOf(node) };
  });
  if (a === undefined || b === undefined) throw new Error("a node is missing");
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test("a program that began anew while no page was open finds its place, although others have come meanwhile", async () => {
  const before = new Bench();
  const node = await before.add("lamp", float("level"));
  before.composer.positions.move(new Map([[shown(before, "lamp"), { x: 10, y: 10 }]]));
  await before.until(() => node.metadata.has(POSITION), "it keeps it");
  const after = new Bench({ shelf: before.shelf });
  for (const name of ["desk", "fader", "wall"]) await after.add(name, float("level"));
  // A person has begun to work: nothing moves by itself any more.
  after.composer.positions.touch();
  const fresh = await after.add("lamp", float("level"));
  await after.until(() => fresh.metadata.has(POSITION), "it is told its place");
  expect(after.composer.positions.of(shown(after, "lamp"))).toEqual({ x: 10, y: 10 });
  for (const name of ["desk", "fader", "wall"]) expect(overlap(after, "lamp", name), name).toBe(false);
});

test("a node that comes with a place of its own lies on none that nobody has placed", async () => {
  const bench = new Bench();
  await bench.add("desk", float("level"));
  await bench.add("fader", float("level"));
  bench.composer.positions.touch();
  const { x, y } = bench.composer.positions.of(shown(bench, "desk"));
  await bench.add("lamp", (node) => {
    float("level")(node);
    node.setMetadata(POSITION, [x + 5, y + 5]);
  });
  await bench.until(() => bench.composer.positions.of(shown(bench, "lamp")).x === x + 5, "it is where it wants to be");
  for (const [one, other] of [
    ["lamp", "desk"],
    ["lamp", "fader"],
    ["desk", "fader"],
  ] as const)
    expect(overlap(bench, one, other), `${one} ${other}`).toBe(false);
});

test("nodes that come one by one while a person works lie on no other, placed or not, tall or not", async () => {
  const bench = new Bench();
  await bench.add("desk", float("level"));
  bench.composer.positions.move(new Map([[shown(bench, "desk"), { x: 200, y: 150 }]]));
  const names = ["desk"];
  for (let number = 1; number <= 8; number += 1) {
    const name = `node-${number}`;
    await bench.add(name, (node) => {
      for (let row = 0; row < number * 3; row += 1) float(`p${row}`)(node);
    });
    names.push(name);
  }
  for (const [index, one] of names.entries())
    for (const other of names.slice(index + 1)) expect(overlap(bench, one, other), `${one} ${other}`).toBe(false);
});
