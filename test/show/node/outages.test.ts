import { afterEach, describe, expect, test } from "vitest";
import type { Json, ZocpNode } from "../../../src/index.ts";
import { readShowState } from "../../../src/show.ts";
import { SimulatedStage, show, valueAt } from "./stage.ts";

const THREE = show({
  cues: [
    { id: "a", cue: "1", over: 4, values: { "lamp/level": 1, "house/level": 1 } },
    { id: "b", cue: "2", over: 2, values: { "lamp/level": 0.5 } },
    { id: "c", cue: "3", values: { "lamp/level": 0 } },
  ],
});

let stage = new SimulatedStage();
afterEach(async () => {
  await stage.stop();
  stage = new SimulatedStage();
});

describe("GO", () => {
  test("twice within a tenth of a second is one cue", async () => {
    await stage.lamp("lamp");
    const harbour = await stage.show(THREE);
    await harbour.go();
    await stage.wait(0.1);
    expect(await harbour.go()).toEqual({ accepted: false, text: "within 250 ms of the last" });
    expect(harbour.state.next).toBe("b");
  });

  test.each([
    {
      how: "with what was next and when",
      press: (state: { now: number; next?: string | undefined }) => ({ standby: state.next, sent: state.now }),
    },
    { how: "without a word", press: () => ({}) },
  ])("pressed twice in an outage of 5 s, $how, plays nothing when it is over", async ({ press }) => {
    await stage.lamp("lamp");
    const [desk, harbour] = [await stage.node("desk"), await stage.show(THREE)];
    const remote = await stage.network.until(desk.waitFor("show"));
    const state = readShowState(await stage.network.until(remote.call("show.state")));
    const [deskHost] = stage.network.hosts.slice(-2);
    deskHost?.unplug();
    const answers: unknown[] = [];
    for (const name of ["p1", "p2"]) {
      await stage.wait(1);
      const call = remote.call("show.go", [{ press: name, ...press(state) }], { timeout: 20_000 });
      call.then(
        (answer: Json) => answers.push(answer),
        (error: unknown) => answers.push(error),
      );
    }
    await stage.wait(3);
    deskHost?.plug();
    await stage.wait(20);
    expect(harbour.state).toMatchObject({ active: undefined, next: "a" });
    expect(answers).toHaveLength(2);
  });
});

describe("in the middle of a cue", () => {
  test("the show node dies, and everything arrives", async () => {
    const [lamp, house] = [await stage.lamp("lamp"), await stage.lamp("house")];
    const host = stage.network.host();
    const harbour = await stage.show(THREE, { host });
    await harbour.go();
    await stage.wait(1);
    stage.kill(host);
    await stage.wait(10);
    expect([valueAt(lamp), valueAt(house)]).toEqual([1, 1]);
  });

  test("a network that falls apart lets both sides arrive, and what was missed is made good", async () => {
    const host = stage.network.host();
    const [lamp, house] = [await stage.lamp("lamp", host), await stage.lamp("house")];
    const harbour = await stage.show(THREE);
    await harbour.go();
    await stage.wait(1);
    host.unplug();
    await stage.wait(1);
    await harbour.go();
    await stage.wait(9);
    expect([valueAt(lamp), valueAt(house)]).toEqual([1, 1]);
    host.plug();
    await stage.wait(20);
    expect(valueAt(lamp)).toBe(0.5);
  });

  test("a hand that took a parameter while the show was out of reach keeps it", async () => {
    const host = stage.network.host();
    const lamp = await stage.lamp("lamp", host);
    const harbour = await stage.show(THREE);
    await harbour.go();
    await stage.wait(5);
    host.unplug();
    await stage.wait(1);
    await harbour.go();
    await stage.wait(4);
    await hand(lamp, 0.3);
    host.plug();
    await stage.wait(20);
    expect(valueAt(lamp)).toBe(0.3);
  });
});

describe("a hand", () => {
  test("keeps what it takes in the middle of a fade, and the rest goes on", async () => {
    const [desk, lamp, house] = [await stage.node("desk"), await stage.lamp("lamp"), await stage.lamp("house")];
    const harbour = await stage.show(THREE);
    await harbour.go();
    await stage.wait(1);
    await stage.network.until((await stage.network.until(desk.waitFor("lamp"))).set("level", 0.9));
    await stage.wait(5);
    expect([valueAt(lamp), valueAt(house)]).toEqual([0.9, 1]);
    expect(harbour.state.grabbed).toEqual(new Map([["lamp/level", "desk"]]));
    await harbour.go();
    await stage.wait(3);
    expect(valueAt(lamp)).toBe(0.5);
  });
});

describe("a show that starts again", () => {
  test("sends nothing, and goes on where it was", async () => {
    const host = stage.network.host();
    const lamp = await stage.lamp("lamp");
    const harbour = await stage.show(THREE, { host });
    await harbour.go();
    await stage.wait(5);
    const { active, next } = harbour.state;
    const position = { active, next, starts: 1, nodes: new Map([["lamp", { id: lamp.id, heard: 1 }]]) };
    stage.kill(host);
    lamp.set("level", 0.7);
    const again = await stage.show(THREE, { host, position });
    await stage.wait(10);
    expect(valueAt(lamp)).toBe(0.7);
    expect(await again.go()).toEqual({ accepted: true, text: "2" });
    await stage.wait(3);
    expect(valueAt(lamp)).toBe(0.5);
  });
});

/** Somebody moves a fader of the lamp itself. */
async function hand(lamp: ZocpNode, value: number): Promise<void> {
  lamp.set("level", value);
  await stage.wait(0.1);
}
