import { describe, expect, test } from "vitest";

import type { Findings } from "../../../src/cli/doctor/findings.ts";
import { problemsOf } from "../../../src/cli/doctor/problems.ts";
import { card, ETH, findings, host, judged, LO, met, on, settings } from "./stage.ts";

const textOf = (found: Partial<Findings>): string[] =>
  problemsOf(findings(found)).map(({ problem, advice }) => `${problem} | ${advice}`);

test("a machine with a network, and nobody else, has no problem", () => {
  expect(textOf({})).toEqual([]);
  expect(textOf({ met: [met()] })).toEqual([]);
});

describe("the interface that was asked for", () => {
  const choice = 'there is no interface "eht0"; this machine has eth0 (10.0.0.1)';

  test("is named with those that there are, and nothing follows from it", () => {
    const interfaces = [on(ETH, { used: false }), on(LO, { used: false })];
    expect(textOf({ choice, interfaces, settings: settings({ interface: "eht0" }) })).toEqual([
      `${choice} | Name one that exists, or leave the choice to zocp.`,
    ]);
  });

  test("is to be named by its address where the system lists none", () => {
    expect(textOf({ choice: "this system does not list its interfaces", interfaces: [] })).toEqual([
      "this system does not list its interfaces | Look up the address of this machine in its settings of Wi-Fi, and name it: --interface 192.168.1.7.",
    ]);
  });
});

describe("without a network", () => {
  test.each<[string, Partial<Findings>, string]>([
    ["nothing is up", { interfaces: [] }, "no network interface is up"],
    ["nothing is used", { interfaces: [on(ETH, { used: false })] }, "no network interface is up"],
    [
      "nothing is up, and a card lacks its cable",
      { interfaces: [], idle: [{ name: "eth0", lacks: "cable" }] },
      "no network interface is up (eth0 has no cable, or the other end is off)",
    ],
    ["only loopback is up", { interfaces: judged(on(LO)) }, "only this machine can be reached: no network is up"],
    [
      "only loopback is up, and two cards lack something",
      {
        interfaces: judged(on(LO)),
        idle: [
          { name: "eth0", lacks: "power" },
          { name: "wlan0", lacks: "Wi-Fi" },
        ],
      },
      "only this machine can be reached: no network is up (eth0 has no power: it is switched off; wlan0 has no Wi-Fi that it is connected to)",
    ],
    [
      "an address has no neighbours",
      { interfaces: judged(on(card("eth0", "10.0.0.1", "255.255.255.255")), on(LO)) },
      "no network here carries beacons: eth0 (10.0.0.1/32) has no neighbours",
    ],
    [
      "two addresses have no neighbours",
      {
        interfaces: judged(
          on(card("eth0", "10.0.0.1", "255.255.255.255")),
          on(card("eth1", "10.1.0.1", "255.255.255.255")),
          on(LO),
        ),
      },
      "no network here carries beacons: eth0 (10.0.0.1/32), eth1 (10.1.0.1/32) have no neighbours",
    ],
    [
      "beacons are off",
      { settings: settings({ beacons: false }) },
      "beacons are switched off, and no hub or peer is named: nobody can be found",
    ],
  ])("it is told that %s", (_what, found, problem) => {
    expect(problemsOf(findings(found)).map((one) => one.problem)).toEqual([problem]);
  });

  test.each<[string, Partial<Findings>]>([
    ["loopback was asked for", { interfaces: judged(on(LO)), settings: settings({ interface: "lo" }) }],
    ["beacons are off, and a hub is named", { settings: settings({ beacons: false, hubs: ["tcp://a:1"] }) }],
    ["beacons are off, and a peer is named", { settings: settings({ beacons: false, peers: ["tcp://a:1"] }) }],
    [
      "an address has no neighbours, and a hub is named",
      {
        interfaces: judged(on(card("eth0", "10.0.0.1", "255.255.255.255"), { returned: false }), on(LO)),
        settings: settings({ hubs: ["tcp://a:1"] }),
      },
    ],
  ])("nothing is wrong when %s", (_what, found) => {
    expect(textOf(found)).toEqual([]);
  });
});

describe("the beacon port", () => {
  test.each<[string, Partial<Findings>, string]>([
    [
      "that another program holds",
      { blocked: "UDP port 5670: another program holds it" },
      "the beacon port cannot be used: UDP port 5670: another program holds it | End the program that holds UDP port 5670, or give all nodes another one with --port or ZOCP_PORT.",
    ],
    [
      "that Windows has reserved",
      { blocked: "Windows has reserved this port", host: host("win32") },
      "the beacon port cannot be used: Windows has reserved this port | Restart Windows, which chooses its ports anew, or give all nodes another one with --port or ZOCP_PORT.",
    ],
    [
      "that is said to be reserved elsewhere",
      { blocked: "reserved", host: host("linux") },
      "the beacon port cannot be used: reserved | End the program that holds UDP port 5670, or give all nodes another one with --port or ZOCP_PORT.",
    ],
    [
      "another one than the usual",
      { blocked: "taken", settings: settings({ port: 6000, portChosen: true }) },
      "the beacon port cannot be used: taken | End the program that holds UDP port 6000, or give all nodes another one with --port or ZOCP_PORT.",
    ],
  ])("%s is told, and what to do", (_what, found, text) => {
    expect(textOf(found)).toEqual([text]);
  });

  test("that is blocked hides that no node can be started: that is its consequence", () => {
    expect(textOf({ blocked: "taken", failure: "no port" })).toHaveLength(1);
  });
});

describe("beacons", () => {
  test.each([
    ["linux", /`sudo ufw allow 5670\/udp`, or `sudo firewall-cmd --add-port=5670\/udp`\.$/],
    ["darwin", /System Settings, Network, Firewall, Options, incoming connections for node\.$/],
    ["win32", /Windows Firewall \(the network must be “Private”\), in both directions: .*node\.exe\.$/],
  ] as const)("that do not come back were dropped by a firewall, which is opened on %s", (platform, advice) => {
    const [told] = textOf({ interfaces: [on(ETH, { returned: false })], host: host(platform) });
    expect(told).toMatch(
      /^what is broadcast on eth0 does not come back: a firewall drops it \| Allow UDP port 5670 on eth0/,
    );
    expect(told).toMatch(advice);
  });

  test("that do not come back are told for each interface, those that do and those not tried are not", () => {
    const interfaces = [
      on(ETH, { returned: false }),
      on(card("eth1", "10.1.0.1"), { returned: false }),
      on(card("eth2", "10.2.0.1"), { returned: true }),
      on(card("eth3", "10.3.0.1"), { returned: undefined }),
    ];
    expect(textOf({ interfaces }).map((text) => /on (eth\d) does/.exec(text)?.[1])).toEqual(["eth0", "eth1"]);
  });

  test.each<[string, NodeJS.Platform, string]>([
    [
      "macOS keeps them: Local Network",
      "darwin",
      "Allow the terminal (or the program that starts the node) there, then quit and open it again; tmux: its server, too.",
    ],
    ["the system does not permit it", "linux", "Allow outgoing UDP in this machine's firewall."],
    [
      "macOS keeps them: Local Network; the system does not permit it",
      "linux",
      "Allow outgoing UDP in this machine's firewall.",
    ],
    [
      "the network is down",
      "win32",
      "Look whether its cable or Wi-Fi is still connected, and whether it has kept its address: the section Interfaces shows it.",
    ],
  ])("that do not leave are told with the reason: %s, on %s", (unsent, platform, advice) => {
    const interfaces = [on(ETH, { returned: false, unsent })];
    expect(textOf({ interfaces, host: host(platform) })).toEqual([`${unsent} | ${advice}`]);
  });
});

describe("a place that was named", () => {
  test.each([
    ["hub", "connection refused", /^the hub tcp:\/\/a:1 is not there: connection refused \| Start `zocp hub` there/],
    ["hub", "the hub tcp://a:1 does not answer", /^the hub tcp:\/\/a:1 does not answer \| Start `zocp hub` there/],
    [
      "peer",
      "nothing listens there",
      /^the peer tcp:\/\/a:1 is not there: nothing listens there \| Start the node there/,
    ],
  ] as const)("as a %s and is not there is told: %s", (kind, reason, text) => {
    const places = [{ kind, place: "tcp://a:1", reached: false, reason }];
    expect(textOf({ places })).toEqual([expect.stringMatching(text)]);
  });

  test("and is there is no problem", () => {
    expect(textOf({ places: [{ kind: "hub", place: "tcp://a:1", reached: true, reason: undefined }] })).toEqual([]);
  });
});

test("causes come before their consequences", () => {
  const found: Partial<Findings> = {
    settings: settings({ hubs: ["tcp://a:1"] }),
    interfaces: [on(ETH, { returned: false })],
    failure: "odd",
    places: [{ kind: "hub", place: "tcp://a:1", reached: false, reason: "gone" }],
    met: [met(), met({ address: "tcp://10.0.0.3:1" })],
  };
  expect(problemsOf(findings(found)).map(({ problem }) => problem.split(" ").slice(0, 3).join(" "))).toEqual([
    ...["no node can", "what is broadcast", "the hub tcp://a:1", "2 nodes are"],
  ]);
});
