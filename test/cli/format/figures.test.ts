import { describe, expect, test } from "vitest";

import { clockFrom } from "../../../src/cli/format/clock.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { describeFigures, formatLosses, formatStats, showFigures } from "../../../src/cli/format/figures.ts";
import { toJsonText } from "../../../src/cli/format/json.ts";
import type { Delivery } from "../../../src/index.ts";

const FIGURES: Delivery = {
  ...{ emitter: "fader", peer: "3fa4c2d1".repeat(4), name: "lamp", sensors: ["level"], options: {} },
  ...{ sent: 120, bytes: 2150, conflated: 0, dropped: 0, rate: 50, age: 20, roundTrip: 0.4 },
};
const show = (more: Partial<Delivery>): string => showFigures({ ...FIGURES, ...more });
const NOW = new Date(2026, 0, 2, 3, 4, 5, 6);
const MANNER = { json: false, colours: coloursFor({}), clock: clockFrom(NOW, { terminal: true }), now: NOW };

describe("the figures of a link", () => {
  test.each<[string, Partial<Delivery>, string]>([
    ["a link that carries values", {}, "120 sent (2.1 KiB), 50/s, last 20 ms ago, round trip 0.4 ms"],
    [
      "one that has carried none",
      { sent: 0, bytes: 0, rate: 0, age: undefined, roundTrip: undefined },
      "0 sent (0 B), 0/s",
    ],
    [
      "one to a peer that is slow",
      { conflated: 7, dropped: 1 },
      "120 sent (2.1 KiB), 50/s, 7 conflated, 1 dropped, last 20 ms ago, round trip 0.4 ms",
    ],
  ])("of %s", (_what, more, text) => {
    expect(show(more)).toBe(text);
  });

  test.each([
    [0, "0 B"],
    [1, "1 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [1024 ** 2 - 1, "1 MiB"],
    [1024 ** 2, "1 MiB"],
    [1024 ** 3 - 1, "1 GiB"],
    [2.5 * 1024 ** 3, "2.5 GiB"],
    [1024 ** 4, "1 TiB"],
    [5000 * 1024 ** 4, "5000 TiB"],
  ])("count %d bytes as %s", (bytes, text) => {
    expect(show({ bytes })).toContain(` sent (${text}), `);
  });

  test.each([
    [0, "0 ms"],
    [0.04, "0 ms"],
    [0.05, "0.1 ms"],
    [999.94, "999.9 ms"],
    [999.96, "1 s"],
    [1000, "1 s"],
    [59_950, "60 s"],
    [119_900, "119.9 s"],
    [120_000, "2 min"],
    [3_600_000, "60 min"],
    [7_200_000, "2 h"],
    [90_000_000, "25 h"],
  ])("tell that the last value is %d ms old as %s", (age, text) => {
    expect(show({ age })).toContain(`, last ${text} ago, `);
  });

  test.each([
    [0.04, "0/s"],
    [0.25, "0.3/s"],
    [99.96, "100/s"],
    [12_345.67, "12345.7/s"],
  ])("round a rate of %d to %s", (rate, text) => {
    expect(show({ rate })).toContain(`, ${text}, `);
  });

  test("are all there for programs, the options too", () => {
    const told = JSON.parse(toJsonText(describeFigures({ ...FIGURES, options: { rate: 50, fresh: 0.2 } })));
    expect(told).toEqual({ ...FIGURES, options: { rate: 50, fresh: 0.2 } });
  });
});

describe("a line of zocp watch --stats", () => {
  const desk = { name: "desk", id: "ab" };

  test("for people has the link in a column", () => {
    expect(formatStats(desk, FIGURES, MANNER)).toBe(
      "03:04:05.006  desk/fader → lamp                 120 sent (2.1 KiB), 50/s, last 20 ms ago, round trip 0.4 ms",
    );
  });

  test("for people names a peer without a name by its id, and lets nothing steer the terminal", () => {
    expect(formatStats(desk, { ...FIGURES, name: "" }, MANNER)).toContain("  desk/fader → 3fa4c2d1 ");
    expect(formatStats(desk, { ...FIGURES, name: "\u001b[2J" }, MANNER)).toContain("desk/fader → \\u001b[2J ");
    expect(formatStats({ ...desk, name: "a/desk" }, FIGURES, MANNER)).toContain('  "a/desk"/fader → lamp ');
  });

  test("for programs has all of it", () => {
    expect(JSON.parse(formatStats(desk, FIGURES, { ...MANNER, json: true }))).toEqual({
      ...{ time: NOW.toISOString(), event: "link", node: "desk", parameter: "fader", by: "lamp", id: "ab" },
      ...{ peer: FIGURES.peer, sensors: ["level"], options: {}, sent: 120, bytes: 2150, conflated: 0, dropped: 0 },
      ...{ rate: 50, age: 20, roundTrip: 0.4 },
    });
  });

  test("tells what a map lost, in words that agree with how much it is", () => {
    const loss = {
      ...{ emitter: { node: "desk", parameter: "fader" }, sensor: { node: "lamp", parameter: "level" } },
      ...{ dropped: 9, more: 1 },
    };
    expect(formatLosses(loss, MANNER)).toBe(
      "03:04:05.006  desk/fader → lamp/level           1 value dropped by its map, 9 in all",
    );
    expect(formatLosses({ ...loss, more: 4 }, MANNER)).toContain("  4 values dropped by its map, 9 in all");
    expect(JSON.parse(formatLosses(loss, { ...MANNER, json: true }))).toEqual({
      ...{ time: NOW.toISOString(), event: "lost", node: "lamp", parameter: "level", from: "desk/fader" },
      ...{ count: 1, dropped: 9 },
    });
  });
});
