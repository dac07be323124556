import { describe, expect, test } from "vitest";

import type { DemoState } from "../../../src/cli/demo/demo.ts";
import { drawStage } from "../../../src/cli/demo/stage.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import { sceneAt } from "./scene.ts";

const HINTS = ["npx zocp go", "npx zocp ls"];

/** The picture without its colours, line by line. */
function draw(columns: number, rows: number, other: Partial<DemoState> = {}, trail: readonly number[] = []): string {
  const canvas = drawStage(sceneAt(75, other), { columns, rows, ink: makeInk("none"), trail, hints: HINTS });
  return canvas.texts().join("\n");
}
const WIRES = [
  { emitter: "oscillator/wave", sensor: "lamp-left/brightness", made: true },
  { emitter: "fader/level", sensor: "lamp-right/brightness", made: true },
  { emitter: "fader/level", sensor: "oscillator/amplitude", made: true },
];

describe("the stage on a terminal of 80 columns", () => {
  test("shows the emitters with their values, the lamps, the cue and the keys", () => {
    const picture = draw(80, 24, { wires: WIRES }, [0, 0.5, 1]);
    for (const text of [
      "zocp demo",
      "five nodes, on this machine only",
      "1:15",
      "oscillator",
      "0.20 Hz",
      "drifts by itself",
      "before the first cue",
      "next: 1 House lights",
      "g GO",
      "b BACK",
      "q end",
      "▁▅█",
    ])
      expect(picture, text).toContain(text);
    expect(picture).toMatch(/wave .* 0\.50 /);
    expect(picture).toMatch(/level .* 0\.25 /);
    expect(picture).toMatch(/━{5}·{15}/);
  });

  test("shows a wire that is made as a line, and one that is not as dots", () => {
    expect(draw(80, 24, { wires: WIRES })).toMatch(/●─+▶/);
    const cut = draw(80, 24, { wires: WIRES.map((wire) => ({ ...wire, made: false })) });
    expect(cut).not.toMatch(/─▶/);
    expect(cut).toMatch(/○[ ·]+▷/);
  });

  test("shows how far a cue is, the end of the list, and a hand on the fader", () => {
    const picture = draw(80, 24, { cue: { active: "2 Dusk", next: "", progress: 0.5 }, touched: true });
    for (const text of ["2 Dusk", "the end", "g begin anew", "holds", "space let it drift"])
      expect(picture).toContain(text);
    expect(picture).toMatch(/2 Dusk +━{6}·{6}/);
  });

  test("shows who came by, cut to the room that there is, and nothing that disturbs a terminal", () => {
    expect(draw(80, 24, { guests: ["desk"] })).toContain("also here: desk");
    const many = draw(80, 24, { guests: ["a\u001b[2J", "b".repeat(60)] });
    expect(many).toMatch(/also here: .*…/);
    expect(many).not.toContain("\u001b");
  });

  test("says that the nodes look for each other", () => {
    expect(draw(80, 24, { found: false })).toContain("five nodes look for each other …");
  });
});

describe("the stage on a small terminal", () => {
  test("is a list", () => {
    const picture = draw(60, 16);
    for (const text of ["oscillator/wave", "fader/level", "lamp-left", "lamp-right"]) expect(picture).toContain(text);
    expect(picture).not.toContain("▶");
  });

  test.each([
    [20, 5],
    [1, 1],
    [40, 10],
    [71, 24],
    [72, 19],
    [300, 100],
  ])("%i columns and %i rows are never exceeded", (columns, rows) => {
    const lines = draw(columns, rows, { wires: WIRES, guests: ["desk".repeat(30)] }, Array(60).fill(1)).split("\n");
    expect(lines).toHaveLength(rows);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
  });

  test("hints stand where there is room for them", () => {
    expect(draw(80, 40)).toContain("npx zocp ls");
    expect(draw(60, 12)).not.toContain("npx zocp ls");
  });
});
