import { afterEach, describe, expect, test } from "vitest";
import { hang, lastChange, SimulatedStage, show, valueAt } from "./stage.ts";

const TWO = show({
  values: { "lamp/level": 0, "house/level": 0 },
  scenes: { blackout: { values: { "lamp/level": 0 } } },
  cues: [
    { id: "a", cue: "1", over: 4, values: { "lamp/level": 1, "house/level": 1 } },
    { id: "b", cue: "2", over: 1, values: { "lamp/level": 0.5 } },
  ],
});

let stage = new SimulatedStage();
afterEach(async () => {
  await stage.stop();
  stage = new SimulatedStage();
});

describe("a node that comes late", () => {
  test("in the middle of a fade is on the line at once, and ends with the others", async () => {
    const house = await stage.lamp("house");
    const harbour = await stage.show(TWO);
    const houseEnds = lastChange(house);
    await harbour.go();
    await stage.wait(0.6);
    const lamp = await stage.lamp("lamp");
    const lampEnds = lastChange(lamp);
    await stage.network.until(() => Number(valueAt(lamp)) > 0);
    expect(Math.abs(Number(valueAt(lamp)) - Number(valueAt(house)))).toBeLessThan(0.02);
    await stage.wait(5);
    expect([valueAt(lamp), valueAt(house)]).toEqual([1, 1]);
    expect(Math.abs(lampEnds() - houseEnds())).toBeLessThanOrEqual(50);
  });

  test("after that goes there soon, and nothing that it is greeted with or sets itself keeps it", async () => {
    await stage.lamp("house");
    const harbour = await stage.show(TWO);
    await harbour.go();
    await stage.wait(5);
    const lamp = await stage.node("lamp", hang);
    await stage.network.until(() => Number(valueAt(lamp)) === 1);
    lamp.set("level", 0.2);
    await stage.wait(8);
    expect(valueAt(lamp)).toBe(1);
    // Then its own program wins.
    lamp.set("level", 0.3);
    await stage.wait(8);
    expect(valueAt(lamp)).toBe(0.3);
  });

  test("keeps its look although a link greets it with the value of a fader that nobody touches", async () => {
    const desk = await stage.node("desk", (node) => node.float("fader", 0.2, { access: "re" }));
    await stage.lamp("house");
    const harbour = await stage.show(TWO);
    await harbour.go();
    await stage.wait(5);
    const lamp = await stage.lamp("lamp");
    await stage.wait(1);
    await stage.network.until(lamp.connect("desk/fader", "lamp/level"));
    await stage.network.until(() => valueAt(lamp) === 0.2);
    await stage.wait(8);
    expect(valueAt(lamp)).toBe(1);
    desk.set("fader", 0.4);
    await stage.wait(1);
    expect(valueAt(lamp)).toBe(0.4);
  });

  test("under a blackout is dark, and has the look when that ends", async () => {
    await stage.lamp("house");
    const harbour = await stage.show(TWO);
    await harbour.blackout();
    await harbour.go();
    await stage.wait(5);
    const lamp = await stage.lamp("lamp");
    const bright: unknown[] = [];
    lamp.parameter("level").on("changed", ({ value }) => bright.push(value));
    await stage.wait(4);
    expect([valueAt(lamp), bright]).toEqual([0, []]);
    await harbour.blackout(false);
    await stage.wait(1.5);
    expect(valueAt(lamp)).toBe(1);
  });
});

describe("another node of the same name", () => {
  test("is told with its id, and gets nothing as long as the one before it lives", async () => {
    const lamp = await stage.lamp("lamp");
    const harbour = await stage.show(TWO);
    const twin = await stage.lamp("lamp");
    await stage.wait(2);
    await harbour.goto("1", { instant: true });
    await stage.wait(1);
    expect([valueAt(lamp), valueAt(twin)]).toEqual([1, 0]);
    const { trouble } = harbour.state.nodes.find(({ name }) => name === "lamp") ?? {};
    expect(trouble).toContain(`only ${lamp.id.slice(0, 8)} is sent to`);
    expect(trouble).toContain(twin.id.slice(0, 8));
  });

  test("takes its place when it dies", async () => {
    const host = stage.network.host();
    await stage.lamp("lamp", host);
    const harbour = await stage.show(TWO);
    await harbour.goto("1", { instant: true });
    await stage.wait(1);
    stage.kill(host);
    const again = await stage.lamp("lamp", host);
    await stage.wait(5);
    expect(valueAt(again)).toBe(1);
    await stage.wait(40);
    expect(harbour.state.nodes.find(({ name }) => name === "lamp")).toMatchObject({ id: again.id, trouble: undefined });
  });
});
