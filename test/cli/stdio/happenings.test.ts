import { beforeAll, describe, expect, test } from "vitest";

import { Happenings } from "../../../src/cli/stdio/happenings.ts";
import { type NodeEvent, ZocpNode } from "../../../src/index.ts";

const PEER = "0123456789abcdef0123456789abcdef";
const LINK = { emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } };
const ENDS = { emitter: "desk/fader", sensor: "lamp/level" };

let node: ZocpNode;
let happenings: Happenings;
beforeAll(() => {
  // Never started: what it is told is told by hand.
  node = new ZocpNode("lamp", { interface: "lo" });
  node.register("level", { typeHint: "flt", value: 0.5, access: "rws" });
  node.register("gain", { typeHint: "flt", value: 2, access: "rws" });
  happenings = new Happenings(node);
});

const of = (event: object): readonly object[] => happenings.of(event as NodeEvent);
const desk = { peer: PEER, name: "desk" };
const named = { node: "desk", id: PEER };

test("the first line says who the node is", () => {
  expect(happenings.ready()).toEqual({ event: "ready", id: node.id, name: "lamp", endpoints: node.endpoints });
});

describe("an event of the library as lines", () => {
  const headers = new Map([["X-ZOCP", "1"]]);

  test.each<[event: object, lines: object[]]>([
    [{ type: "enter", ...desk, headers }, [{ event: "enter", ...named, headers }]],
    [{ type: "namesake", ...desk, other: "ff" }, [{ event: "namesake", ...named, other: "ff" }]],
    [{ type: "exit", ...desk, reason: "goodbye" }, [{ event: "exit", ...named, reason: "goodbye" }]],
    [{ type: "suspected", ...desk }, [{ event: "suspected", ...named }]],
    [{ type: "recovered", ...desk }, [{ event: "recovered", ...named }]],
    [{ type: "described", ...desk }, [{ event: "described", ...named, parameters: undefined }]],
    [{ type: "registered", ...desk, parameter: "x" }, [{ event: "registered", parameter: "x", by: "desk" }]],
    [{ type: "removed", ...desk, parameter: "x" }, [{ event: "removed", parameter: "x", by: "desk" }]],
    [
      { type: "changed", ...desk, parameter: "level", value: 1, by: "set" },
      [{ event: "set", parameter: "level", value: 1, from: "desk" }],
    ],
    [
      { type: "changed", ...desk, parameter: "level", value: 1, by: "fade" },
      [{ event: "set", parameter: "level", value: 1, from: "desk" }],
    ],
    [{ type: "changed", parameter: "level", value: 1, by: "signal" }, []],
    [{ type: "changed", parameter: "level", value: 1, by: "local" }, []],
    [
      { type: "subscribed", ...desk, emitter: "level", sensor: "bar" },
      [{ event: "subscribed", parameter: "level", by: "desk/bar", ...named }],
    ],
    [
      { type: "subscribed", ...desk, emitter: "level", sensor: null },
      [{ event: "subscribed", parameter: "level", by: "desk", ...named }],
    ],
    [
      { type: "unsubscribed", ...desk, emitter: "level", sensor: "bar" },
      [{ event: "unsubscribed", parameter: "level", by: "desk/bar", ...named }],
    ],
    [{ type: "linked", link: LINK }, [{ event: "linked", ...ENDS }]],
    [{ type: "unlinked", link: LINK, reason: "cut by desk" }, [{ event: "unlinked", ...ENDS, reason: "cut by desk" }]],
    [
      { type: "cycle", parameter: "level", path: ["a/x", "b/y"] },
      [{ event: "cycle", parameter: "level", path: ["a/x", "b/y"] }],
    ],
    [{ type: "ignored", name: "desk", reason: "no JSON" }, [{ event: "ignored", node: "desk", reason: "no JSON" }]],
    [{ type: "failed", error: new Error("no network") }, [{ event: "failed", message: "no network" }]],
    [{ type: "something-later" }, []],
  ])("%j", (event, lines) => {
    expect(of(event)).toEqual(lines);
  });

  test("a decision that does not hold is told with who made it, and when", () => {
    const at = Date.UTC(2026, 4, 1, 20, 15, 30);
    expect(of({ type: "overruled", link: LINK, on: false, by: "patch", at })).toEqual([
      { event: "overruled", ...ENDS, made: false, by: "patch", at: "2026-05-01T20:15:30.000Z" },
    ]);
  });

  test("an edit is told with what, who and when", () => {
    const at = Date.UTC(2026, 4, 1, 20, 15, 30);
    expect(
      of({ type: "edited", action: "set", parameter: "level", value: 1, ...desk, key: "k", at, times: 3 }),
    ).toEqual([
      {
        event: "edited",
        action: "set",
        parameter: "level",
        value: 1,
        by: "desk",
        id: PEER,
        key: "k",
        at: "2026-05-01T20:15:30.000Z",
        times: 3,
      },
    ]);
    expect(of({ type: "edited", action: "connect", link: LINK, ...desk, at, times: 1 })).toEqual([
      { event: "edited", action: "connect", ...ENDS, by: "desk", id: PEER, at: "2026-05-01T20:15:30.000Z", times: 1 },
    ]);
  });

  test("values that were lost on their way are counted, and are not called dropped", () => {
    expect(of({ type: "dropped", ...desk, emitter: "level", count: 3 })).toEqual([
      { event: "lost", parameter: "level", ...named, count: 3 },
    ]);
    expect(of({ type: "dropped", ...desk, emitter: "fader", sensor: "level", count: 2 })).toEqual([
      {
        event: "lost",
        parameter: "level",
        from: "desk/fader",
        reason: "the map of the link has no number for it",
        count: 2,
      },
    ]);
  });
});

describe("a signal", () => {
  const signal = { type: "signal", ...desk, emitter: "fader", sensors: ["level", "gain"] };

  test("is one line for each sensor, with the value that it took", () => {
    expect(of(signal)).toEqual([
      { event: "signal", parameter: "level", value: 0.5, from: "desk/fader" },
      { event: "signal", parameter: "gain", value: 2, from: "desk/fader" },
    ]);
  });

  test("is none for a sensor that refused that value; the next one is a signal again", () => {
    expect(
      of({ type: "refused", ...desk, verb: "SIG", parameter: "level", reason: "no number", outgoing: false }),
    ).toEqual([{ event: "refused", verb: "SIG", parameter: "level", reason: "no number", from: "desk" }]);
    expect(of(signal)).toHaveLength(1);
    expect(of(signal)).toHaveLength(2);
  });

  test("of another node is not what was refused to this one", () => {
    of({ type: "refused", ...desk, verb: "SIG", parameter: "level", reason: "no number", outgoing: false });
    expect(of({ ...signal, peer: "ff" })).toHaveLength(2);
    expect(of(signal)).toHaveLength(1);
  });

  test("of a node whose name holds a slash is quoted", () => {
    expect(of({ ...signal, name: "stage/left", sensors: ["level"] })).toEqual([
      { event: "signal", parameter: "level", value: 0.5, from: '"stage/left"/fader' },
    ]);
  });
});

test("a refusal says whether this node refused, or another one did", () => {
  const refused = { type: "refused", ...desk, verb: "SET", parameter: "level", reason: "locked" };
  expect(of({ ...refused, outgoing: true })).toEqual([
    { event: "refused", verb: "SET", parameter: "level", reason: "locked", node: "desk" },
  ]);
  expect(of({ ...refused, outgoing: false })).toEqual([
    { event: "refused", verb: "SET", parameter: "level", reason: "locked", from: "desk" },
  ]);
  // Only a signal that comes is waited for.
  expect(of({ type: "signal", ...desk, emitter: "fader", sensors: ["level"] })).toHaveLength(1);
});
