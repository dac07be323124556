import { describe, expect, onTestFinished, test } from "vitest";
import { Sheet } from "../../composer/model/show/sheet.ts";
import { readCell } from "../../composer/model/show/sheet-value.ts";
import { openShow } from "./open-show.ts";
import { Bench } from "./stage.ts";

const FILE = {
  zocp: 1,
  title: "The Harbour",
  values: { "lamp/level": 0.1 },
  scenes: { dusk: { values: { "lamp/level": 0.3 } } },
  cues: [
    { id: "a", cue: "1", name: "House out", values: { "lamp/level": 0.25 } },
    { id: "b", cue: "2", scene: "dusk", flags: ["only"] },
    { id: "c", cue: "3", values: { "lamp/hue": 7 }, flags: ["block"] },
    { id: "d", cue: "4", disabled: true },
  ],
};

async function openSheet(bench = new Bench()) {
  const opened = await openShow({ bench, file: FILE });
  const { history } = bench.composer;
  const sheet = new Sheet(opened.live, { history, now: () => bench.stage.now() });
  onTestFinished(sheet.follow());
  await bench.until(() => sheet.known, "the sheet is told");
  const row = (address: string) => {
    const found = sheet.rows.find((one) => one.address === address);
    if (found === undefined) throw new Error(`no row ${address}`);
    return found;
  };
  const own = (id: string) => opened.show.show.cues.find((cue) => cue.id === id)?.values.get("lamp/level");
  return { ...opened, sheet, row, own, history };
}

test("shows cues across and parameters down: what is moved, by what, and what is tracked", async () => {
  const { sheet, row } = await openSheet();
  expect(sheet.cues.map(({ cue, blocks, only, disabled }) => [cue, blocks, only, disabled])).toEqual([
    ["1", false, false, false],
    ["2", false, true, false],
    ["3", true, false, false],
    ["4", false, false, true],
  ]);
  const cells = (address: string) => [0, 1, 2, 3].map((at) => sheet.cell(row(address), at));
  expect(cells("lamp/level")).toEqual([
    { value: 0.25, how: "own" },
    { value: 0.3, how: "scene" },
    { value: 0.25, how: "back" },
    { value: 0.25, how: "tracked" },
  ]);
  expect(cells("lamp/hue").map(({ how }) => how)).toEqual(["none", "none", "own", "tracked"]);
});

test("a row is found by a word, and one is added for what no cue moves yet", async () => {
  const { sheet, row } = await openSheet();
  sheet.find("HUE");
  expect(sheet.rows.map(({ address }) => address)).toEqual(["lamp/hue"]);
  sheet.find("");
  sheet.add("house/level");
  sheet.add("lamp/hue");
  expect(sheet.rows.map(({ address }) => address)).toEqual(["house/level", "lamp/hue", "lamp/level"]);
  expect(sheet.cell(row("house/level"), 2)).toEqual({ value: undefined, how: "none" });
});

test("a cell is edited blind: the show is another one, and the stage stays as it is", async () => {
  const { bench, sheet, row, own, lamp, show } = await openSheet();
  await show.goto("1", { instant: true });
  await bench.until(() => lamp.parameter("level").value === 0.25, "cue 1 is on stage");
  expect(sheet.type(row("lamp/level"), 0, "0,7", undefined)).toBeUndefined();
  await bench.until(() => own("a") === 0.7, "the show has it");
  await bench.until(() => sheet.cell(row("lamp/level"), 3).value === 0.7, "and what is tracked follows");
  expect(lamp.parameter("level").value).toBe(0.25);
});

test("a cell that the scene moves gets a move of its own, and an empty text takes that out again", async () => {
  const { bench, sheet, row, own } = await openSheet();
  sheet.type(row("lamp/level"), 1, "0.9", undefined);
  await bench.until(() => own("b") === 0.9, "its own");
  await bench.until(() => sheet.cell(row("lamp/level"), 1).how === "own", "it is shown");
  sheet.type(row("lamp/level"), 1, " ", undefined);
  await bench.until(() => sheet.cell(row("lamp/level"), 1).how === "scene", "that of the scene again");
  expect(own("b")).toBeUndefined();
});

test("nothing is sent for what is no value, nor to take out what is not there", async () => {
  const { sheet, row, show } = await openSheet();
  expect(sheet.type(row("lamp/level"), 0, "bright", undefined)).toBe("bright is no value of lamp/level");
  sheet.clear(row("lamp/level"), 3);
  sheet.type(row("lamp/level"), 2, "", undefined);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(show.state.revision).toBe(0);
});

test("an edit is undone and done again by its name", async () => {
  const { bench, sheet, row, own, history } = await openSheet();
  sheet.type(row("lamp/level"), 0, "0.7", undefined);
  await bench.until(() => own("a") === 0.7, "it is done");
  expect(history.undoable).toBe("lamp/level of cue 1: 0.700");
  await bench.until(() => sheet.cell(row("lamp/level"), 0).value === 0.7, "it is known");
  bench.composer.undo();
  await bench.until(() => own("a") === 0.25, "it is undone");
  await bench.until(() => sheet.cell(row("lamp/level"), 0).value === 0.25, "that is known");
  bench.composer.redo();
  await bench.until(() => own("a") === 0.7, "it is done again");
});

test("what somebody else has edited since is not undone without a word", async () => {
  const { bench, sheet, row, own, show } = await openSheet();
  sheet.type(row("lamp/level"), 0, "0.7", undefined);
  await bench.until(() => own("a") === 0.7, "mine");
  await show.edit(undefined, [{ op: "set-value", cue: "a", address: "lamp/level", was: 0.7, to: 0.5 }]);
  await bench.until(() => sheet.cell(row("lamp/level"), 0).value === 0.5, "theirs is known");
  expect(bench.composer.doubt("undo")).toBe("lamp/level of cue 1 is 0.500 by now");
  bench.composer.undo();
  expect(own("a")).toBe(0.5);
  bench.composer.undo({ anyway: true });
  await bench.until(() => own("a") === 0.25, "undone all the same");
});

test("two people who edit one cue at once lose nothing: other cells are both kept, of one cell the first is", async () => {
  const { bench, sheet, row, own, show, live } = await openSheet();
  const set = (to: number) => ({ op: "set-value", cue: "a", address: "lamp/level", was: 0.25, to }) as const;
  // This page does not know yet what the other one has done.
  const edited = show.edit(undefined, [
    set(0.5),
    { op: "set-value", cue: "a", address: "lamp/hue", was: undefined, to: 1 },
  ]);
  sheet.type(row("lamp/level"), 0, "0.7", undefined);
  await edited;
  await bench.until(() => live.news.tone === "bad", "the show has answered");
  expect(live.news).toEqual({ tone: "bad", text: "EDIT refused: lamp/level of cue 1 is 0.5 by now, not 0.25" });
  expect(own("a")).toBe(0.5);
  await bench.until(() => sheet.cell(row("lamp/level"), 0).value === 0.5, "it is shown as it is");
  // What was refused is nothing to undo.
  expect(bench.composer.history.undoable).toBeUndefined();
});

test("edits in a row of one cell follow one another", async () => {
  const { bench, sheet, row, own } = await openSheet();
  for (const text of ["0.3", "0.4", "0.5"]) sheet.type(row("lamp/level"), 0, text, undefined);
  await bench.until(() => own("a") === 0.5, "the last one");
});

test("nothing is edited in performance mode, nor on a page that may only look", async () => {
  const { bench, sheet, row, own, live, show } = await openSheet();
  bench.composer.lock.become("perform");
  sheet.type(row("lamp/level"), 0, "0.7", undefined);
  await bench.until(() => live.news.text.includes("was not sent"), "it says why");
  expect([own("a"), show.state.revision]).toEqual([0.25, 0]);
});

describe("what is typed into a cell", () => {
  test.each([
    ["0.5", 1, 0.5],
    ["0,5", 1, 0.5],
    ["-3", 0, -3],
    ["1e3", 0, 1000],
    ["", 1, undefined],
    ["one", 1, undefined],
    ["NaN", 1, undefined],
    ["on", false, true],
    ["OFF", true, false],
    ["1", true, true],
    ["maybe", true, undefined],
    ["12", "text", "12"],
    [" kept ", "text", " kept "],
    ["1 0.5 0", [0, 0, 0], [1, 0.5, 0]],
    ["[1, 0.5, 0]", [0, 0, 0], [1, 0.5, 0]],
    ["1, 0.5, 0", [0, 0, 0], [1, 0.5, 0]],
    ["1 0,5 0", [0, 0, 0], [1, 0.5, 0]],
    ["1 0.5", [0, 0, 0], undefined],
    ["#ff8000", [0, 0, 0], [1, 0.502, 0]],
    ["#ff8000", [0, 0, 0, 0], [1, 0.502, 0, 1]],
    ["0.5", undefined, 0.5],
    ["true", undefined, true],
    ["dusk", undefined, "dusk"],
    ["[1", undefined, undefined],
  ] as const)("%j where %j stands is %j", (text, like, value) => {
    expect(readCell(text, like as never)).toEqual(value);
  });
});
