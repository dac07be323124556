import { describe, expect, test } from "vitest";

import type { Act } from "../../../src/cli/monitor/acts.ts";
import { Monitor } from "../../../src/cli/monitor/monitor.ts";
import { NewestOnly } from "../../../src/cli/monitor/newest-only.ts";
import type { SeenNetwork } from "../../../src/cli/monitor/seen.ts";
import { makeInk } from "../../../src/cli/screen/ink.ts";
import { idOf, keys, network, node, parameter, stage } from "./stage.ts";

const SIZE = { columns: 80, rows: 24, ink: makeInk("none") };

function open(seen: SeenNetwork = stage()) {
  const monitor = new Monitor();
  monitor.handleNetwork(seen);
  return {
    monitor,
    press: (...words: string[]): Act[] => keys(...words).flatMap((key) => [...monitor.handleKey(key, 0)]),
    text: (): string => monitor.draw(SIZE, 0).texts().join("\n"),
  };
}

const [LAMP, DESK] = [idOf("lamp"), idOf("desk")];
const LEVEL = { id: LAMP, path: "level" };
/** The desk and its two parameters come first, then the lamp. */
const TO_LEVEL = ["down", "down", "down", "down"];
const TO_ON = [...TO_LEVEL, "down"];

describe("a value", () => {
  test("is written with Enter, in place of the one that was there, and sent with Enter", () => {
    const { press, text } = open();
    expect(press(...TO_LEVEL, "enter")).toEqual([]);
    expect(text()).toContain("level     = 0.5");
    expect(press("0.75")).toEqual([]);
    expect(text()).toContain("level     = 0.75");
    expect(press("enter")).toEqual([{ type: "set", place: LEVEL, value: 0.75 }]);
  });

  test("can be begun with its first digit", () => {
    expect(open().press(...TO_LEVEL, "1", "enter")).toEqual([{ type: "set", place: LEVEL, value: 1 }]);
  });

  test.each([
    ["a text as it is", [...TO_LEVEL, "down", "down", "down"], ["enter", " two"], "Act one two"],
    ["a bool by its words", TO_ON, ["enter", "yes"], true],
    ["a percentage of the range", TO_LEVEL, ["enter", "25%"], 0.25],
  ])("is read as on the command line: %s", (_, way, words, value) => {
    expect(open().press(...way, ...words, "enter")).toMatchObject([{ type: "set", value }]);
  });

  test("stays as it is at Escape, and where nothing was written", () => {
    const { press, monitor } = open();
    expect(press(...TO_LEVEL, "enter", "0.9", "escape")).toEqual([]);
    expect(press("enter", "ctrl-u", "enter")).toEqual([]);
    expect(monitor.mode).toBe("browse");
  });

  test("that cannot be is not sent: the reason is told, and it can be written better", () => {
    const { press, text } = open(network([node("a", [parameter("v", { typeHint: "vec2f", value: [0, 0] })])]));
    expect(press("down", "enter", "1 x", "enter")).toEqual([]);
    expect(text()).toContain('"x" is no number');
    expect(press("backspace", "2", "enter")).toMatchObject([{ type: "set", value: [1, 2] }]);
  });

  test("is not offered where the parameter cannot be set", () => {
    const { press, text, monitor } = open();
    expect(press(...TO_ON, "down", "down", "down", "enter")).toEqual([]);
    expect(monitor.mode).toBe("browse");
    expect(text()).toContain('lamp/heat cannot be set: its access is "r", without w');
    expect(press("right", " ")).toEqual([]);
  });

  test("goes by steps, on from the one that is wanted, and not beyond its range", () => {
    const { press, monitor } = open();
    const values = press(...TO_LEVEL, "right", "right", "-", "shift-right").map((act) => "value" in act && act.value);
    expect(values).toEqual([0.51, 0.52, 0.51, 0.61]);
    monitor.handleSettled(LEVEL);
    expect(press("left")).toEqual([{ type: "set", place: LEVEL, value: 0.49 }]);
    const many = press(...Array<string>(30).fill("shift-left"));
    expect(many.at(-1)).toMatchObject({ value: 0 });
    expect(many.length).toBeLessThan(10);
  });

  test("of a bool is switched with Space, of an event fired; other keys do not move it", () => {
    const { press } = open();
    expect(press(...TO_ON, " ")).toEqual([{ type: "set", place: { id: LAMP, path: "on" }, value: true }]);
    expect(press("down", " ")).toEqual([{ type: "set", place: { id: LAMP, path: "fire" }, value: true }]);
    expect(press("right", "z", "y", "0")).toEqual([]);
  });
});

describe("a wire", () => {
  const fader = { id: DESK, path: "fader" };

  test("is made from an emitter to a sensor that is chosen among all sensors", () => {
    const { press, text, monitor } = open();
    press("down", "w");
    expect(text()).toContain("desk/fader → a sensor:");
    expect(text()).not.toMatch(/title|cue/);
    expect(press("fire", "down", "enter")).toEqual([
      { type: "connect", emitter: fader, sensor: { id: LAMP, path: "fire" } },
    ]);
    expect(monitor.selected?.key).toBe(`${DESK}/fader`);
  });

  test("can begin at the sensor", () => {
    expect(open().press(...TO_ON, "w", "down", "enter")).toMatchObject([
      { type: "connect", sensor: { id: LAMP, path: "on" } },
    ]);
  });

  test("is not made at Escape, on a node, or from what is neither", () => {
    const { press, monitor, text } = open();
    expect(press("down", "w", "down", "escape")).toEqual([]);
    expect(press("w", "home", "enter")).toEqual([]);
    press("escape", "end", "w");
    expect(monitor.mode).toBe("browse");
    expect(text()).toContain("a wire begins at an emitter (e) or a sensor (s)");
  });

  test("is cut after a question, and only by y", () => {
    const { press, text } = open();
    press(...TO_LEVEL, "x");
    expect(text()).toContain("cut desk/fader → lamp/level ?");
    for (const key of ["n", "enter", "escape", "x"]) expect(press(key, "x")).toEqual([]);
    expect(press("escape", "x", "y")).toEqual([{ type: "disconnect", emitter: fader, sensor: LEVEL }]);
    expect(press("home", "x")).toEqual([]);
  });
});

describe("the list", () => {
  test("is filtered while a filter is written, and whole again at Escape", () => {
    const { press, text } = open();
    press("/", "lev");
    expect(text()).toMatch(/lamp .*\n.*level/);
    expect(text()).not.toContain("desk ");
    press("enter");
    expect(text()).toContain("/lev");
    press("escape");
    expect(text()).toContain("fader");
  });

  test("hides and shows the parameters of a node, and of all", () => {
    const { press, text } = open();
    press("enter");
    expect(text()).not.toContain("  fader");
    press("right");
    expect(text()).toContain("  fader");
    press("tab");
    expect(text()).not.toMatch(/fader|level/);
  });

  test("shows many nodes by their names only, and those that are unfolded when a key was pressed", () => {
    const crowd = Array.from({ length: 200 }, (_, index) => node(`node-${index}`, [parameter("a"), parameter("b")]));
    const { press, text, monitor } = open(network(crowd));
    expect(text()).not.toContain("━");
    expect(monitor.shownNodes(18).size).toBe(0);
    press("enter");
    expect(monitor.shownNodes(18)).toEqual(new Set([idOf("node-0")]));
  });

  test("keeps its selection with the name of a node that comes back with another id", () => {
    const { press, monitor } = open();
    press(...TO_LEVEL);
    const back = { ...node("lamp", [parameter("level")]), id: "f".repeat(32) };
    monitor.handleNetwork(network([back, node("desk")]));
    expect(monitor.selected?.key).toBe(`${"f".repeat(32)}/level`);
  });

  test("ends at q, and not while something is written or asked", () => {
    const { press, monitor } = open();
    expect(press("/", "q", "escape", "down", "w", "q", "escape", "x", "q", "?", "q")).toEqual([]);
    expect(monitor.mode).toBe("browse");
    expect(press("q")).toEqual([{ type: "end" }]);
  });

  test("takes a pasted text for no keys", () => {
    const { monitor } = open();
    monitor.handleKey({ name: "text", text: "?" }, 0);
    monitor.handleKey({ name: "escape", text: "" }, 0);
    for (const name of TO_ON) monitor.handleKey({ name, text: "" }, 0);
    expect(monitor.handleKey({ name: "paste", text: " q" }, 0)).toEqual([]);
    expect(monitor.mode).toBe("browse");
  });
});

test("of values that are wanted while one is on its way only the newest is sent, and none after one that was refused", () => {
  const sets = new NewestOnly<number>();
  expect([sets.want("a", 1), sets.want("a", 2), sets.want("a", 3), sets.want("b", 7)]).toEqual([
    ...[1, undefined, undefined, 7],
  ]);
  expect([sets.done("a", true), sets.done("a", true), sets.want("a", 4)]).toEqual([3, undefined, 4]);
  sets.want("a", 5);
  expect([sets.done("a", false), sets.want("a", 6)]).toEqual([undefined, 6]);
});
