import { describe, expect, test } from "vitest";

import { type IdleCard, LACKS } from "../../../src/cli/doctor/cards.ts";
import {
  addressSettings,
  firewallRemedy,
  remedyForFailure,
  remedyForNoCard,
  remedyForNothing,
  remedyOf,
} from "../../../src/cli/doctor/remedies.ts";
import { host } from "./stage.ts";

const PLATFORMS = ["linux", "darwin", "win32"] as const;
const LACKING = Object.keys(LACKS) as IdleCard["lacks"][];
const idle = (...lacking: IdleCard["lacks"][]): IdleCard[] =>
  lacking.map((lacks, index) => ({ name: `eth${index}`, lacks }));

describe("what a card lacks", () => {
  test.each<[IdleCard["lacks"], (typeof PLATFORMS)[number], string]>([
    [
      "cable",
      "linux",
      "Plug the cable of eth0 in at both ends: the lamps beside both sockets must be lit, and the switch needs power.",
    ],
    [
      "Wi-Fi",
      "linux",
      "Join the Wi-Fi with `nmcli device wifi connect NAME --ask`, or in the settings of the desktop.",
    ],
    ["Wi-Fi", "darwin", "Join the Wi-Fi in its menu, at the top of the screen."],
    ["Wi-Fi", "win32", "Join the Wi-Fi: Settings, Network & internet, Wi-Fi."],
    [
      "power",
      "linux",
      "Switch eth0 on with `sudo ip link set eth0 up`, and a Wi-Fi with `sudo rfkill unblock wifi`, too.",
    ],
    ["power", "darwin", "Switch eth0 on: System Settings, Network, its service, “Make Service Active”."],
    ["power", "win32", "Switch eth0 on: Settings, Network & internet, Advanced network settings, “Enable”."],
    ["link", "linux", "Run doctor again in a moment; `nmcli device status` says what eth0 waits for."],
    ["link", "darwin", "Run doctor again in a moment; System Settings, Network says what eth0 waits for."],
    ["link", "win32", "Run doctor again in a moment; Settings, Network & internet says what eth0 waits for."],
    [
      "address",
      "linux",
      "Ask a router for an address: `sudo nmcli device connect eth0` or `sudo dhclient eth0`; where there is none, set 192.168.50.1, 192.168.50.2 and so on: `sudo ip address add ADDRESS/24 broadcast + dev eth0` (until the next start).",
    ],
    [
      "IPv4",
      "darwin",
      "Ask a router for an address: `sudo ipconfig set eth0 DHCP`; where there is none, set 192.168.50.1, 192.168.50.2 and so on: System Settings, Network, the service of eth0, Details, TCP/IP, Manually.",
    ],
    [
      "IPv4",
      "win32",
      "Ask a router for an address: `ipconfig /renew`; where there is none, set 192.168.50.1, 192.168.50.2 and so on: Settings, Network & internet, eth0, IP assignment, Manual.",
    ],
  ])("%s on %s", (lacks, platform, advice) => {
    expect(remedyOf(idle(lacks), host(platform))).toBe(advice);
  });

  test("is told the same on a system that is none of the three as on Linux", () => {
    for (const lacks of LACKING)
      expect(remedyOf(idle(lacks), host("freebsd"))).toBe(remedyOf(idle(lacks), host("linux")));
  });

  test("is told once, however many cards need the same", () => {
    expect(remedyOf(idle("Wi-Fi", "Wi-Fi", "Wi-Fi"), host("darwin"))).toBe(
      "Join the Wi-Fi in its menu, at the top of the screen.",
    );
  });

  test("is told of three cards at most, the first ones", () => {
    const advice = remedyOf(idle("cable", "cable", "cable", "cable", "cable"), host());
    expect(advice.match(/eth\d/g)).toEqual(["eth0", "eth1", "eth2"]);
  });

  test("is nothing without a card", () => {
    expect(remedyOf([], host())).toBe("");
  });

  test("is always whole sentences, and never the command of another system", () => {
    const foreign = { linux: /System Settings|ipconfig/, darwin: /nmcli|ip link|Task Manager/, win32: /sudo|nmcli/ };
    for (const platform of PLATFORMS)
      for (const lacks of LACKING) {
        const advice = remedyOf(idle(lacks), host(platform));
        expect(advice).toMatch(/^[A-Z].*\.$/);
        expect(advice).not.toMatch(foreign[platform]);
      }
  });
});

describe("where no card is known", () => {
  test.each([
    ["linux", undefined, /^Plug a cable in or join a Wi-Fi; `ip link` lists the cards/],
    ["darwin", undefined, /^Plug a cable in or join a Wi-Fi; System Settings, Network/],
    ["win32", undefined, /^Plug a cable in or join a Wi-Fi; Settings, Network & internet/],
    ["linux", "container", /^Start the container with --network host/],
    ["linux", "WSL", /^Set networkingMode=mirrored in the file \.wslconfig of Windows, then `wsl --shutdown`/],
  ] as const)("on %s (%s)", (platform, inside, advice) => {
    expect(remedyForNoCard(host(platform, inside))).toMatch(advice);
  });

  test("loopback is brought up first where a system does not start it", () => {
    expect(remedyForNothing(host())).toBe(
      `Bring loopback up with \`sudo ip link set lo up\`. ${remedyForNoCard(host())}`,
    );
    for (const platform of ["darwin", "win32"] as const)
      expect(remedyForNothing(host(platform))).toBe(remedyForNoCard(host(platform)));
  });
});

test.each([
  ["linux", 6000, "`sudo ufw allow 6000/udp`, or `sudo firewall-cmd --add-port=6000/udp`"],
  ["darwin", 6000, "Allow UDP port 6000 on en0"],
  ["win32", 6000, "Allow UDP port 6000 on en0"],
] as const)("a firewall is opened on %s for the port %i that is used", (platform, port, words) => {
  const advice = firewallRemedy("en0", port, host(platform));
  expect(advice).toContain(words);
  expect(advice).toContain(" on en0");
});

test("an address is set for the card that is meant", () => {
  for (const platform of PLATFORMS) expect(addressSettings("card 7", host(platform))).toContain("card 7");
});

describe("a node that cannot be started", () => {
  test.each([
    ["cannot listen on 0.0.0.0:7000: another program holds this port", /^End the program that holds it, .*--tcp-port/],
    ["ports below 1024 need more rights", /^Choose a port of 1024 or more: --tcp-port or ZOCP_TCP_PORT\.$/],
    ["this machine does not have the address 10.0.0.9", /^Name an address that this machine has with --interface/],
    ["too many files are open", /^Raise the limit with `ulimit -n 4096`/],
    ["the system does not permit it", /^Allow this program to use the network/],
    ["something odd", /^`ZOCP_TRACE=1 zocp ls` shows what the system says about it; please report that\.$/],
  ])("because %s", (reason, advice) => {
    expect(remedyForFailure(reason, host())).toMatch(advice);
  });

  test("is helped on Windows by what Windows has", () => {
    expect(remedyForFailure("too many files are open", host("win32"))).toMatch(/^End programs .*Task Manager/);
    expect(remedyForFailure("something odd", host("win32"))).toBe(
      "`set ZOCP_TRACE=1` and `zocp ls` in cmd show what the system says about it; please report that.",
    );
  });
});
