import { afterEach, beforeEach, expect, test } from "vitest";

import type { LinkState, ZocpNode } from "../../../src/index.ts";
import type { ShowNode } from "../../../src/show.ts";
import { hang, SimulatedStage, show, valueAt } from "../node/stage.ts";

const HARBOUR = show({
  scenes: { blackout: { values: { "lamp/level": 0 } } },
  cues: [
    { id: "a", cue: "1", over: 20, values: { "lamp/level": 1 } },
    { id: "b", cue: "2", calls: [["lamp", "play", ["rain"]]] },
    { id: "c", cue: "3", fire: { "lamp/bang": true } },
  ],
});

let stage = new SimulatedStage();
beforeEach(() => {
  stage = new SimulatedStage();
});
afterEach(() => stage.stop());

const ACTS: readonly (readonly [string, (show: ShowNode) => Promise<unknown>])[] = [
  ["PAUSE", (one) => one.pause()],
  ["a rate", (one) => one.pace(4)],
  ["PANIC", (one) => one.panic()],
  ["the end of a blackout", (one) => one.blackout(false)],
  ["a cue that calls", (one) => one.standby("2").then(() => one.go())],
  ["a cue that fires an event", (one) => one.standby("3").then(() => one.go())],
];

test.each(ACTS)("%s of a show that was replaced, and does not know it, changes nothing", async (_, act) => {
  const played: unknown[] = [];
  const lamp = await stage.node("lamp", (node) => {
    hang(node);
    node.bool("bang", false, { access: "rwe", event: true });
    node.handle("play", ([what]) => played.push(what));
  });
  lamp.parameter("bang").on("changed", ({ value }) => played.push(value));
  const first = await stage.show(HARBOUR);
  await first.go();
  await first.blackout();
  await stage.wait(1);
  await replace(async (successor) => {
    const remote = await stage.network.until(successor.waitFor("lamp"));
    await stage.network.until(remote.fade("level", 1, { over: 20, show: "show", term: 7, tag: "show/1#9" }).accepted);
  });
  await act(first);
  await stage.wait(2);
  expect([played, valueAt(lamp)]).toEqual([[], 0]);
  const desk = await stage.node("desk");
  const remote = await stage.network.until(desk.waitFor("lamp"));
  await stage.network.until(remote.releaseOverlays("show/blackout"));
  const begun = Number(valueAt(lamp));
  await stage.wait(1);
  expect(Number(valueAt(lamp)) - begun).toBeCloseTo(0.05, 2);
  expect(begun).toBeGreaterThan(0.2);
});

const WIRED = show({
  values: { "lamp/colour": [1, 0, 0] },
  wires: [["desk/other", "lamp/level"]],
  cues: [
    { id: "a", cue: "1", wires: { make: [["desk/fader", "lamp/level"]] } },
    { id: "b", cue: "2", wires: { cut: [["desk/kept", "lamp/level"]] } },
  ],
});

/** A desk and a lamp with one link, and a show that may make and cut others. */
async function patch(): Promise<{ readonly desk: ZocpNode; readonly lamp: ZocpNode; readonly first: ShowNode }> {
  const lamp = await stage.lamp("lamp");
  const desk = await stage.node("desk", (node) => {
    for (const name of ["fader", "kept", "other"]) node.float(name, 0, { access: "re" });
  });
  await stage.network.until(desk.connect("desk/kept", "lamp/level", { decide: true }));
  return { desk, lamp, first: await stage.show(WIRED) };
}

test.each(["lamp", "desk"])(
  "what a show that was replaced loads, and its cues make or cut, is refused when only the %s knows that",
  async (which) => {
    const { desk, lamp, first } = await patch();
    await replace(async (successor) => {
      const remote = await stage.network.until(successor.waitFor(which));
      await stage.network.until(remote.call("zocp.stop", ["none"], { show: "show", term: 7 }));
    });
    const notes: string[] = [];
    first.on("note", ({ text }) => notes.push(text));
    await first.go();
    await stage.wait(3);
    await first.go();
    await stage.wait(3);
    const { outcome } = await stage.network.until(first.load());
    await stage.wait(3);
    const made = ({ state }: LinkState): boolean => state === "made";
    for (const node of [desk, lamp])
      expect(node.links.filter(made).map(({ emitter }) => emitter.parameter)).toEqual(["kept"]);
    expect(notes).toEqual([expect.stringContaining(LATE), expect.stringContaining(LATE)]);
    const reasons = outcome.refused.map(({ change: { kind }, reason }) => [kind, reason]);
    if (which === "lamp") {
      expect(reasons).toEqual(["make", "value"].map((kind) => [kind, expect.stringContaining(LATE)]));
      expect(valueAt(lamp, "colour")).toEqual([0, 0, 0]);
    } else expect(reasons).toEqual([["make", expect.stringContaining(LATE)]]);
  },
);

/** Another machine plays the show in its place, and is lost; the show was out of reach meanwhile and knows nothing of it. */
async function replace(act: (successor: ZocpNode) => Promise<void>): Promise<void> {
  const { network } = stage;
  const first = network.hosts.at(-1);
  const host = network.host();
  network.partition(first === undefined ? [] : [first]);
  const successor = await stage.node(
    "successor",
    (node) => node.setMetadata("_role", { of: "show", plays: true, term: 7, presses: 0, since: 0, auto: false }),
    { host },
  );
  await act(successor);
  stage.kill(host);
  network.heal();
  await stage.wait(4);
}

const LATE = "another show has taken over (its term is 7, this one has 0)";
