import { describe, expect, test } from "vitest";

import { clockFrom } from "../../../src/cli/format/clock.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { formatHealth } from "../../../src/cli/format/health.ts";
import type { HealthOrder, LinkHealth, NodeHealth } from "../../../src/index.ts";
import { sortLinks, withTrouble } from "../../../src/node/health/link-health.ts";

const NOW = new Date(2026, 0, 2, 3, 4, 5, 6);
const MANNER = { json: false, colours: coloursFor({}), clock: clockFrom(NOW, { terminal: true }), now: NOW };
const ID = "3fa4c2d1".repeat(4);

function node(more: Partial<NodeHealth> = {}): NodeHealth {
  const about = { version: "0.1.0", uptime: 90_000 };
  return { name: "lamp", id: ID, state: "well", address: "10.0.0.2:5000", roundTrip: 0.4, ...about, ...more };
}

function link(more: Partial<LinkHealth> = {}): LinkHealth {
  const figures = { rate: 50, age: 20, conflated: 0, dropped: 0, roundTrip: 0.4 };
  return withTrouble({
    emitter: "desk/fader",
    sensor: "lamp/level",
    ...figures,
    refused: 0,
    of: 0,
    reason: "",
    ...more,
  });
}

describe("the health of a show", () => {
  test("is a table of nodes and one of links", () => {
    expect(formatHealth({ nodes: [node()], links: [link()] }, MANNER, undefined)).toEqual([
      "03:04:05.006  1 node, 1 link: all well",
      "  node  answers in  version  up    at",
      "  lamp  0.4 ms      0.1.0    90 s  10.0.0.2:5000",
      "  link                     rate  last       skipped  lost  round trip",
      "  desk/fader → lamp/level  50/s  20 ms ago  0        0     0.4 ms",
      "",
    ]);
  });

  test("says what is the matter, and counts it", () => {
    const nothing = { roundTrip: undefined, version: undefined, uptime: undefined };
    const nodes = [node({ name: "cam", state: "silent" }), node({ name: "old", state: "old", ...nothing })];
    const links = [
      link({ refused: 18, of: 18, reason: "0.9 is above the maximum 0.5" }),
      link({ sensor: "gone/x", rate: 0, age: undefined, reason: "waiting: gone is not here" }),
    ];
    const lines = formatHealth({ nodes, links }, MANNER, undefined);
    expect(lines[0]).toBe("03:04:05.006  2 nodes, 2 links: 1 node silent, 2 links in trouble");
    expect(lines[2]).toBe("  cam   no sign of life  0.1.0    90 s  10.0.0.2:5000");
    expect(lines[3]).toBe("  old   tells nothing                   10.0.0.2:5000");
    expect(lines[5]).toMatch(/ 18 {4}0\.4 ms +18 of 18 refused: 0\.9 is above the maximum 0\.5$/);
    expect(lines[6]).toMatch(/never .* waiting: gone is not here$/);
  });

  test("is not said of nobody", () => {
    expect(formatHealth({ nodes: [], links: [] }, MANNER, undefined)).toEqual(["03:04:05.006  nobody is here"]);
    expect(formatHealth({ nodes: [], links: [link()] }, MANNER, undefined)[1]).toMatch(/^ {2}link /);
  });

  test("fits into a terminal, and cannot disturb it", () => {
    const lines = formatHealth({ nodes: [node({ name: "\u001b[2J".repeat(9) })], links: [link()] }, MANNER, 40);
    expect(lines.join("")).not.toContain("\u001b");
    expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThan(40);
  });

  test("is an object a line for other programs", () => {
    const lines = formatHealth(
      { nodes: [node()], links: [link({ age: undefined })] },
      { ...MANNER, json: true },
      undefined,
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: NOW.toISOString(),
        event: "node",
        node: "lamp",
        id: ID,
        state: "well",
        address: "10.0.0.2:5000",
        roundTrip: 0.4,
        version: "0.1.0",
        uptime: 90_000,
      },
      {
        ...{ time: NOW.toISOString(), event: "link", emitter: "desk/fader", sensor: "lamp/level", rate: 50 },
        ...{ conflated: 0, dropped: 0, roundTrip: 0.4, refused: 0, of: 0, reason: "", trouble: 0 },
      },
    ]);
  });
});

test.each<[HealthOrder, string]>([
  ["rate", "refused waiting lossy fast slow"],
  ["age", "waiting refused lossy slow fast"],
  ["conflated", "refused waiting lossy slow fast"],
  ["trip", "refused waiting lossy fast slow"],
])("links in trouble come first, and the others by %s", (order, expected) => {
  const links = [
    link({ sensor: "slow", rate: 1, age: 900, conflated: 3, roundTrip: 0.1 }),
    link({ sensor: "fast", rate: 90 }),
    link({ sensor: "lossy", rate: 5, dropped: 1 }),
    link({ sensor: "refused", rate: 7, refused: 3, of: 3, reason: "no" }),
    link({ sensor: "waiting", rate: 0, age: undefined, roundTrip: undefined, reason: "asked" }),
  ];
  expect(
    sortLinks(links, order)
      .map(({ sensor }) => sensor)
      .join(" "),
  ).toBe(expected);
});
