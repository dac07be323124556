import { expect, test } from "vitest";
import { Fields } from "../../../src/bridges/core/fields.ts";
import type { BridgeDescription } from "../../../src/bridges.ts";
import { drawBridges, type ShownBridge } from "../../../src/cli/bridges/draw-bridges.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import { exportRule, importRule, Stage } from "../../bridges/core/machine/stage.ts";

const SEND = new Map([["send", ["udp://10.0.0.5:8000"]]]);

function shown(stage: Stage): ShownBridge {
  return {
    node: { name: "osc" },
    description: { own: new Fields(SEND, "") } as BridgeDescription,
    protocol: { places: ["udp://127.0.0.1:9000"] },
    counts: stage.machine.counts,
    machine: stage.machine,
    now: stage.now,
  };
}

const draw = (bridges: readonly ShownBridge[], rows: number, news: Parameters<typeof drawBridges>[0]["news"] = []) =>
  drawBridges({ bridges, news }, { columns: 92, rows, ink: makeInk("none") }).texts();

test("shows where a bridge listens, what is mapped and what it is, who spoke, and what has happened", () => {
  const stage = new Stage({
    imports: [importRule("/fader{n}", "fader{n}", { kind: { min: 0, max: 1 } }), importRule("/still", "still")],
    exports: [exportRule("lamp/*", "/{parameter}")],
  });
  stage.input("/fader10", 0.123_456_789).input("/fader2", 1).node("lamp", { level: {} }).remote("lamp", "level", 0.5);
  stage.pass(3000).input("/fader2", 7).input("/unknown", 1).pass(1);
  const at = new Date(2026, 11, 1, 21, 4);
  expect(
    draw([shown(stage)], 14, [{ at, bridge: "osc", word: "refused", text: "/fader2: 7 is over the maximum 1" }]),
  ).toEqual([
    " osc: listens on udp://127.0.0.1:9000, sends to udp://1…  4 in  0 out  1 refused  1 ignored",
    " heard: 10.0.0.5 (4, now)",
    "",
    " /fader2  ↔ osc/fader2  1             10.0.0.5  3 s ago",
    " /fader10 ↔ osc/fader10 0.123457      10.0.0.5  3 s ago",
    " /level   ← lamp/level  0.5           3 s ago",
    " /still   ↔ osc/still   ·",
    ...["", "", "", "", ""],
    " 21:04  refused   /fader2: 7 is over the maximum 1",
    " Ctrl-C ends it",
  ]);
});

test("says that nobody has spoken, and what waits for a control", () => {
  const stage = new Stage({ auto: true });
  expect(draw([shown(stage)], 8).slice(1, 4)).toEqual([" nobody has spoken yet", "", " nothing is mapped yet"]);
  stage.machine.learn("lamp/level", stage.now);
  expect(draw([shown(stage)], 8)[1]).toBe(" move a control: it becomes lamp/level");
});

test("where there is no room for all, shows those that moved last", () => {
  const stage = new Stage({ auto: true });
  for (let n = 0; n < 30; n++) stage.input(`/a${n}`, n).pass(10);
  const lines = draw([shown(stage)], 12);
  expect(lines[3]).toContain("/a25");
  expect(lines[8]).toBe(" and 25 mappings more that moved less lately");
});

test("fits into a terminal of any size", () => {
  const stage = new Stage({ auto: true });
  for (let n = 0; n < 30; n++) stage.input(`/a-very-long-name-of-an-address-${n}`, "a long text that has no room");
  const news = [{ at: new Date(0), bridge: "osc", word: "note", text: "x".repeat(200) }];
  for (const columns of [1, 20, 40, 200])
    for (const rows of [1, 3, 5, 60]) {
      const canvas = drawBridges(
        { bridges: [shown(stage), shown(stage)], news },
        { columns, rows, ink: makeInk("full") },
      );
      expect(canvas.lines()).toHaveLength(rows);
    }
});
