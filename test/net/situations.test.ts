import { describe, expect, test } from "vitest";

import { chooseInterfaces, chooseNow } from "../../src/net/choose.ts";
import { kindOf } from "../../src/net/interface-kinds.ts";
import { makeInterface } from "../../src/net/ipv4.ts";
import type { Interface } from "../../src/net/net.ts";

/** `192.168.1.7/24` of an interface. */
function card(name: string, cidr: string): Interface {
  const [address = "", length = "24"] = cidr.split("/");
  const digits = "1".repeat(Number(length)).padEnd(32, "0").match(/.{8}/g) ?? [];
  return makeInterface({ name, address, netmask: digits.map((octet) => Number.parseInt(octet, 2)).join(".") });
}

type Situation = readonly [what: string, cards: Readonly<Record<string, string>>, used: readonly string[], why: RegExp];

const LOCAL = /^it reaches a local network$/;
const OWN = /^it reaches a local network; its address is self-assigned$/;
const INSTEAD = /^there is no better one, although it belongs to (containers|virtual machines|a VPN)$/;
const ALONE = /^there is no network but this machine$/;

const WINDOWS_LO = { "Loopback Pseudo-Interface 1": "127.0.0.1/8" };
const MAC_LO = { lo0: "127.0.0.1/8" };
const LINUX_LO = { lo: "127.0.0.1/8" };

const WINDOWS: readonly Situation[] = [
  ["a laptop on a Wi-Fi", { "Wi-Fi": "192.168.1.20/24", ...WINDOWS_LO }, ["Wi-Fi"], LOCAL],
  [
    "a laptop on cable and Wi-Fi",
    { Ethernet: "10.0.0.5/8", "Wi-Fi": "192.168.1.20/24", ...WINDOWS_LO },
    ["Ethernet", "Wi-Fi"],
    LOCAL,
  ],
  [
    "Hyper-V whose switch has taken the address of the adapter",
    { "vEthernet (External Switch)": "192.168.1.20/24", "vEthernet (Default Switch)": "172.25.0.1/20", ...WINDOWS_LO },
    ["vEthernet (External Switch)"],
    LOCAL,
  ],
  [
    "WSL and a cable that is pulled",
    { "vEthernet (WSL (Hyper-V firewall))": "172.30.0.1/20", ...WINDOWS_LO },
    ["vEthernet (WSL (Hyper-V firewall))"],
    INSTEAD,
  ],
  [
    "Docker Desktop beside a cable",
    { Ethernet: "10.0.0.5/24", "vEthernet (DockerNAT)": "10.0.75.1/24", ...WINDOWS_LO },
    ["Ethernet"],
    LOCAL,
  ],
  [
    "VirtualBox, whose address is the same on every machine",
    { Ethernet: "10.0.0.5/24", "VirtualBox Host-Only Network": "192.168.56.1/24", ...WINDOWS_LO },
    ["Ethernet"],
    LOCAL,
  ],
  [
    "a mobile hotspot that the machine is itself",
    { "Local Area Connection* 10": "192.168.137.1/24", ...WINDOWS_LO },
    ["Local Area Connection* 10"],
    LOCAL,
  ],
  [
    "a cable to one other machine, without anybody who gives addresses",
    { Ethernet: "169.254.17.4/16", ...WINDOWS_LO },
    ["Ethernet"],
    OWN,
  ],
  [
    "a VPN beside a Wi-Fi",
    { "Wi-Fi": "192.168.1.20/24", Tailscale: "100.101.1.2/32", "ProtonVPN TUN": "10.2.0.2/32", ...WINDOWS_LO },
    ["Wi-Fi"],
    LOCAL,
  ],
  [
    "a VPN of a whole network, and nothing else",
    { "ZeroTier One [8056c2e21c000001]": "10.147.17.3/24", ...WINDOWS_LO },
    ["ZeroTier One [8056c2e21c000001]"],
    INSTEAD,
  ],
  ["no network", WINDOWS_LO, ["Loopback Pseudo-Interface 1"], ALONE],
];

const MAC: readonly Situation[] = [
  ["a laptop on a Wi-Fi", { ...MAC_LO, en0: "192.168.1.30/24" }, ["en0"], LOCAL],
  ["a dock and a Wi-Fi", { ...MAC_LO, en0: "192.168.1.30/24", en7: "10.0.0.9/24" }, ["en0", "en7"], LOCAL],
  ["a Thunderbolt cable", { ...MAC_LO, bridge0: "169.254.8.8/16" }, ["bridge0"], OWN],
  ["one that shares its internet", { ...MAC_LO, bridge100: "192.168.2.1/24" }, ["bridge100"], INSTEAD],
  ["one that shares, beside a cable", { ...MAC_LO, en0: "10.0.0.9/24", bridge100: "192.168.2.1/24" }, ["en0"], LOCAL],
  ["Parallels beside a Wi-Fi", { ...MAC_LO, en0: "192.168.1.30/24", vnic0: "10.211.55.2/24" }, ["en0"], LOCAL],
  ["ZeroTier beside a Wi-Fi", { ...MAC_LO, en0: "192.168.1.30/24", feth2345: "10.147.17.3/24" }, ["en0"], LOCAL],
  ["a telephone on USB", { ...MAC_LO, en8: "172.20.10.2/28" }, ["en8"], LOCAL],
  ["a VPN whose address is not private", { ...MAC_LO, utun4: "100.64.0.3/32" }, ["lo0"], ALONE],
  ["a VPN of a whole network", { ...MAC_LO, utun4: "10.8.0.2/24" }, ["utun4"], INSTEAD],
  ["no network", MAC_LO, ["lo0"], ALONE],
];

const LINUX: readonly Situation[] = [
  [
    "a Pi on a cable and a Wi-Fi",
    { ...LINUX_LO, eth0: "10.0.0.7/24", wlan0: "192.168.1.7/24" },
    ["eth0", "wlan0"],
    LOCAL,
  ],
  ["a Pi that is an access point", { ...LINUX_LO, wlan0: "10.42.0.1/24" }, ["wlan0"], LOCAL],
  ["a Pi Zero on USB", { ...LINUX_LO, usb0: "169.254.64.64/16" }, ["usb0"], OWN],
  [
    "a machine with names of its slots",
    { ...LINUX_LO, enp3s0: "10.0.0.7/24", wlp2s0: "10.1.0.7/24" },
    ["enp3s0", "wlp2s0"],
    LOCAL,
  ],
  [
    "Docker and a cable",
    { ...LINUX_LO, eth0: "10.0.0.7/24", docker0: "172.17.0.1/16", "br-0a1b2c3d4e5f": "172.18.0.1/16" },
    ["eth0"],
    LOCAL,
  ],
  ["Docker alone", { ...LINUX_LO, docker0: "172.17.0.1/16" }, ["docker0"], INSTEAD],
  [
    "Docker and libvirt alone",
    { ...LINUX_LO, docker0: "172.17.0.1/16", virbr0: "192.168.122.1/24" },
    ["docker0", "virbr0"],
    INSTEAD,
  ],
  ["a container", { ...LINUX_LO, eth0: "172.17.0.2/16" }, ["eth0"], LOCAL],
  ["a container without a network", LINUX_LO, ["lo"], ALONE],
  ["WSL 2", { ...LINUX_LO, eth0: "172.30.5.6/20" }, ["eth0"], LOCAL],
  [
    "a bridge that people made",
    { ...LINUX_LO, "br-dmx": "2.0.0.7/8", vmbr0: "10.0.0.7/24" },
    ["br-dmx", "vmbr0"],
    LOCAL,
  ],
  ["Art-Net on addresses of 2.x", { ...LINUX_LO, eth0: "2.0.0.7/8" }, ["eth0"], LOCAL],
  ["a bond and a VLAN", { ...LINUX_LO, bond0: "10.0.0.7/24", "eth0.20": "10.20.0.7/24" }, ["bond0", "eth0.20"], LOCAL],
  ["WireGuard beside a Wi-Fi", { ...LINUX_LO, wlan0: "192.168.1.7/24", wg0: "10.8.0.2/24" }, ["wlan0"], LOCAL],
  ["WireGuard alone", { ...LINUX_LO, wg0: "10.8.0.2/24" }, ["wg0"], INSTEAD],
  ["WireGuard and Docker alone", { ...LINUX_LO, wg0: "10.8.0.2/24", docker0: "172.17.0.1/16" }, ["docker0"], INSTEAD],
  ["a modem with an address of the internet", { ...LINUX_LO, ppp0: "8.8.4.4/32" }, ["lo"], ALONE],
  [
    "two addresses of one interface",
    { ...LINUX_LO, eth0: "10.0.0.7/24", "eth0:1": "192.168.1.7/24" },
    ["eth0", "eth0:1"],
    LOCAL,
  ],
  [
    "pods of Kubernetes on a host",
    { ...LINUX_LO, eth0: "10.0.0.7/24", cni0: "10.244.0.1/24", "flannel.1": "10.244.0.0/32" },
    ["eth0"],
    LOCAL,
  ],
];

describe.each([
  ["Windows", WINDOWS],
  ["macOS", MAC],
  ["Linux", LINUX],
] as const)("%s:", (_, situations) => {
  test.each(situations)("%s", (_what, cards, used, why) => {
    const all = Object.entries(cards).map(([name, cidr]) => card(name, cidr));
    const choices = chooseInterfaces(all);
    expect(choices.filter((choice) => choice.used).map((choice) => choice.interface.name)).toEqual(used);
    for (const choice of choices.filter((one) => one.used)) {
      expect(choice.reason).toMatch(why);
      expect(choice.secondChoice).toBe(why === INSTEAD);
    }
    // Each is told of, in the order of the system, with a reason; the others with the one that speaks against them.
    expect(choices.map((choice) => choice.interface)).toEqual(all);
    for (const { reason } of choices.filter((one) => !one.used))
      expect(reason).toMatch(/^it (belongs to|reaches only this machine)/);
  });

  test.each(situations)("%s, in another order of the system", (_what, cards, used) => {
    const all = Object.entries(cards).map(([name, cidr]) => card(name, cidr));
    const names = chooseInterfaces(all.toReversed()).flatMap((one) => (one.used ? [one.interface.name] : []));
    expect(names.toReversed()).toEqual(used);
  });

  test.each(situations)("%s, where one is asked for by name, by address or without capitals", (_what, cards) => {
    const all = Object.entries(cards).map(([name, cidr]) => card(name, cidr));
    for (const { name, address } of all)
      for (const wanted of [name, address, name.toUpperCase(), name.toLowerCase()]) {
        const used = chooseNow({ interfaces: () => all }, wanted).filter((one) => one.used);
        expect(used.map((one) => [one.interface.name, one.secondChoice, one.reason])).toEqual([
          [name, false, "it was asked for"],
        ]);
      }
  });
});

describe("without anybody to reach by beacons", () => {
  test.each([
    ["a cloud machine", "10.128.0.2/32", ["lo", "ens4"], /only nodes of --gossip, --peer or --endpoint/],
    ["two machines on a line", "10.0.0.2/31", ["ens4"], /^it reaches one other machine$/],
  ] as const)("%s", (_, cidr, used, why) => {
    const choices = chooseInterfaces([card("lo", "127.0.0.1/8"), card("ens4", cidr)]);
    expect(choices.filter((one) => one.used).map((one) => one.interface.name)).toEqual(used);
    expect(choices[1]?.reason).toMatch(why);
  });
});

describe("what is no list of interfaces is refused, and named:", () => {
  test.each<[unknown, unknown, string]>([
    [undefined, undefined, "the interfaces are undefined, not a list"],
    ["eth0", undefined, 'the interfaces are "eth0", not a list'],
    [[null], undefined, "one of the interfaces are null, not an object"],
    [[{ name: "eth0" }], undefined, "the address of an interface is undefined, not a text"],
    [[{ name: 7, address: "", netmask: "", broadcast: "" }], undefined, "the name of an interface is 7, not a text"],
    [[], 7, "the wanted interface is 7, not a text"],
    [[], null, "the wanted interface is null, not a text"],
  ])("%o, wanting %o", (all, wanted, message) => {
    expect(() => chooseInterfaces(all as Interface[], wanted as string)).toThrow(message);
  });
});

test.each([
  // Names that people give to what leads to a local network; none of them is anybody else's.
  ...[
    "eth0",
    "end0",
    "eno1",
    "ens18",
    "enx001122334455",
    "wlan1",
    "wlp0s20f3",
    "wlx00c0ca",
    "br0",
    "br-lan",
    "usb0",
    "ib0",
  ],
  ...["en0", "en10", "bridge0", "bridge1", "ap1", "fw0", "awdl0"],
  ...[
    "Ethernet",
    "Ethernet 3",
    "LAN-Verbindung",
    "WLAN",
    "Bluetooth Network Connection",
    "Netzwerkbrücke",
    "vEthernet (Show)",
  ],
  ...["vEthernet (nathan)", "Team 1", "Conexión de área local", "vethernet"],
])("%s belongs to nobody else", (name) => {
  expect(kindOf(name)).toBeUndefined();
});
