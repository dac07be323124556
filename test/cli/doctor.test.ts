import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { idleCards } from "../../src/cli/doctor/cards.ts";
import { describeFindings } from "../../src/cli/doctor/describe.ts";
import type { ExaminedInterface, Findings, Met, Unmet } from "../../src/cli/doctor/findings.ts";
import { networkOf } from "../../src/cli/doctor/networks.ts";
import { problemsOf } from "../../src/cli/doctor/problems.ts";
import { formatFindings } from "../../src/cli/doctor/report.ts";
import { otherPorts, readSettings } from "../../src/cli/doctor/settings.ts";
import { judge } from "../../src/cli/doctor/verdict.ts";
import { coloursFor } from "../../src/cli/format/colours.ts";
import { toJsonText } from "../../src/cli/format/json.ts";
import { widthOf } from "../../src/cli/format/text.ts";
import { chooseInterfaces, type Interface, type RemoteClock } from "../../src/index.ts";
import { Bench } from "./program.ts";

const PLAIN = coloursFor({});
const IDLE = [
  { name: "eth0", lacks: "cable" },
  { name: "wlan0", lacks: "Wi-Fi" },
] as const;

describe("what it says of", () => {
  test.each<[string, Partial<Findings>, RegExp, RegExp]>([
    ["a network without anybody", {}, /^$/, /nobody else is here: start a node on another machine/],
    ["a node of another machine", { met: [met()] }, /^$/, /met 1 node: ready/],
    ["a node of this machine", { met: [met({ here: true })] }, /^$/, /met 1 node, on this machine only/],
    [
      "a node whose clock is off",
      { met: [met({ name: "lamp", clock: clock({ offset: -40.2, roundTrip: 80.4 }) })] },
      /the clock of lamp is 40 ms off, round trip 80 ms/,
      /1 thing/,
    ],
    ["a node whose clock is right", { met: [met({ clock: clock({ offset: 3 }) })] }, /^$/, /ready/],
    ["a node that has no common time", { met: [met({ clock: clock({ offset: 900, synced: false }) })] }, /^$/, /ready/],
    ["another command", { met: [met({ tool: true })] }, /^$/, /met no node, but a zocp command: ready/],
    ["WSL", { host: { platform: "linux", inside: "WSL" } }, /^$/, /this is WSL/],
    ["a container", { host: { platform: "linux", inside: "container" } }, /^$/, /--network host/],
    ["loopback alone", { interfaces: [on(LO)] }, /only this machine can be reached/, /met nobody, and 1 thing/],
    [
      "loopback alone, with a card that has no cable",
      { interfaces: [on(LO)], idle: [{ name: "eth0", lacks: "cable" }] },
      /no network is up \(eth0 has no cable, or the other end is off\)/,
      /1 thing/,
    ],
    [
      "a card that has no address beside one in use, when nobody is there",
      { idle: [{ name: "eth1", lacks: "address" }] },
      /nobody was met, and eth1 has no address/,
      /1 thing/,
    ],
    [
      "the same card, when somebody is there",
      { met: [met()], idle: [{ name: "eth1", lacks: "address" }] },
      /^$/,
      /ready/,
    ],
    ["no interface at all", { interfaces: [], duration: 0 }, /no network interface is up/, /1 thing/],
    ["beacons that are off", { settings: settings({ beacons: false }) }, /beacons are switched off/, /1 thing/],
    [
      "beacons that are off, and a hub",
      { settings: settings({ beacons: false, hubs: ["tcp://10.0.0.9:5670"] }), met: [met({ beacon: undefined })] },
      /^$/,
      /ready/,
    ],
    ["a firewall", { interfaces: [on(ETH, { returned: false })] }, /comes? back: a firewall drops it/, /1 thing/],
    [
      "Windows Firewall",
      { interfaces: [on(ETH, { returned: false })], host: { platform: "win32", inside: undefined } },
      /Windows Firewall \(the network must be “Private”\)/,
      /1 thing/,
    ],
    [
      "macOS without the permission for the local network",
      {
        interfaces: [on(ETH, { returned: false, unsent: "cannot send beacons on en0: macOS … Local Network" })],
        host: { platform: "darwin", inside: undefined },
      },
      /Local Network\n.*Allow the terminal.*quit and open it again/,
      /1 thing/,
    ],
    [
      "a port that Windows has reserved",
      { blocked: "…: Windows has reserved this port …", host: { platform: "win32", inside: undefined } },
      /the beacon port cannot be used: .*reserved.*\n.*Restart Windows.*--port/,
      /1 thing/,
    ],
    [
      "a key that does not fit",
      { unmet: [unmet({ key: "a node at 10.0.0.2 has a key" })] },
      /has a key\n.*key file/,
      /1 thing/,
    ],
    [
      "nodes with a key, where nobody without one is",
      { unmet: [unmet({ where: "other port", port: 5671, version: 3 })] },
      /nobody is on UDP port 5670, but 1 node is on port 5671, with a key \(10\.0\.0\.2\)\n.*--key FILE/,
      /1 thing/,
    ],
    [
      "nodes without a key, where nobody with one is",
      { settings: settings({ keyed: true, port: 5671 }), unmet: [unmet({ where: "other port", port: 5670 })] },
      /on port 5670, without a key \(10\.0\.0\.2\)\n.*the key of the show/,
      /1 thing/,
    ],
    [
      "nodes on another port, where others are here",
      { met: [met()], unmet: [unmet({ where: "other port" })] },
      /^$/,
      /ready/,
    ],
    [
      "a node of another network, where others are here",
      { met: [met()], unmet: [unmet({ where: "other network", address: "192.168.9.9" })] },
      /a beacon came from 192\.168\.9\.9 .*eth0 is 10\.0\.0\.1\/24/,
      /met 1 node, and 1 thing/,
    ],
    [
      "an address without neighbours, where another one is heard",
      {
        interfaces: [on({ ...ETH, netmask: "255.255.255.255" }), on(LO)],
        unmet: [unmet({ where: "other network", address: "10.0.0.9" })],
      },
      /no network here carries beacons: eth0 \(10\.0\.0\.1\/32\)/,
      /1 thing/,
    ],
    [
      "a second choice without anybody",
      { interfaces: [on({ ...ETH, name: "bridge100" }), on(LO)] },
      /bridge100 is used because there is nothing better/,
      /1 thing/,
    ],
    [
      "a second choice with somebody",
      { interfaces: [on({ ...ETH, name: "bridge100" }), on(LO)], met: [met()] },
      /^$/,
      /ready/,
    ],
    [
      "two nodes whose names only look the same to a computer that compares bytes",
      { met: [met({ name: "e\u0301clair" }), met({ name: "éclair", id: "2".repeat(32) })] },
      /2 nodes are called éclair/,
      /met 2 nodes, and 1 thing/,
    ],
    [
      "a show and its two understudies",
      { interfaces: [on(ETH), on(LO)], met: [showOf(1, true), showOf(2, false), showOf(3, false)] },
      /^$/,
      /met 3 nodes: ready/,
    ],
    [
      "two machines that play one show",
      { met: [showOf(1, true), showOf(2, true)] },
      /^2 machines play show: 11111111 at .* and 22222222 at .*zocp takeover ID/s,
      /met 2 nodes, and 1 thing/,
    ],
    [
      "a show, and something else of its name",
      { met: [showOf(1, true), met({ name: "show", id: "2".repeat(32) })] },
      /2 nodes are called show/,
      /met 2 nodes, and 1 thing/,
    ],
  ])("%s", (_what, found, problems, summary) => {
    const findings = { ...FINDINGS, ...found, interfaces: choose(found.interfaces ?? FINDINGS.interfaces) };
    const wrong = problemsOf(findings);
    const text = wrong.map(({ problem, advice }) => `${problem}\n${advice}`).join("\n\n");
    expect(text).toMatch(problems);
    const judgement = judge(findings, wrong);
    expect(judgement.summary).toMatch(summary);
    // Never ready without company, and never with something wrong.
    if (judgement.verdict === "ready") expect([findings.met.length > 0, wrong]).toEqual([true, []]);
    expect(() => toJsonText(describeFindings(findings, wrong, judgement))).not.toThrow();
    for (const columns of [40, 60, 80]) {
      // A word that is longer than the line, as a place is, stands alone.
      const lines = formatFindings(findings, wrong, { judgement, colours: PLAIN, columns });
      for (const line of lines) if (!/\S{25}/.test(line)) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    }
  });
});

describe("what to do", () => {
  const PLATFORMS = ["linux", "darwin", "win32"] as const;
  const LACKING = ["cable", "Wi-Fi", "power", "link", "IPv4", "address"] as const;
  const adviceOf = (found: Partial<Findings>): string =>
    problemsOf({ ...FINDINGS, ...found, interfaces: choose(found.interfaces ?? [on(LO)]) })
      .map(({ advice }) => advice)
      .join("\n");

  test("differs with what a card lacks and with the system, and names the card", () => {
    const all = PLATFORMS.flatMap((platform) =>
      LACKING.map((lacks) => {
        const advice = adviceOf({ idle: [{ name: "eth7", lacks }], host: { platform, inside: undefined } });
        if (lacks !== "Wi-Fi") expect(advice).toContain("eth7");
        return advice;
      }),
    );
    // A cable is plugged in in the same way everywhere, and who gives an address need not be told which family.
    expect(new Set(all).size).toBe(1 + 4 * 3);
  });

  test.each<[what: string, found: Partial<Findings>, advice: RegExp]>([
    ["Wi-Fi on Linux", { idle: [{ name: "wlan0", lacks: "Wi-Fi" }] }, /nmcli device wifi connect/],
    ["a card that is off", { idle: [{ name: "eth0", lacks: "power" }] }, /sudo ip link set eth0 up/],
    ["a card without an address", { idle: [{ name: "eth0", lacks: "address" }] }, /dhclient eth0.*ip address add/],
    ["two cards", { idle: IDLE }, /cable of eth0.*Join the Wi-Fi/],
    ["no card", {}, /a card or its driver is missing/],
    ["no card in a container", { host: { platform: "linux", inside: "container" } }, /--network host/],
    ["no card in WSL", { host: { platform: "linux", inside: "WSL" } }, /networkingMode=mirrored/],
    ["no card on a Mac", { host: { platform: "darwin", inside: undefined } }, /System Settings, Network/],
    ["no card on Windows", { host: { platform: "win32", inside: undefined } }, /Settings, Network & internet/],
    ["no interface at all", { interfaces: [] }, /sudo ip link set lo up/],
    ["an idle card beside one in use", { interfaces: [on(ETH), on(LO)], idle: IDLE }, /If the other .*cable of eth0/],
    ["a TCP port that is taken", { interfaces: [on(ETH)], failure: "…: another program holds this" }, /--tcp-port/],
    ["a failure that nobody knows", { interfaces: [on(ETH)], failure: "odd" }, /ZOCP_TRACE=1 zocp ls/],
    ["a firewall on Linux", { interfaces: [on(ETH, { returned: false })] }, /sudo ufw allow 5670\/udp/],
  ])("about %s is something that can be done", (_, found, advice) => {
    expect(adviceOf(found)).toMatch(advice);
  });
});

test("the report has aligned columns where they fit, and stands below itself where they do not", () => {
  const windows = { ...ETH, name: "vEthernet (External Switch)", address: "192.168.100.20" };
  const findings = { ...FINDINGS, interfaces: choose([on(ETH), on(windows), on(LO)]), met: [met()] };
  const judgement = judge(findings, []);
  const show = (columns: number | undefined) => formatFindings(findings, [], { judgement, colours: PLAIN, columns });
  expect(show(undefined).slice(0, 4)).toEqual([
    "Interfaces",
    "  ✓ eth0                         10.0.0.1/24        255.255.255.0  used: it reaches a local network",
    "  ✓ vEthernet (External Switch)  192.168.100.20/24  255.255.255.0  used: it reaches a local network",
    "  · lo                           127.0.0.1/8        255.0.0.0      left out: it reaches only this machine",
  ]);
  const narrow = show(60);
  expect(narrow).toContain("    used: it reaches a local network");
  expect(narrow).toContain("  ✓ vEthernet (External Switch)  192.168.100.20/24");
  expect(narrow.filter((line) => widthOf(line) > 60)).toEqual([]);
  expect(narrow.at(-1)).toBe("✓ met 1 node: ready");
});

describe("cards without an IPv4 address", () => {
  function cards(...made: [name: string, files: Record<string, string>][]) {
    const folder = mkdtempSync(join(tmpdir(), "zocp-cards-"));
    for (const [name, files] of made) {
      mkdirSync(join(folder, name));
      for (const [file, content] of Object.entries(files)) {
        if (content === "folder") mkdirSync(join(folder, name, file));
        else writeFileSync(join(folder, name, file), `${content}\n`);
      }
    }
    const found = idleCards(folder).filter(({ name }) => made.some(([own]) => own === name));
    rmSync(folder, { recursive: true });
    return Object.fromEntries(found.map(({ name, lacks }) => [name, lacks]));
  }

  test("are told with what they lack, and only those that people mean", () => {
    const up = { type: "1", flags: "0x1003" };
    expect(
      cards(
        ["eth7", { ...up, carrier: "0" }],
        ["eth8", { ...up, carrier: "1" }],
        ["eth9", { type: "1", flags: "0x1002" }],
        ["wlan7", { ...up, carrier: "0", wireless: "folder" }],
        ["eth5", { ...up, carrier: "1", operstate: "dormant" }],
        ["eth6", { ...up, carrier: "1", operstate: "unknown" }],
        ["docker0", { ...up, carrier: "0" }],
        ["br-0123456789ab", { ...up, carrier: "0" }],
        ["sit7", { type: "776", flags: "0x80" }],
      ),
    ).toEqual({ eth5: "link", eth6: "address", eth7: "cable", eth8: "address", eth9: "power", wlan7: "Wi-Fi" });
  });
});

describe("settings", () => {
  test("are those of the options, then of the environment", () => {
    const env = { ZOCP_PORT: "6000", ZOCP_BEACONS: "off", ZOCP_GOSSIP: "tcp://a:1, tcp://b:2", ZOCP_INTERFACE: "" };
    expect(readSettings({}, env)).toMatchObject({
      ...{ port: 6000, beacons: false, hubs: ["tcp://a:1", "tcp://b:2"], interface: undefined },
      environment: ["ZOCP_PORT=6000", "ZOCP_BEACONS=off", "ZOCP_GOSSIP=tcp://a:1, tcp://b:2"],
    });
    expect(readSettings({ port: 7000, beacons: true, gossip: [] }, env)).toMatchObject({
      port: 7000,
      beacons: true,
      hubs: [],
    });
    expect(readSettings({ key: "show.key" }, {})).toMatchObject({ port: 5671, keyed: true });
  });

  test.each([
    [5670, [5671, 5672, 5680, 5669]],
    [6000, [5670, 5671, 5672, 5680, 5999, 6001]],
    [65_535, [5670, 5671, 5672, 5680, 65_534]],
  ])("of port %i lead to the other ports %j", (port, others) => {
    expect(otherPorts(settings({ port }))).toEqual(others);
  });
});

test("an address belongs to the interface that has it, else to the smallest network that it is on", () => {
  const wide = on({ ...ETH, name: "wide", address: "10.9.9.9", netmask: "255.0.0.0" });
  const choices = choose([wide, on(ETH)]);
  const name = (address: string) => networkOf(address, choices)?.interface.name;
  expect([name("10.0.0.7"), name("10.9.9.9"), name("10.7.7.7"), name("192.168.1.1")]).toEqual([
    ...["eth0", "wide", "wide"],
    undefined,
  ]);
});

describe("as another system", () => {
  const RESERVED = { SYSTEM_PLATFORM: "win32", SYSTEM_RESERVED: "1" };
  const DENIED = { SYSTEM_PLATFORM: "darwin", SYSTEM_UNSENT: "EHOSTUNREACH 127.255. 225." };

  test.each([
    ["Windows, whose port is reserved", RESERVED, "Windows has reserved this port, or another program holds it alone"],
    ["macOS, which lets nothing leave", DENIED, "System Settings, Privacy & Security, Local Network"],
  ])("%s, it names that", async (_what, system, reason) => {
    await using bench = await Bench.open();
    const { code, stdout } = await bench.startOn(system, "doctor", "--wait", "1.5").ended;
    expect(code).toBe(1);
    expect(stdout).toContain(reason);
    expect(stdout).not.toContain("in this machine's firewall");
  });

  test("Windows, it shows what its adapters are judged", async () => {
    await using bench = await Bench.open();
    const interfaces = JSON.stringify({ "Loopback Pseudo-Interface 1": ["127.0.0.1", "255.0.0.0"] });
    const system = { SYSTEM_INTERFACES: interfaces, ZOCP_INTERFACE: "lo" };
    const { stdout } = await bench.startOn(system, "doctor", "--wait", "0.3").ended;
    expect(stdout).toContain("Loopback Pseudo-Interface 1  127.0.0.1/8  255.0.0.0  used: it was asked for");
  });
});

const ETH: Interface = {
  ...{ name: "eth0", address: "10.0.0.1", netmask: "255.255.255.0", broadcast: "10.0.0.255" },
  loopback: false,
};
const LO: Interface = {
  ...{ name: "lo", address: "127.0.0.1", netmask: "255.0.0.0", broadcast: "127.255.255.255" },
  loopback: true,
};
const FINDINGS: Findings = {
  settings: settings(),
  host: { platform: "linux", inside: undefined },
  interfaces: [on(ETH), on(LO)],
  ...{ idle: [], choice: undefined, blocked: undefined, failure: undefined, met: [], unmet: [], places: [] },
  duration: 3000,
};

function settings(given: Partial<Findings["settings"]> = {}): Findings["settings"] {
  const network = { interface: undefined, port: 5670, portChosen: false, keyed: false, beacons: true, all: false };
  return { ...network, hubs: [], peers: [], environment: [], ...given };
}

function on(one: Interface, tried: Partial<ExaminedInterface> = {}): ExaminedInterface {
  return { interface: one, used: true, secondChoice: false, reason: "", returned: true, unsent: undefined, ...tried };
}

/** Judges them as a node would. */
function choose(examined: readonly ExaminedInterface[]): readonly ExaminedInterface[] {
  const choices = chooseInterfaces(examined.map((one) => one.interface));
  return examined.map((one, index) => ({ ...one, ...choices[index] }));
}

function clock(differences: Partial<RemoteClock>): RemoteClock {
  const usual = { offset: 0, error: 0.1, roundTrip: 0.4, synced: true, timeline: "t", reference: "desk", drift: 0 };
  return { ...usual, ...differences };
}

function met(given: Partial<Met> = {}): Met {
  const node = { id: "1".repeat(32), name: "lamp", address: "tcp://10.0.0.2:49152", interface: "eth0", here: false };
  return { ...node, beacon: 1, zocp: true, complete: true, tool: false, ...given };
}

function unmet(given: Partial<Unmet> = {}): Unmet {
  const beacon = { id: "3".repeat(32), address: "10.0.0.2", tcpPort: 49_152, version: 1 as const, port: 5670 };
  return { ...beacon, where: "near", interface: "eth0", key: undefined, answer: undefined, ...given };
}

/** A node that plays a show, or stands ready for it. */
function showOf(number: number, plays: boolean): Met {
  const role = { of: "show", plays, term: 0, presses: 0, since: 0, auto: false };
  return met({ name: plays ? "show" : "show (understudy)", id: String(number).repeat(32), role });
}
