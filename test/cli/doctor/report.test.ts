import { describe, expect, test } from "vitest";

import type { Findings, Problem } from "../../../src/cli/doctor/findings.ts";
import { problemsOf } from "../../../src/cli/doctor/problems.ts";
import { formatFindings } from "../../../src/cli/doctor/report.ts";
import { judge } from "../../../src/cli/doctor/verdict.ts";
import { coloursFor } from "../../../src/cli/format/colours.ts";
import { widthOf } from "../../../src/cli/format/text.ts";
import { card, ETH, findings, idOf, judged, LO, met, on, settings, showOf, unmet } from "./stage.ts";

function report(found: Partial<Findings>, columns?: number, terminal = false, problems?: readonly Problem[]): string[] {
  const all = findings(found);
  const wrong = problems ?? problemsOf(all);
  const colours = coloursFor({ isTTY: terminal }, {});
  return [...formatFindings(all, wrong, { judgement: judge(all, wrong), colours, columns })];
}

/** The lines of one section, without its title. */
function section(title: string, found: Partial<Findings>): string[] {
  const lines = report(found);
  const from = lines.indexOf(title) + 1;
  return from === 0 ? [] : lines.slice(from, lines.indexOf("", from));
}

test("a machine where all is well is a page that says so", () => {
  expect(report({ met: [met()] })).toEqual([
    "Interfaces",
    "  ✓ eth0  10.0.0.1/24  255.255.255.0  used: it reaches a local network",
    "  · lo    127.0.0.1/8  255.0.0.0      left out: it reaches only this machine",
    "",
    "Beacons",
    "  ✓ UDP port 5670 can be used",
    "  ✓ a broadcast on eth0 (10.0.0.255) comes back",
    "",
    "Heard in 3 s",
    "  ✓ lamp  10.0.0.2:49152  eth0  11111111, beacon 1",
    "",
    "✓ met 1 node: ready",
  ]);
});

test("a machine with nothing says what to do, and nothing that it could not find out", () => {
  expect(report({ interfaces: [], duration: 0 })).toEqual([
    "Interfaces",
    "  ✗ none is up",
    "",
    "Beacons",
    "  · not tried: there is no interface to send on",
    "",
    "To do",
    "  ✗ no network interface is up",
    "    Bring loopback up with `sudo ip link set lo up`. Plug a cable in or join a Wi-Fi; `ip link` lists the cards: if there is only lo, a card or its driver is missing.",
    "",
    "✗ met nobody, and 1 thing is to be set right: see “To do”",
  ]);
});

describe("the section Settings", () => {
  test("shows the variables that count, and nothing without them", () => {
    const environment = ["ZOCP_PORT=6000", "ZOCP_KEY_TEXT", "ZOCP_PEER=tcp://a\u001b[2J:1"];
    expect(section("Settings", { settings: settings({ environment }) })).toEqual([
      ...["  · ZOCP_PORT=6000 is set", "  · ZOCP_KEY_TEXT is set", "  · ZOCP_PEER=tcp://a\\u001b[2J:1 is set"],
    ]);
    expect(report({})).not.toContain("Settings");
  });
});

describe("the section Interfaces", () => {
  test("marks what is used, what stands in, and what is left out", () => {
    const interfaces = judged(on(card("bridge100", "192.168.2.1")), on(card("utun4", "10.8.0.2")), on(LO));
    expect(section("Interfaces", { interfaces })).toEqual([
      expect.stringMatching(
        /^ {2}! bridge100 {2}192\.168\.2\.1\/24 {2}255\.255\.255\.0 {2}second choice: there is no better one/,
      ),
      expect.stringMatching(/^ {2}· utun4 {6}10\.8\.0\.2\/24 {5}255\.255\.255\.0 {2}left out: it belongs to a VPN/),
      "  · lo         127.0.0.1/8     255.0.0.0      left out: it reaches only this machine",
    ]);
    expect(section("Interfaces", { interfaces: judged(on(LO)) })).toEqual([
      "  ! lo  127.0.0.1/8  255.0.0.0  used: there is no network but this machine",
    ]);
  });

  test("shows cards that no node can use, and what each lacks", () => {
    const idle = [
      { name: "eth1", lacks: "cable" },
      { name: "wlan\u0007", lacks: "Wi-Fi" },
    ] as const;
    expect(section("Interfaces", { interfaces: [], idle })).toEqual([
      "  · eth1            no cable, or the other end is off",
      "  · wlan\\u0007      no Wi-Fi that it is connected to",
    ]);
  });
});

describe("the section Beacons", () => {
  test.each<[string, Partial<Findings>, string[]]>([
    ["switched off", { settings: settings({ beacons: false }) }, ["  · switched off: nothing is sent or heard on UDP"]],
    ["blocked", { blocked: "another program holds it" }, ["  ✗ UDP port 5670: another program holds it"]],
    [
      "kept back by a firewall",
      { interfaces: [on(ETH, { returned: false })] },
      ["  ✓ UDP port 5670 can be used", "  ✗ a broadcast on eth0 (10.0.0.255) does not come back"],
    ],
    [
      "that do not leave",
      { interfaces: [on(ETH, { returned: false, unsent: "the network is down" })] },
      ["  ✓ UDP port 5670 can be used", "  ✗ nothing leaves on eth0 (10.0.0.255)"],
    ],
    [
      "on loopback",
      { interfaces: [on(LO)], settings: settings({ port: 6000 }) },
      ["  ✓ UDP port 6000 can be used", "  ✓ a broadcast on lo (loopback) comes back"],
    ],
  ])("%s", (_what, found, lines) => {
    expect(section("Beacons", found)).toEqual(lines);
  });
});

test("the section of hubs and peers says of each whether it is there", () => {
  const place = (kind: "hub" | "peer", reached: boolean) => ({ kind, place: "tcp://a:1", reached, reason: "gone" });
  const places = [place("hub", true), place("hub", false), place("peer", true), place("peer", false)];
  expect(section("Hubs and peers", { places })).toEqual([
    "  ✓ the hub tcp://a:1 is there",
    "  ✗ the hub tcp://a:1 is not there",
    "  ✓ the peer tcp://a:1 is met",
    "  ✗ the peer tcp://a:1 is not there",
  ]);
  expect(report({})).not.toContain("Hubs and peers");
});

describe("the section of what was heard", () => {
  const heard = (found: Partial<Findings>): string[] => section("Heard in 3 s", found);

  test.each<[string, Partial<Findings>, string[]]>([
    ["nobody", {}, ["  · nobody on UDP port 5670"]],
    [
      "a node with a key",
      { met: [met({ beacon: 3 })] },
      ["  ✓ lamp  10.0.0.2:49152  eth0  11111111, beacon 3, with a key"],
    ],
    [
      "a node that a hub told of, beyond a router",
      { met: [met({ beacon: undefined, interface: undefined })] },
      ["  ✓ lamp  10.0.0.2:49152  beyond a router  11111111, no beacon"],
    ],
    [
      "a node of this machine",
      { met: [met({ here: true })] },
      ["  ✓ lamp  10.0.0.2:49152  this machine  11111111, beacon 1"],
    ],
    [
      "a node of ZRE",
      { met: [met({ zocp: false })] },
      ["  ✓ lamp  10.0.0.2:49152  eth0  11111111, beacon 1, ZRE only"],
    ],
    [
      "a node that says nothing more",
      { met: [met({ complete: false })] },
      ["  ✓ lamp  10.0.0.2:49152  eth0  11111111, beacon 1, parameters not known yet"],
    ],
    [
      "a command of another machine",
      { met: [met({ name: "zocp-ls@pi", tool: true })] },
      ["  ✓ zocp-ls@pi  10.0.0.2:49152  eth0  11111111, beacon 1, a zocp command"],
    ],
    [
      "a command of this machine, which is nobody",
      { met: [met({ tool: true, here: true })] },
      ["  · nobody on UDP port 5670"],
    ],
    ["a show", { met: [showOf(1, true)] }, ["  ✓ show  10.0.0.2:49152  eth0  11111111, beacon 1, plays"]],
    [
      "an understudy",
      { met: [showOf(2, false)] },
      ["  ✓ show (understudy)  10.0.0.2:49152  eth0  22222222, beacon 1, understudy of show"],
    ],
    [
      "a node that is not met",
      { unmet: [unmet()] },
      ["  ✗ 33333333  10.0.0.2:49152  eth0  beacons only, no connection"],
    ],
    [
      "a name that would steer a terminal",
      { met: [met({ name: "\u001b[2Jlamp\u202e" })] },
      ["  ✓ \\u001b[2Jlamp\\u202e  10.0.0.2:49152  eth0  11111111, beacon 1"],
    ],
  ])("%s", (_what, found, lines) => {
    expect(heard(found)).toEqual(lines);
  });

  test("has one line for all nodes of one place elsewhere", () => {
    const far = (count: number, given: Parameters<typeof unmet>[0]) =>
      Array.from({ length: count }, (_, index) => unmet({ id: idOf(index), address: `10.9.0.${index}`, ...given }));
    expect(
      heard({
        unmet: [
          ...far(1, { where: "unused interface", interface: "eth1" }),
          ...far(2, { where: "loopback", interface: "lo" }),
          ...far(3, { where: "other network", interface: undefined }),
          ...far(7, { where: "other port", port: 5680 }),
          ...far(1, { where: "other port", port: 5671, version: 3 }),
        ],
      }),
    ).toEqual([
      "  · nobody on UDP port 5670",
      "  · 1 node on eth1, which is not used: 10.9.0.0",
      "  · 2 nodes on loopback of this machine, a world of its own (a demo, or --interface loopback)",
      "  · 3 nodes on a network that this machine is not on: 10.9.0.0, 10.9.0.1, 10.9.0.2",
      "  · 7 nodes on UDP port 5680: 10.9.0.0, 10.9.0.1, 10.9.0.2, 10.9.0.3, 10.9.0.4, …",
      "  · 1 node on UDP port 5671, with a key: 10.9.0.0",
    ]);
  });

  test("names each address once", () => {
    const two = [unmet({ where: "other port", port: 5680 }), unmet({ id: idOf(4), where: "other port", port: 5680 })];
    expect(heard({ unmet: two })[1]).toBe("  · 2 nodes on UDP port 5680: 10.0.0.2");
  });
});

describe("on a terminal", () => {
  test.each([
    ["ready", { met: [met()] }, "\u001b[1m\u001b[32m✓ met 1 node: ready\u001b[39m\u001b[22m"],
    [
      "trouble",
      { blocked: "odd" },
      "\u001b[1m\u001b[31m✗ met nobody, and 1 thing is to be set right: see “To do”\u001b[39m\u001b[22m",
    ],
  ])("the verdict has its colour: %s", (_what, found, last) => {
    expect(report(found, 200, true).at(-1)).toBe(last);
  });

  test("every line of a verdict that is broken is coloured, and as wide as the terminal at most", () => {
    const lines = report({}, 40, true).slice(-3);
    const [start, end] = ["\u001b[1m\u001b[33m", "\u001b[39m\u001b[22m"];
    for (const line of lines) {
      expect([line.startsWith(start), line.endsWith(end)]).toEqual([true, true]);
      expect(widthOf(line.slice(start.length, -end.length))).toBeLessThanOrEqual(40);
    }
  });

  test.each([20, 40, 80, 200])("of %i columns no line is wider, but for a word that is", (columns) => {
    const found = {
      met: [met({ name: "光".repeat(8) })],
      unmet: [unmet()],
      interfaces: [on(ETH, { returned: false })],
    };
    for (const line of report(found, columns))
      if (!/\S{15}/.test(line)) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });
});
