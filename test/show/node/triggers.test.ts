import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "../../../src/index.ts";
import { isOn, Triggers } from "../../../src/show/node/triggers.ts";
import { SimulatedStage, show, valueAt } from "./stage.ts";

test("true, numbers but 0, and texts that are not empty are on", () => {
  const on: readonly Json[] = [true, 1, -0.5, 1n, "x"];
  const off: readonly Json[] = [false, 0, -0, Number.NaN, 0n, "", null, [1], new Map()];
  expect([on.every(isOn), off.some(isOn)]).toEqual([true, false]);
});

describe("a link", () => {
  test("presses with every event that is on", () => {
    const triggers = new Triggers();
    expect([true, true, false, true].map((value) => triggers.presses({ ...BUTTON, value, event: true }))).toEqual([
      ...[true, true, false, true],
    ]);
  });

  test("presses with a state from off to on only, and not with its first value", () => {
    const triggers = new Triggers();
    const values = [1, 1, 0, 0, 0.5, 0.7, 0, 1];
    expect(values.map((value) => triggers.presses({ ...BUTTON, value, event: false }))).toEqual([
      ...[false, false, false, false, true, false, false, true],
    ]);
  });

  test("that is made again is armed anew", () => {
    const triggers = new Triggers();
    triggers.presses({ ...BUTTON, value: 0, event: false });
    triggers.handleLinked(BUTTON.peer, BUTTON.emitter, BUTTON.sensor, undefined);
    expect(triggers.presses({ ...BUTTON, value: 1, event: false })).toBe(false);
    triggers.presses({ ...BUTTON, value: 0, event: false });
    triggers.handleExit(BUTTON.peer);
    expect(triggers.presses({ ...BUTTON, value: 1, event: false })).toBe(false);
  });
});

describe("a show node", () => {
  let stage = new SimulatedStage();
  afterEach(async () => {
    await stage.stop();
    stage = new SimulatedStage();
  });

  test("is pressed by events, by a state that goes on, and by SETs; its parameters can be set, too", async () => {
    const pad = await stage.node("pad", (node) => {
      node.bool("button", false, { access: "re", event: true });
      node.float("fader", 1, { access: "re" });
      node.string("jump", "", { access: "re", event: true });
      node.bool("dark", false, { access: "re" });
    });
    const played = await stage.show(LIST);
    const press = (act: () => void): Promise<void> => {
      act();
      return stage.wait(0.5);
    };
    await stage.network.until(pad.connect("pad/button", "show/go"));
    await stage.network.until(pad.connect("pad/fader", "show/back"));
    await stage.network.until(pad.connect("pad/jump", "show/goto"));
    await stage.network.until(pad.connect("pad/dark", "show/blackout"));
    await press(() => pad.emit("button", true));
    expect(played.state.active).toBe("a");
    await press(() => pad.emit("button", false));
    await press(() => pad.emit("button", true));
    expect(played.state.active).toBe("b");
    await press(() => pad.emit("fader", 0));
    await press(() => pad.emit("fader", 1));
    expect(played.state.active).toBe("a");
    await press(() => pad.emit("jump", "3"));
    expect(played.state).toMatchObject({ active: "c", next: undefined });
    await press(() => pad.emit("dark", true));
    expect(played.state.blackout).toBe(true);
    const remote = await stage.network.until(pad.waitFor("show"));
    await press(() => void remote.set("back", true));
    await press(() => void remote.set("next", "3"));
    await press(() => void remote.set("rate", 2));
    expect(played.state).toMatchObject({ active: "a", next: "c", rate: 2 });
    await press(() => void remote.set("next", "17"));
    expect(valueAt(played.node, "next")).toBe("3");
  });
});

const BUTTON = { peer: "1".repeat(32), emitter: "button", sensor: "go" };
const LIST = show({
  scenes: { blackout: { values: { "lamp/level": 0 } } },
  cues: ["a", "b", "c"].map((id, at) => ({ id, cue: String(at + 1), values: { "lamp/level": at / 2 } })),
});
