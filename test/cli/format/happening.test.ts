import { describe, expect, test } from "vitest";

import { clockFrom } from "../../../src/cli/format/clock.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { formatHappening } from "../../../src/cli/format/happening.ts";
import type { Happening } from "../../../src/cli/stdio/happenings.ts";

const NOW = new Date(2026, 0, 2, 21, 4, 9, 123);
const MANNER = { json: false, colours: coloursFor({}), clock: clockFrom(NOW, { terminal: true }), now: NOW };

/** What a person reads behind the time; undefined where there is no line. */
function words(happening: Happening): string | undefined {
  const line = formatHappening(happening, MANNER);
  expect(line === undefined || line.startsWith("21:04:09.123  ")).toBe(true);
  return line?.slice("21:04:09.123  ".length);
}

describe("what happened to a node, for people", () => {
  test.each<[Happening, string]>([
    [{ event: "ready", name: "lamp", endpoints: ["tcp://10.0.0.1:5"] }, "lamp is at tcp://10.0.0.1:5; Ctrl-C ends it"],
    [
      { event: "ready", name: "lamp", endpoints: ["tcp://10.0.0.1:5", "tcp://10.1.0.1:5"] },
      "lamp is at tcp://10.0.0.1:5, tcp://10.1.0.1:5; Ctrl-C ends it",
    ],
    [
      { event: "ready", name: "lamp", endpoints: [] },
      "lamp waits for a network: no interface with an address is up on this machine; Ctrl-C ends it",
    ],
    [
      { event: "ready", name: "lamp", endpoints: [], broker: "nats://10.0.0.9" },
      "lamp is on nats://10.0.0.9; Ctrl-C ends it",
    ],
    [{ event: "enter", node: "desk", id: "ab" }, "desk is here"],
    [{ event: "exit", node: "desk", reason: "goodbye" }, "desk left (goodbye)"],
    [{ event: "suspected", node: "desk" }, "desk does not answer"],
    [{ event: "recovered", node: "desk" }, "desk answers again"],
    [{ event: "linked", emitter: "desk/fader", sensor: "lamp/level" }, "desk/fader → lamp/level"],
    [
      { event: "unlinked", emitter: "desk/fader", sensor: "lamp/level", reason: "desk left" },
      "desk/fader ✗ lamp/level: desk left",
    ],
    [
      { event: "overruled", emitter: "desk/fader", sensor: "lamp/level", made: true, by: "ada" },
      "desk/fader → lamp/level: ada decided so, against this node",
    ],
    [
      { event: "overruled", emitter: "desk/fader", sensor: "lamp/level", made: false, by: "ada" },
      "desk/fader ✗ lamp/level: ada decided so, against this node",
    ],
    [{ event: "cut", emitter: "a/b", sensor: "c/d", reason: "cut by ada" }, "a/b ✗ c/d: cut by ada"],
    [
      { event: "refused", parameter: "level", reason: "it is locked", from: "desk" },
      "level (desk) refused: it is locked",
    ],
    [
      { event: "refused", parameter: "level", reason: "it is locked", node: "lamp" },
      "level (lamp) refused: it is locked",
    ],
    [{ event: "cycle", path: ["a/b", "c/d", "a/b"] }, "links form a ring: a/b → c/d → a/b"],
    [{ event: "lost", parameter: "fader", node: "lamp", count: 1 }, "lamp is too slow: 1 value of fader was lost"],
    [{ event: "lost", parameter: "fader", node: "lamp", count: 12 }, "lamp is too slow: 12 values of fader were lost"],
    [
      { event: "lost", parameter: "level", from: "desk/fader", count: 1, reason: "the map has no number" },
      "desk/fader ⇢ level: 1 value was lost: the map has no number",
    ],
    [
      { event: "lost", parameter: "level", from: "desk/fader", count: 2, reason: "the map has no number" },
      "desk/fader ⇢ level: 2 values were lost: the map has no number",
    ],
    [{ event: "failed", message: "the hub is gone" }, "the hub is gone"],
    [{ event: "enter", node: "\u001b[2J\u202edesk" }, "\\u001b[2J\\u202edesk is here"],
  ])("%j", (happening, text) => {
    expect(words(happening)).toBe(text);
  });

  test.each<[Happening, string]>([
    [{ event: "edited", action: "set", parameter: "level", value: 0.5, by: "ada" }, "level was set to 0.5 by ada"],
    [{ event: "edited", action: "set", parameter: "level", value: "on", by: "ada" }, 'level was set to "on" by ada'],
    [{ event: "edited", action: "set", parameter: "level", by: "ada" }, "level was set by ada"],
    [{ event: "edited", action: "set", parameter: null, by: "ada" }, "much else was set by ada"],
    [
      { event: "edited", action: "register", parameter: "level", value: [1, 2], by: "ada" },
      "level was registered as [1,2] by ada",
    ],
    [
      { event: "edited", action: "connect", emitter: "a/b", sensor: "c/d", by: "ada", times: 1 },
      "a/b → c/d was wired by ada",
    ],
    [
      { event: "edited", action: "disconnect", emitter: "a/b", sensor: "c/d", by: "ada", times: 3 },
      "a/b ✗ c/d was cut by ada, the last of 3 times",
    ],
    [{ event: "edited", action: "rename", by: "ada" }, "rename by ada"],
  ])("what others did: %j", (happening, text) => {
    expect(words(happening)).toBe(text);
  });

  test.each(["described", "modified", "signal", "set", "found", "subscribed", "namesake", "ignored", "toString"])(
    "%s is for programs only",
    (event) => {
      expect(words({ event, node: "desk", parameter: "fader", value: 0.5 })).toBe(undefined);
    },
  );

  test("has the time at which it was done, where that is told", () => {
    const at = new Date(2026, 0, 2, 20, 0, 0, 5).toISOString();
    const line = formatHappening({ event: "edited", action: "set", parameter: "level", by: "ada", at }, MANNER);
    expect(line).toBe("20:00:00.005  level was set by ada");
  });
});

test("what happened is one object for programs, whatever it is", () => {
  const json = { ...MANNER, json: true };
  expect(formatHappening({ event: "signal", parameter: "level", value: Number.NaN, from: "desk/fader" }, json)).toBe(
    '{"event":"signal","parameter":"level","value":null,"from":"desk/fader"}',
  );
  expect(formatHappening({ event: "something new", left: undefined }, json)).toBe('{"event":"something new"}');
});
