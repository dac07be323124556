import { describe, expect, test } from "vitest";

import type { Attempt } from "../../src/zocp/requests/authority.ts";
import { fade } from "./fades/stage.ts";
import { type NodeOptions, SimulatedTransport } from "./simulated-transport.ts";

const [SHOW_KEY, OTHER_KEY] = ["a".repeat(40), "b".repeat(40)];

/** A lamp that is locked but for some, a show, a hand, and a desk with an emitter. */
function rig(lets: readonly string[], keys: { readonly show?: string; readonly hand?: string } = {}) {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  lamp.float("level", 0.5, "rws", { min: 0, max: 1 });
  lamp.act((machine, now) => machine.lock("the show is running", now, lets));
  const named = (name: string, options: NodeOptions = {}) => transport.node(name, options);
  const show = named("show", keys.show === undefined ? {} : { key: keys.show });
  const hand = named("hand", keys.hand === undefined ? {} : { key: keys.hand });
  const desk = named("desk");
  desk.float("fader", 0.25, "re");
  transport.run(100);
  return { transport, lamp, show, hand, desk };
}

describe("a lock that lets the show through", () => {
  test("takes its values, fades, overlays and calls, and nobody else's", () => {
    const { transport, lamp, show, hand } = rig(["show", "understudy"]);
    expect(show.outcome(show.setRemote(lamp, "level", 0.1))).toBe(0.1);
    const cue = fade(show, lamp, { level: 1 }, { over: 1000, tag: "show/1" });
    transport.run(500);
    expect(hand.outcome(hand.setRemote(lamp, "level", 0))).toContain("lamp is locked: the show is running");
    expect(hand.outcome(hand.call(lamp, "zocp.stop", ["*"]))).toContain("lamp is locked");
    expect(show.outcome(show.call(lamp, "zocp.pace", ["show/*", 1]))).toEqual(["level"]);
    transport.run(600);
    expect(cue.ended()).toEqual({ level: ["arrived", ""] });
    fade(show, lamp, { level: 0 }, { overlay: true, tag: "show/blackout" });
    transport.run(50);
    expect(lamp.value("level")).toBe(0);
    expect(hand.outcome(hand.call(lamp, "zocp.release", ["*"]))).toContain("lamp is locked");
    expect(show.outcome(show.call(lamp, "zocp.release", ["show/*"]))).toEqual(["level"]);
    expect(lamp.value("level")).toBe(1);
  });

  test("takes the wires of its cues, made and cut", () => {
    const { transport, lamp, show, hand, desk } = rig(["show"]);
    hand.link("desk/fader", "lamp/level");
    transport.run(3000);
    expect(lamp.value("level")).toBe(0.5);
    show.link("desk/fader", "lamp/level", undefined, "decide");
    transport.run(3000);
    desk.emit("fader", 0.75);
    expect(lamp.value("level")).toBe(0.75);
    show.unlink("desk/fader", "lamp/level");
    transport.run(3000);
    desk.emit("fader", 0.9);
    expect(lamp.value("level")).toBe(0.75);
  });

  test("still registers nothing of it", () => {
    const { lamp, show } = rig(["show"]);
    const description = { typeHint: "int", value: 1, access: "rw" };
    show.act((machine, now) => machine.registerRemote(7, lamp.id, "extra", description, { timeout: 1000, now }));
    expect(show.outcome(7)).toContain("lamp is locked");
  });

  test("knows whoever has a key by the key alone, and says so to who has only the name", () => {
    const { lamp, show, hand } = rig([SHOW_KEY], { show: SHOW_KEY, hand: OTHER_KEY });
    expect(show.outcome(show.setRemote(lamp, "level", 0.1))).toBe(0.1);
    expect(hand.outcome(hand.setRemote(lamp, "level", 0))).toContain("lamp is locked");
    const { lamp: other, show: impostor } = rig(["show"], { show: OTHER_KEY });
    expect(impostor.outcome(impostor.setRemote(other, "level", 0.1))).toContain(
      "lamp is locked: the show is running (it lets show through by its key only)",
    );
  });

  test("asks the rule of its program all the same, which sees tag and time", () => {
    const transport = new SimulatedTransport();
    const asked: Attempt[] = [];
    const permit = (attempt: Attempt): boolean => asked.push(attempt) > 0 && attempt.tag !== "show/secret";
    const lamp = transport.node("lamp", { locked: true, let: ["show"], permit });
    const show = transport.node("show");
    lamp.float("level", 0, "rws");
    transport.run(100);
    fade(show, lamp, { level: 1 }, { over: 3000, tag: "show/1" });
    const no = fade(show, lamp, { level: 1 }, { over: 3000, tag: "show/secret" });
    show.call(lamp, "zocp.stop", ["show/*"]);
    expect(asked).toMatchObject([
      { action: "set", parameter: "level", name: "show", tag: "show/1", over: 3000, overlay: false },
      { action: "set", tag: "show/secret" },
      { action: "stop", parameter: null, tag: "show/*" },
    ]);
    expect(no.ended()).toEqual({ level: ["refused", "lamp does not permit it"] });
  });

  test("lets others through when it is locked again for others, and the ones of the options when nobody is named", () => {
    const transport = new SimulatedTransport();
    const lamp = transport.node("lamp", { let: ["show"] });
    const [show, understudy] = [transport.node("show"), transport.node("understudy")];
    lamp.float("level", 0, "rws");
    transport.run(100);
    const lock = (lets?: readonly string[]) => lamp.act((machine, now) => machine.lock("", now, lets));
    lock();
    expect(show.outcome(show.setRemote(lamp, "level", 0.1))).toBe(0.1);
    lock(["understudy"]);
    expect(show.outcome(show.setRemote(lamp, "level", 0.2))).toContain("lamp is locked");
    expect(understudy.outcome(understudy.setRemote(lamp, "level", 0.3))).toBe(0.3);
  });
});
