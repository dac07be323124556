import { describe, expect, test } from "vitest";

import type { DemoState } from "../../../src/cli/demo/demo.ts";
import { Narrator } from "../../../src/cli/demo/narrator.ts";
import { sceneAt } from "./scene.ts";

const values = "wave 0.50  fader 0.25  lamp-left 0.50 [#####.....]  lamp-right 0.25 [###.......]";
const tell = (narrator: Narrator, time: number, scene: Partial<DemoState> = {}) => narrator.tell(sceneAt(time, scene));

describe("the demo in lines", () => {
  test("says nothing before its nodes have found each other", () => {
    const narrator = new Narrator();
    expect(tell(narrator, 0, { found: false })).toEqual([]);
    expect(tell(narrator, 5, { found: false })).toEqual([]);
    expect(tell(narrator, 5.04)).toEqual([
      "   5.0 s  found each other: oscillator, fader, lamp-left, lamp-right, show",
      `   5.0 s  ${values}`,
    ]);
  });

  test("says each wire that is made and cut, once", () => {
    const narrator = new Narrator();
    const wire = { emitter: "fader/level", sensor: "lamp-right/brightness" };
    tell(narrator, 0);
    expect(tell(narrator, 0.1, { wires: [{ ...wire, made: true }] })).toEqual([
      "   0.1 s  wired: fader/level → lamp-right/brightness",
    ]);
    expect(tell(narrator, 0.2, { wires: [{ ...wire, made: true }] })).toEqual([]);
    expect(tell(narrator, 0.3, { wires: [{ ...wire, made: false }] })).toEqual([
      "   0.3 s  cut: fader/level → lamp-right/brightness",
    ]);
    expect(tell(narrator, 0.4, { wires: [{ ...wire, made: false }] })).toEqual([]);
  });

  test("says each cue, and when it is before the first again", () => {
    const narrator = new Narrator();
    const at = (active: string) => ({ cue: { active, next: "", progress: 1 } });
    tell(narrator, 0);
    expect(tell(narrator, 0.1, at("2 Dusk"))).toEqual(["   0.1 s  cue: 2 Dusk"]);
    expect(tell(narrator, 0.2, at("2 Dusk"))).toEqual([]);
    expect(tell(narrator, 0.3, at(""))).toEqual(["   0.3 s  cue: before the first"]);
  });

  test("says who comes by, and that they left; a name does not disturb the terminal", () => {
    const narrator = new Narrator();
    tell(narrator, 0);
    expect(tell(narrator, 0.1, { guests: ["desk", "x\u001b[2J"] })).toEqual(["   0.1 s  also here: desk, x\\u001b[2J"]);
    expect(tell(narrator, 0.2, { guests: ["desk"] })).toEqual(["   0.2 s  also here: desk"]);
    expect(tell(narrator, 0.3, { guests: [] })).toEqual(["   0.3 s  the guests have left"]);
  });

  test("says values once a second, and only when they changed", () => {
    const narrator = new Narrator();
    expect(tell(narrator, 0)).toHaveLength(2);
    expect(tell(narrator, 0.9, { fader: 0.5 })).toEqual([]);
    expect(tell(narrator, 1, { fader: 0.5 })).toEqual([`   1.0 s  ${values.replace("fader 0.25", "fader 0.50")}`]);
    expect(tell(narrator, 3, { fader: 0.5 })).toEqual([]);
    expect(tell(narrator, 3.5, { fader: 0.501 })).toEqual([]);
    expect(tell(narrator, 3.6, { fader: 0.51 })).toHaveLength(1);
  });

  test("says no values any more after the time that was given, but what happens", () => {
    const narrator = new Narrator({ valuesFor: 6 });
    tell(narrator, 0);
    expect(tell(narrator, 5, { fader: 1 })).toHaveLength(1);
    expect(tell(narrator, 6, { fader: 0 })).toEqual([]);
    expect(tell(narrator, 7200.25, { guests: ["desk"] })).toEqual(["7200.3 s  also here: desk"]);
  });

  test("draws a bar from empty to full", () => {
    const bars = [0, 0.04, 0.05, 0.5, 0.96, 1].map((brightness) => {
      const [, line = ""] = tell(new Narrator(), 0, { lamps: [{ name: "lamp", brightness, colour: [0, 0, 0] }] });
      return /\[.*\]/.exec(line)?.[0];
    });
    expect(bars).toEqual([
      "[..........]",
      "[..........]",
      "[#.........]",
      "[#####.....]",
      "[##########]",
      "[##########]",
    ]);
  });
});

test("in one piece it changes once a second at most", () => {
  const narrator = new Narrator();
  const changed = (time: number, fader: number) => narrator.changed(sceneAt(time, { fader }));
  expect([changed(0, 0), changed(0.5, 1), changed(1, 1), changed(2.5, 1), changed(3.5, 0)]).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
});
