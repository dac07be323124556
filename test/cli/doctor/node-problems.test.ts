import { describe, expect, test } from "vitest";

import type { Findings } from "../../../src/cli/doctor/findings.ts";
import { problemsOfNodes } from "../../../src/cli/doctor/node-problems.ts";
import { card, clock, ETH, findings, host, idOf, judged, LO, met, on, settings, showOf, unmet } from "./stage.ts";

const textOf = (found: Partial<Findings>): string[] =>
  problemsOfNodes(findings(found)).map(({ problem, advice }) => `${problem} | ${advice}`);

describe("a node whose beacons come, and no connection", () => {
  const SILENT = "33333333 at 10.0.0.2 sends beacons, but no connection comes about";

  test.each<[string, Parameters<typeof unmet>[0], string]>([
    ["was not asked", {}, `${SILENT} | Allow incoming TCP for this program and for the one at 10.0.0.2.`],
    [
      "answers at its TCP port",
      { answer: { open: true, address: "tcp://10.0.0.2:49152" } },
      `${SILENT}: its TCP port 49152 answers, so it cannot reach this machine | Allow incoming TCP for this program on this machine; or give both the same key.`,
    ],
    [
      "does not answer there",
      { answer: { open: false, reason: "the connection with 10.0.0.2:49152: no answer came" } },
      `${SILENT}: the connection with 10.0.0.2:49152: no answer came | Allow incoming TCP for the program at 10.0.0.2, or start it anew; compare the netmasks of both machines; Wi-Fi guest networks forbid it altogether.`,
    ],
    [
      "has another key",
      { key: "a node at 10.0.0.2 has another key", answer: { open: true, address: "" } },
      "a node at 10.0.0.2 has another key | Copy the one key file of the show to each machine (mode 0600), and name it with --key or ZOCP_KEY; with a folder of keys, put each machine's public key into it everywhere.",
    ],
  ])("%s", (_what, given, text) => {
    expect(textOf({ unmet: [unmet(given)] })).toEqual([text]);
  });

  test("is told also where others are met, and each by itself", () => {
    const two = [unmet(), unmet({ id: idOf(4), address: "10.0.0.3" })];
    expect(textOf({ met: [met()], unmet: two })).toHaveLength(2);
  });
});

describe("a beacon of another network", () => {
  const STRANGER = unmet({ where: "other network", address: "192.168.9.9" });

  test.each([
    ["linux", "`sudo ip address add ADDRESS/24 broadcast + dev eth0` (until the next start)"],
    ["darwin", "System Settings, Network, the service of eth0, Details, TCP/IP, Manually"],
    ["win32", "Settings, Network & internet, eth0, IP assignment, Manual"],
  ] as const)("is told with both networks, and where an address is set on %s", (platform, where) => {
    expect(textOf({ unmet: [STRANGER], host: host(platform) })).toEqual([
      `a beacon came from 192.168.9.9 (33333333), which is on no network of this machine: eth0 is 10.0.0.1/24 | Give both machines addresses of one network: the same netmask, and the same numbers where the mask is 255. Here: ${where}.`,
    ]);
  });

  test("names every network that is used, and none that is left out", () => {
    const interfaces = [
      on(ETH),
      on(card("eth1", "10.5.0.1")),
      on(card("docker0", "172.17.0.1"), { used: false }),
      on(LO),
    ];
    expect(textOf({ interfaces, unmet: [STRANGER] })[0]).toContain("eth0 is 10.0.0.1/24, eth1 is 10.5.0.1/24 |");
  });

  test("is no mistake where nothing carries beacons", () => {
    expect(textOf({ interfaces: judged(on(LO)), unmet: [STRANGER] })).toEqual([]);
  });
});

test("a node that reaches this machine, and is not reached, is told with the reason", () => {
  const answer = { open: false, reason: "nothing listens there" } as const;
  expect(textOf({ met: [met({ complete: false, answer })] })).toEqual([
    "lamp reaches this machine, and is not reached at tcp://10.0.0.2:49152: nothing listens there | Allow incoming TCP for that program in the firewall of its machine; behind a router it needs --endpoint.",
  ]);
  expect(textOf({ met: [met({ complete: false, answer: { open: true, address: "" } })] })).toEqual([]);
});

describe("a clock", () => {
  test.each([
    [0, 0],
    [19.9, 0],
    [-19.9, 0],
    [20, 1],
    [-20, 1],
    [3_600_000, 1],
  ])("that is %d ms off makes %i problems", (offset, count) => {
    expect(textOf({ met: [met({ clock: clock({ offset }) })] })).toHaveLength(count);
  });

  test("that is off is told by how much, whichever way, and how far away it is", () => {
    const told = textOf({ met: [met({ clock: clock({ offset: -40.6, roundTrip: 80.4 }) })] });
    expect(told[0]).toMatch(/^the clock of lamp is 41 ms off, round trip 80 ms \| .*`zocp clock --watch`/);
  });

  test("that goes by no common time is not compared", () => {
    expect(textOf({ met: [met({ clock: clock({ offset: 900, synced: false }) })] })).toEqual([]);
  });
});

describe("nodes of one name", () => {
  const second = met({ id: idOf(2), address: "tcp://10.0.0.3:5000" });

  test("are told with their places", () => {
    expect(textOf({ met: [met(), second, met({ name: "desk" })] })).toEqual([
      "2 nodes are called lamp: tcp://10.0.0.2:49152 and tcp://10.0.0.3:5000 | Give each a name of its own: links and commands go to one of them only.",
    ]);
    expect(textOf({ met: [met(), second, met({ id: idOf(4) })] })[0]).toMatch(
      /^3 nodes are called lamp: .* and .* and /,
    );
  });

  test("are one name however its letters are spelled, and two when they differ", () => {
    const spelled = [met({ name: "e\u0301clair" }), met({ name: "\u00e9clair", id: idOf(2) })];
    expect(textOf({ met: spelled })[0]).toMatch(/^2 nodes are called \u00e9clair: /);
    expect(textOf({ met: [met({ name: "Lamp" }), met({ name: "lamp" })] })).toEqual([]);
  });

  test("are no trouble when they are commands", () => {
    expect(
      textOf({ met: [met({ name: "zocp-ls@desk", tool: true }), met({ name: "zocp-ls@desk", tool: true })] }),
    ).toEqual([]);
  });

  test("are no trouble when they are a show and those who stand ready for it", () => {
    const understudy = { ...showOf(2, false), name: "show" };
    expect(textOf({ met: [showOf(1, true), understudy] })).toEqual([]);
  });

  test("are trouble when two play, or when one belongs to another show", () => {
    expect(textOf({ met: [showOf(1, true), showOf(2, true)] })).toEqual([
      "2 machines play show: 11111111 at tcp://10.0.0.2:49152 and 22222222 at tcp://10.0.0.2:49152 | People played each of them, or they have only just met: when it stays so, `zocp takeover ID` says which goes on.",
    ]);
    const other = { ...showOf(2, true, "matinee"), name: "show" };
    expect(textOf({ met: [showOf(1, true), other] })[0]).toMatch(/^2 nodes are called show: /);
  });
});

describe("where nobody is", () => {
  const elsewhere = (given: Parameters<typeof unmet>[0]) => unmet({ where: "other port", port: 5680, ...given });

  test.each<[string, Partial<Findings>, RegExp]>([
    [
      "another port",
      { unmet: [elsewhere({})] },
      /^nobody is on UDP port 5670, but 1 node is on port 5680 \(10\.0\.0\.2\) \| Give all nodes the same port: --port 5680 or ZOCP_PORT=5680 here, or none anywhere\.$/,
    ],
    ["another port, and several there", { unmet: [elsewhere({}), elsewhere({})] }, /but 2 nodes are on port 5680/],
    [
      "a key",
      { unmet: [elsewhere({ port: 5671, version: 3 })] },
      /but 1 node is on port 5671, with a key \(10\.0\.0\.2\) \| Give every command and node here the key of the show/,
    ],
    [
      "no key, while this has one",
      { settings: settings({ port: 5671, keyed: true }), unmet: [elsewhere({ port: 5670 })] },
      /on port 5670, without a key \(10\.0\.0\.2\) \| Give them the key of the show, too; or, if it is not a secure one/,
    ],
    [
      "another port and a key, as this has",
      { settings: settings({ port: 5671, keyed: true }), unmet: [elsewhere({ version: 3 })] },
      /with a key \(10\.0\.0\.2\) \| Give all nodes the same port: --port 5680/,
    ],
    [
      "an interface that is not used",
      { unmet: [unmet({ where: "unused interface", interface: "eth1" })] },
      /^1 node is on eth1 \(10\.0\.0\.2\), which is not used here \| Use it with --interface eth1 or ZOCP_INTERFACE\.$/,
    ],
    [
      "an interface that is not used because another one was named",
      { settings: settings({ interface: "lo" }), unmet: [unmet({ where: "unused interface", interface: "eth1" })] },
      /ZOCP_INTERFACE, or leave the choice to zocp\.$/,
    ],
    [
      "loopback",
      { unmet: [unmet({ where: "loopback" }), unmet({ where: "loopback" })] },
      /^2 nodes are on loopback of this machine: a demo, or what was started with --interface loopback, .* \| See it with --interface loopback/,
    ],
  ])("somebody who is elsewhere is named: %s", (_what, found, text) => {
    expect(textOf(found)).toEqual([expect.stringMatching(text)]);
  });

  test("names no name of loopback that only one system has", () => {
    expect(textOf({ unmet: [unmet({ where: "loopback" })] }).join()).not.toMatch(/--interface lo\b/);
  });

  test.each([
    [["169.254.1.1"], "the address of eth0 is self-assigned: no router or server gave one"],
    [["169.254.1.1", "169.254.2.2"], "the addresses of eth0, eth1 are self-assigned: no router or server gave one"],
  ])("addresses that were given by nobody are told: %j", (addresses, problem) => {
    const cards = addresses.map((address, index) => on(card(`eth${index}`, address, "255.255.0.0")));
    const [told, ...others] = problemsOfNodes(findings({ interfaces: judged(...cards, on(LO)) }));
    expect([told?.problem, others]).toEqual([problem, []]);
    expect(told?.advice).toContain("dev eth0` (until the next start).");
  });

  test("an address that was given by nobody is none of the trouble beside one that was", () => {
    expect(textOf({ interfaces: judged(on(ETH), on(card("eth1", "169.254.1.1", "255.255.0.0"))) })).toEqual([]);
  });

  test.each([
    [
      ["bridge100"],
      "bridge100 is used because there is nothing better: it leads to virtual machines, containers or a VPN",
    ],
    [
      ["bridge100", "docker0"],
      "bridge100, docker0 are used because there is nothing better: they lead to virtual machines, containers or a VPN",
    ],
  ])("what is no network is told: %j", (names, problem) => {
    const cards = names.map((name, index) => on(card(name, `192.168.${index}.1`)));
    expect(problemsOfNodes(findings({ interfaces: judged(...cards, on(LO)) })).map((one) => one.problem)).toEqual([
      problem,
    ]);
  });

  test("a card that lacks something is named only beside one that is used", () => {
    const idle = [{ name: "eth1", lacks: "cable" }] as const;
    expect(textOf({ idle })).toEqual([
      "nobody was met, and eth1 has no cable, or the other end is off | If the other machines are there: Plug the cable of eth1 in at both ends: the lamps beside both sockets must be lit, and the switch needs power.",
    ]);
    expect(textOf({ idle, interfaces: judged(on(LO)) })).toEqual([]);
    expect(textOf({ idle, met: [met()] })).toEqual([]);
  });
});
