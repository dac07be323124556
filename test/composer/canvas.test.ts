import { describe, expect, onTestFinished, test } from "vitest";
import { Canvas, type KeptItem } from "../../composer/model/canvas/canvas.ts";
import { writeArea } from "../../composer/model/canvas/item.ts";
import { foldsOf, storeView, viewOf } from "../../composer/model/canvas/views.ts";
import { POSITION } from "../../composer/model/network/shown-node.ts";
import { readShow, ShowNode } from "../../src/show.ts";
import { Bench } from "./stage.ts";

const timing = { now: () => 0, pause: () => new Promise<void>((resolve) => setTimeout(resolve, 2)) };

/** What lies on the graph of a page. */
function canvasOf(bench: Bench): Canvas {
  const { network, lock, history, notices, positions, now } = bench.composer;
  const canvas = new Canvas({ network, lock, history, notices, positions, now, shelf: bench.shelf, timing });
  onTestFinished(canvas.follow());
  return canvas;
}

/** A page, two lamps, and a show when one is wanted. */
async function stage({ file }: { file?: object } = {}) {
  const bench = new Bench();
  const lamps = [];
  for (const name of ["lamp-1", "lamp-2"])
    lamps.push(await bench.add(name, (node) => void node.float("level", 0, { access: "rws" })));
  let show: ShowNode | undefined;
  if (file !== undefined) {
    await bench.add("show", (node) => void (show = ShowNode.from(node, readShow(JSON.stringify(file)))));
    await show?.start();
    onTestFinished(async () => show?.stop());
  }
  const canvas = canvasOf(bench);
  if (file !== undefined) await bench.until(() => canvas.home.key === "show", "the show keeps it");
  const node = (name: string) => bench.composer.network.nodeOf(name) ?? expect.fail(name);
  return { bench, canvas, lamps, node, show };
}

const FRAME = { kind: "frame", title: "Front", ...writeArea({ x: 0, y: 0, width: 600, height: 400 }) };
const NOTE = { kind: "note", text: "mind the step", ...writeArea({ x: 20, y: 300, width: 200, height: 60 }) };
const first = ({ items: [item] }: Canvas): KeptItem => item ?? expect.fail("nothing lies there");
const told = ({ composer }: Bench): string => composer.notices.all.at(-1)?.text ?? "";

describe("where no show is", () => {
  test("this browser keeps it, and shows it at the next visit; undo takes it away", async () => {
    const { bench, canvas } = await stage();
    expect(canvas.home.place).toBe("this browser");
    canvas.add("add a frame", FRAME);
    expect(first(canvas)).toMatchObject({ kind: "frame", title: "Front", x: 0, width: 600, height: 400 });
    const later = new Bench({ shelf: bench.shelf });
    expect(first(canvasOf(later)).title).toBe("Front");
    bench.composer.undo();
    await bench.until(() => canvas.items.length === 0, "it is gone");
    bench.composer.redo();
    await bench.until(() => canvas.items.length === 1, "it is back");
  });

  test("its words and its colour are changed, each as one entry, and it is removed as it was", async () => {
    const { bench, canvas } = await stage();
    canvas.add("add a frame", FRAME);
    canvas.change(first(canvas), { title: "Back", colour: "crimson" });
    expect(first(canvas)).toMatchObject({ title: "Back", colour: "crimson" });
    canvas.change(first(canvas), { title: "Back" });
    expect(bench.composer.history.done.map(({ name }) => name)).toEqual(["add a frame", "change the frame Front"]);
    bench.composer.undo();
    await bench.until(() => first(canvas).title === "Front", "the title is back");
    expect(first(canvas).colour).toBe("");
    canvas.remove(first(canvas));
    expect(canvas.items).toEqual([]);
    bench.composer.undo();
    await bench.until(() => canvas.items.length === 1, "it is there again");
    expect(first(canvas).title).toBe("Front");
  });

  test("while the page is locked nothing is added, moved, changed or removed", async () => {
    const { bench, canvas } = await stage();
    canvas.add("add a frame", FRAME);
    bench.composer.lock.become("perform");
    const item = first(canvas);
    expect(canvas.add("add a note", NOTE)).toBeUndefined();
    canvas.change(item, { title: "x" });
    canvas.move(item, { x: 9, y: 9 });
    canvas.remove(item);
    expect(canvas.items).toEqual([item]);
    expect(told(bench)).toMatch("locked");
  });
});

describe("a frame", () => {
  test("moves with the nodes and notes that lie in it, as one entry; what lies across its edge stays", async () => {
    const { bench, canvas, lamps, node } = await stage();
    const { positions } = bench.composer;
    positions.move(
      new Map([
        [node("lamp-1"), { x: 40, y: 60 }],
        [node("lamp-2"), { x: 500, y: 60 }],
      ]),
    );
    await bench.until(() => lamps.every(({ metadata }) => metadata.has(POSITION)), "they are placed");
    canvas.add("add a frame", FRAME);
    canvas.add("add a note", NOTE);
    const frame = canvas.items.find(({ kind }) => kind === "frame") ?? expect.fail("no frame");
    expect(canvas.within(frame)).toMatchObject({ nodes: [{ name: "lamp-1" }], items: [{ kind: "note" }] });
    canvas.move(frame, { x: 100, y: -50 });
    await bench.until(() => positions.of(node("lamp-1")).x === 140, "its node moves");
    await bench.until(() => String(lamps[0]?.metadata.get(POSITION)) === "140,10", "and keeps that");
    expect(positions.of(node("lamp-2"))).toEqual({ x: 500, y: 60 });
    expect(canvas.items.map(({ x, y }) => [x, y])).toEqual([
      [100, -50],
      [120, 250],
    ]);
    expect(bench.composer.history.undoable).toBe("move the frame Front");
    bench.composer.undo();
    await bench.until(() => positions.of(node("lamp-1")).x === 40, "all of it goes back");
    expect(canvas.items.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [20, 300],
    ]);
  });

  test("a node that keeps no place stays, and that is said", async () => {
    const bench = new Bench();
    const options = { locked: "the show is running" };
    await bench.add("lamp", (node) => void node.float("level", 0, { access: "rws" }), options);
    const canvas = canvasOf(bench);
    canvas.add("add a frame", { ...FRAME, ...writeArea({ x: -500, y: -500, width: 2000, height: 2000 }) });
    canvas.move(first(canvas), { x: 0, y: 0 });
    expect(told(bench)).toBe("lamp stays: lamp is locked: the show is running");
    expect(first(canvas).x).toBe(0);
  });

  test("that an arrow key moves again and again is one entry", async () => {
    const { bench, canvas } = await stage();
    canvas.add("add a frame", FRAME);
    for (let step = 0; step < 3; step += 1) {
      const item = first(canvas);
      canvas.move(item, { x: item.x + 8, y: 0 }, "move it");
    }
    expect(first(canvas).x).toBe(24);
    bench.composer.undo();
    await bench.until(() => first(canvas).x === 0, "all three are taken back");
  });
});

describe("in a show", () => {
  const FILE = { zocp: 1, canvas: { a: FRAME } };

  test("every page sees it, and an edit is in the file", async () => {
    const { bench, canvas, show } = await stage({ file: FILE });
    await bench.until(() => canvas.items.length === 1, "the page sees it");
    expect(first(canvas).store.place).toBe("the show show");
    canvas.change(first(canvas), { title: "Back" });
    await bench.until(() => show?.show.canvas.get("a")?.title === "Back", "the show has it");
    canvas.add("add a note", NOTE);
    await bench.until(() => show?.show.canvas.size === 2, "the note is there, too");
    bench.composer.undo();
    await bench.until(() => show?.show.canvas.size === 1, "undo takes it out of the file");
  });

  test("two who edit different things lose nothing, and undo asks where somebody else has been", async () => {
    const { bench, canvas, show } = await stage({ file: FILE });
    await bench.until(() => canvas.items.length === 1, "the page sees it");
    canvas.change(first(canvas), { title: "Mine" });
    await bench.until(() => show?.show.canvas.get("a")?.title === "Mine", "mine");
    const theirs = (was: object, to: object) =>
      show?.edit(undefined, [{ op: "change-item", id: "a", was: mapOf(was), to: mapOf(to) }]);
    theirs({ colour: null }, { colour: "crimson" });
    await bench.until(() => first(canvas).colour === "crimson", "theirs is seen");
    expect(first(canvas).title).toBe("Mine");
    expect(bench.composer.doubt("undo")).toBeUndefined();
    theirs({ title: "Mine" }, { title: "Theirs" });
    await bench.until(() => first(canvas).title === "Theirs", "their title");
    bench.composer.undo();
    expect(told(bench)).toBe("not undone: somebody else has changed it since");
    expect(show?.show.canvas.get("a")?.title).toBe("Theirs");
  });

  test("an edit of what somebody else has changed at the same moment is refused, and theirs is seen", async () => {
    const { bench, canvas, show } = await stage({ file: FILE });
    await bench.until(() => canvas.items.length === 1, "the page sees it");
    const item = first(canvas);
    show?.edit(undefined, [
      { op: "change-item", id: "a", was: mapOf({ title: "Front" }), to: mapOf({ title: "Theirs" }) },
    ]);
    canvas.change(item, { title: "Mine" });
    await bench.until(() => /by now, not/.test(told(bench)), "it is refused");
    await bench.until(() => first(canvas).title === "Theirs", "theirs is seen");
    await bench.until(() => bench.composer.history.last === undefined, "there is nothing to undo");
  });

  test("what this browser keeps can be given to the show", async () => {
    const { bench, canvas, show } = await stage({ file: { zocp: 1 } });
    canvas.add("add a note", NOTE, { store: canvasStoreOfBrowser(canvas) });
    const item = first(canvas);
    expect(item.store.key).toBe("");
    await canvas.keepIn(item, canvas.home);
    await bench.until(() => first(canvas).store.key === "show", "it is in the show");
    expect(canvas.items).toHaveLength(1);
    expect([...(show?.show.canvas.values() ?? [])].map(({ text }) => text)).toEqual(["mind the step"]);
  });
});

function mapOf(value: object) {
  return new Map(Object.entries(value));
}

function canvasStoreOfBrowser(canvas: Canvas) {
  return canvas.stores.find(({ key }) => key === "") ?? expect.fail("no browser");
}

describe("a stored view", () => {
  const SEEN = { x: -10, y: 20, width: 800, height: 500 };

  test("is what is seen and what is folded, under a number, and is called as the largest frame in it", async () => {
    const { bench, canvas, node } = await stage();
    const { composer } = bench;
    const { folds } = composer.positions;
    canvas.add("add a frame", { ...FRAME, ...writeArea({ x: 0, y: 30, width: 300, height: 200 }) });
    folds.fold([node("lamp-2")], "header");
    expect(storeView(3, SEEN, canvas, composer)).toBe(true);
    const view = viewOf(3, canvas) ?? expect.fail("no view");
    expect(view).toMatchObject({ ...SEEN, title: "Front", folded: new Map([["lamp-2", "header"]]) });
    expect(told(bench)).toBe("View 3 is kept in this browser: Shift 3 goes there");
    folds.become(new Map());
    folds.become(foldsOf(view, composer));
    expect(folds.of(node("lamp-2"))).toBe("header");
    expect(viewOf(4, canvas)).toBeUndefined();
    // It is nothing that lies on the graph, and moves with no frame.
    canvas.move(first(canvas), { x: 50, y: 30 });
    expect(viewOf(3, canvas)).toMatchObject(SEEN);
  });

  test("takes the place of the one under its number, and undo brings that back", async () => {
    const { bench, canvas } = await stage();
    const { composer } = bench;
    storeView(1, SEEN, canvas, composer);
    storeView(1, { ...SEEN, x: 500 }, canvas, composer);
    expect(canvas.items.map(({ x }) => x)).toEqual([500]);
    composer.undo();
    await bench.until(() => viewOf(1, canvas)?.x === -10, "the first is back");
  });

  test("is in the show where one is here, and a view of the show goes before one of this browser", async () => {
    const { bench, canvas, show } = await stage({ file: { zocp: 1 } });
    canvas.add("x", { kind: "view", ...writeArea(SEEN) }, { store: canvasStoreOfBrowser(canvas), id: "view-1" });
    canvas.add("x", { kind: "view", ...writeArea({ ...SEEN, x: 7 }) }, { id: "view-1" });
    await bench.until(() => show?.show.canvas.has("view-1") === true, "the show has one");
    expect(viewOf(1, canvas)?.x).toBe(7);
  });

  test("is not stored while the page is locked, and names of nodes that are not here are left alone", async () => {
    const { bench, canvas } = await stage();
    const { composer } = bench;
    composer.lock.become("perform");
    expect(storeView(1, SEEN, canvas, composer)).toBe(false);
    expect(canvas.items).toEqual([]);
    expect(foldsOf({ folded: new Map([["gone", "ports"]]) }, composer)).toEqual(new Map());
  });
});
