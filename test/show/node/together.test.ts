import { afterEach, describe, expect, test } from "vitest";
import type { ZocpNode } from "../../../src/index.ts";
import { SimulatedStage, show, valueAt } from "./stage.ts";

const ALL = show({
  cues: [
    { id: "a", cue: "1", all: true, values: { "left/level": 1, "right/level": 1, "old/level": 1, "away/level": 1 } },
    { id: "b", cue: "2", values: { "left/level": 0.5 } },
  ],
});

let stage = new SimulatedStage();
afterEach(async () => {
  await stage.stop();
  stage = new SimulatedStage();
});

/** When each lamp has its new value, in milliseconds of the network. */
async function whenOn(lamps: readonly ZocpNode[], milliseconds: number): Promise<readonly (number | undefined)[]> {
  const when = lamps.map((): number | undefined => undefined);
  for (const [index, lamp] of lamps.entries())
    lamp.on("changed", () => {
      when[index] ??= stage.network.now;
    });
  await stage.network.run(milliseconds);
  return when;
}

describe("a cue whose targets begin together", () => {
  test("begins on all that are here at one moment, whatever their clocks show", async () => {
    const hosts = [{ offset: 5000, drift: 80 }, { drift: -90 }].map((clock) => stage.network.host({ clock }));
    const lamps = [await stage.lamp("left", hosts[0]), await stage.lamp("right", hosts[1])];
    const old = await stage.oldNode("old", (node) => node.register("level", 0, "flt", "rwe"));
    const harbour = await stage.show(ALL);
    await stage.wait(3);
    stage.network.change({ delay: 4, jitter: 6 });
    const begun = stage.network.now;
    expect(await harbour.go()).toEqual({ accepted: true, text: "1" });
    const [left = Number.NaN, right = Number.NaN] = await whenOn(lamps, 700);
    expect(Math.abs(left - right)).toBeLessThan(2);
    expect(left - begun).toBeGreaterThan(45);
    expect(old.value("level")).toBe(1);
  });

  test("begins on none when one refuses, and says whose fault that is", async () => {
    const lamps = [await stage.lamp("left"), await stage.lamp("right")];
    const harbour = await stage.show(ALL);
    await stage.wait(3);
    lamps[1]?.lock("being repaired");
    await harbour.go();
    await stage.wait(2);
    expect(lamps.map((lamp) => valueAt(lamp, "level"))).toEqual([0, 0]);
    const notes = harbour.state.notes.map(({ text }) => text);
    expect(notes.join()).toMatch(
      /show\/1#1 was not played, for all of its targets were to begin together: right.*being repaired/,
    );
    lamps[1]?.unlock();
    await harbour.go();
    await stage.wait(1);
    expect(valueAt(lamps[0] as ZocpNode, "level")).toBe(0.5);
  });

  test("begins on none when one does not answer in time", async () => {
    const host = stage.network.host();
    const lamps = [await stage.lamp("left"), await stage.lamp("right", host)];
    const harbour = await stage.show(ALL);
    await stage.wait(3);
    host.sleep();
    await harbour.go();
    await stage.wait(1);
    expect(valueAt(lamps[0] as ZocpNode, "level")).toBe(0);
    const notes = harbour.state.notes.map(({ text }) => text);
    expect(notes.join()).toContain("right did not answer in time");
    host.wake();
  });
});

describe("GO that is dated by the clock that nodes share", () => {
  test("is refused when it is old, and taken when it is not; another timeline says nothing", async () => {
    await stage.lamp("left");
    const desk = await stage.node("desk", () => {}, { host: stage.network.host({ clock: { offset: 90_000 } }) });
    const harbour = await stage.show(ALL);
    await stage.network.until(Promise.all([desk.clock.sync(), harbour.node.clock.sync()]));
    const remote = await stage.network.until(desk.waitFor("show"));
    const press = (sent: number, timeline = desk.clock.timeline) =>
      stage.network.until(remote.call("show.go", [{ sent, timeline }]));
    expect(await press(desk.clock.now() - 2000)).toEqual(
      new Map<string, unknown>([
        ["accepted", false],
        ["text", "it was pressed 2.0 s ago"],
      ]),
    );
    expect(await press(desk.clock.now())).toEqual(
      new Map<string, unknown>([
        ["accepted", true],
        ["text", "1"],
      ]),
    );
    await stage.wait(1);
    expect(await press(0, "of yesterday")).toEqual(
      new Map<string, unknown>([
        ["accepted", true],
        ["text", "2"],
      ]),
    );
  });
});
