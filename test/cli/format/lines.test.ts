import { describe, expect, test } from "vitest";

import { clockFrom, timeOfDay } from "../../../src/cli/format/clock.ts";
import { formatClocks } from "../../../src/cli/format/clocks.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { describeHubEvent, formatHubEvent } from "../../../src/cli/format/hub-event.ts";
import { formatSighting } from "../../../src/cli/format/sighting.ts";
import type { ClockView } from "../../../src/cli/views/clocks.ts";
import type { Sighting } from "../../../src/cli/views/watcher.ts";
import { type GossipHubEvent, NetworkError, ProtocolError } from "../../../src/index.ts";
import { clock } from "../doctor/stage.ts";

const NOW = new Date(2026, 0, 2, 3, 4, 5, 6);
const MANNER = { json: false, colours: coloursFor({}), clock: clockFrom(NOW, { terminal: true }), now: NOW };
const KEY = "3FA4C2D1".repeat(4);

describe("the time of day", () => {
  test.each([
    [new Date(2026, 0, 2, 0, 0), "00:00"],
    [new Date(2026, 0, 2, 9, 5, 59, 999), "09:05"],
    [new Date(2026, 0, 2, 23, 59), "23:59"],
  ])("of %s is %s", (at, text) => {
    expect(timeOfDay(at)).toBe(text);
  });

  test("has the date before it where the day is another one, also an earlier one", () => {
    const { stamp } = clockFrom(NOW, { terminal: true });
    expect(stamp(new Date(2026, 0, 1, 23, 59, 59, 9))).toBe("2026-01-01 23:59:59.009");
    expect(stamp(new Date(2027, 0, 2, 3, 4, 5, 6))).toBe("2027-01-02 03:04:05.006");
    expect(stamp(new Date(2026, 0, 2, 0, 0, 0, 0))).toBe("00:00:00.000");
  });
});

describe("the clocks of all nodes", () => {
  const view = (name: string, differences?: Parameters<typeof clock>[0]): ClockView => ({
    ...{ name, id: "ab", clock: differences && clock(differences) },
  });

  test("are a table, in which the numbers of each are below each other", () => {
    expect(
      formatClocks([
        view("desk", { offset: 0.123, error: 0.05, roundTrip: 0.4, drift: 12.34, reference: undefined }),
        view("光", { offset: -40.2, error: 1.5, roundTrip: 80.456, drift: -0.26, reference: "desk" }),
        view("old"),
        view("new", { synced: false }),
      ]),
    ).toEqual([
      "node  offset     error      round trip  drift      reference",
      "desk  +0.12 ms   ± 0.05 ms  0.40 ms     +12.3 ppm",
      "光    -40.20 ms  ± 1.50 ms  80.46 ms    -0.3 ppm   desk",
      "old   shares no clock",
      "new   not synced",
    ]);
  });

  test("have no sign before what is nothing when it is rounded", () => {
    expect(formatClocks([view("a", { offset: -0.001, drift: -0.04 })])[1]).toMatch(/ \+0\.00 ms .* \+0\.0 ppm /);
  });

  test("are a head alone without nodes", () => {
    expect(formatClocks([])).toEqual(["node  offset  error  round trip  drift  reference"]);
  });

  test("let no name steer the terminal", () => {
    const [, line = ""] = formatClocks([view("\u001b[2J", { reference: "\u202ea" })]);
    expect(line).toMatch(/^\\u001b\[2J .* \\u202ea$/);
  });
});

describe("what happens at a hub", () => {
  test.each<[GossipHubEvent, string]>([
    [{ type: "joined", address: "10.0.0.2:5" }, "client   10.0.0.2:5 is connected"],
    [{ type: "left", address: "10.0.0.2:5" }, "client   10.0.0.2:5 is no longer connected"],
    [
      { type: "published", key: KEY, value: "tcp://10.0.0.2:7", address: "10.0.0.2:5" },
      "came     3fa4c2d1  tcp://10.0.0.2:7  (says 10.0.0.2:5)",
    ],
    [{ type: "published", key: "a", value: "b\u001b[2J", address: "c" }, "came     a         b\\u001b[2J  (says c)"],
    [
      { type: "withdrawn", key: KEY, value: "tcp://10.0.0.2:7", reason: "goodbye" },
      "went     3fa4c2d1  tcp://10.0.0.2:7  (it said goodbye)",
    ],
    [
      { type: "withdrawn", key: "longer than eight", value: "b", reason: "expired" },
      "went     longer than eight  b  (without a word)",
    ],
    [
      { type: "ignored", address: "10.0.0.2:5", error: new ProtocolError("limit-exceeded", "its text is too long") },
      "ignored  10.0.0.2:5: its text is too long",
    ],
    [{ type: "failed", error: new NetworkError("network-failure", "the port is gone") }, "failed   the port is gone"],
  ])("%o", (event, text) => {
    expect(formatHubEvent(event, MANNER)).toBe(`03:04:05.006  ${text}`);
  });

  test("is for programs what it is, with the reason in words", () => {
    const event: GossipHubEvent = { type: "withdrawn", key: KEY, value: "v", reason: "expired" };
    expect(JSON.parse(describeHubEvent(event, NOW))).toEqual({
      ...{ time: NOW.toISOString(), event: "withdrawn", key: KEY, value: "v", reason: "expired" },
    });
    const failed: GossipHubEvent = { type: "failed", error: new NetworkError("network-failure", "gone") };
    expect(JSON.parse(describeHubEvent(failed, NOW))).toEqual({
      ...{ time: NOW.toISOString(), event: "failed", reason: "gone" },
    });
  });
});

describe("what is seen on the network", () => {
  test.each<[Omit<Sighting, "id">, string]>([
    [
      { event: "enter", node: "desk", address: "tcp://10.0.0.1:5" },
      "enter         desk                      tcp://10.0.0.1:5",
    ],
    [{ event: "enter", node: "desk", address: "" }, "enter         desk"],
    [{ event: "exit", node: "desk", reason: "goodbye" }, "exit          desk                      goodbye"],
    [{ event: "suspected", node: "desk" }, "suspected     desk"],
    [{ event: "recovered", node: "desk" }, "recovered     desk"],
    [{ event: "value", node: "desk", parameter: "fader", value: null }, "value         desk/fader                null"],
    [
      { event: "signal", node: "desk", parameter: "fader", value: 1 / 3 },
      "signal        desk/fader                0.333333",
    ],
    [{ event: "modified", node: "a/b", parameter: "fader", value: "x" }, 'modified      "a/b"/fader               "x"'],
    [{ event: "registered", node: "desk", parameter: "new", value: [] }, "registered    desk/new                  []"],
    [{ event: "removed", node: "desk", parameter: "old" }, "removed       desk/old"],
    [
      { event: "subscribed", node: "desk", parameter: "fader", by: "lamp/level" },
      "subscribed    desk/fader                → lamp/level",
    ],
    [
      { event: "unsubscribed", node: "desk", parameter: "fader", by: "\u202e" },
      "unsubscribed  desk/fader                ✗ \\u202e",
    ],
    [
      { event: "signal", node: "a/long/name of a node", parameter: "fader", value: 1 },
      'signal        "a/long/name of a node"/fader  1',
    ],
  ])("%o", (sighting, text) => {
    expect(formatSighting({ ...sighting, id: "ab" }, MANNER)).toBe(`03:04:05.006  ${text}`);
  });

  test("is not longer than a person reads", () => {
    const line = formatSighting(
      { event: "value", node: "d", parameter: "p", id: "ab", value: "x".repeat(9999) },
      MANNER,
    );
    expect(line.length).toBe("03:04:05.006  value         d/p                       ".length + 200);
    expect(line.endsWith("x…")).toBe(true);
  });
});
