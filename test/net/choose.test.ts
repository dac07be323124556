import { describe, expect, test } from "vitest";

import { NetworkError } from "../../src/errors.ts";
import { chooseInterfaces, chooseNow, presentInterfaces } from "../../src/net/choose.ts";
import { broadcastAddress } from "../../src/net/ipv4.ts";
import type { Interface } from "../../src/net/net.ts";

const lo = card("lo", "127.0.0.1", "255.0.0.0");
const wire = card("eth0", "192.168.1.7");
const wifi = card("wlan0", "10.1.1.7");
const own = card("eth1", "169.254.3.4", "255.255.0.0");

const REAL = [
  ...[
    "br0",
    "br-lan",
    "br-eth0",
    "br-dmx",
    "br-a1",
    "br-0a1b2c",
    "br-show",
    "vmbr0",
    "bond0",
    "vlan10",
    "enp3s0",
    "en0",
    "wlan0",
  ],
  ...[
    "Ethernet",
    "Ethernet 2",
    "Wi-Fi",
    "Local Area Connection* 10",
    "vEthernet (External Switch)",
    "vEthernet (LAN)",
    "bridge0",
  ],
];
const VIRTUAL = {
  containers: [
    "docker0",
    "DOCKER0",
    "br-0a1b2c3d4e5f",
    "veth12",
    "lxcbr0",
    "lxdbr0",
    "cni0",
    "flannel.1",
    "cali0123456789a",
    "podman0",
  ],
  "virtual machines": [
    ...[
      "virbr0",
      "vmnet8",
      "vboxnet0",
      "vnic0",
      "bridge100",
      "VMware Network Adapter VMnet8",
      "VirtualBox Host-Only Network #2",
    ],
    ...["vEthernet (WSL)", "vEthernet (WSL (Hyper-V firewall))", "vEthernet (Default Switch)", "vEthernet (DockerNAT)"],
  ],
  "a VPN": [
    ...[
      "tun0",
      "tap0",
      "wg0",
      "utun3",
      "tailscale0",
      "ppp0",
      "feth1234",
      "nordlynx",
      "Tailscale",
      "NordLynx",
      "OpenVPN Wintun",
    ],
    ...[
      "ZeroTier One [8056c2e21c000001]",
      "OpenVPN TAP-Windows6",
      "ProtonVPN TUN",
      "Cisco AnyConnect Virtual Miniport",
    ],
  ],
};
const WINDOWS_LOOPBACK = card("Loopback Pseudo-Interface 1", "127.0.0.1", "255.0.0.0");
const WINDOWS_HYPER_V = [
  card("vEthernet (External Switch)", "192.168.1.20"),
  card("vEthernet (Default Switch)", "172.25.0.1", "255.255.240.0"),
  WINDOWS_LOOPBACK,
];
const MAC_SHARING = [
  card("lo0", "127.0.0.1", "255.0.0.0"),
  card("bridge100", "192.168.2.1"),
  card("utun4", "100.64.0.3", "255.255.255.255"),
];
const WINDOWS_STUDIO = [
  card("Ethernet", "10.0.0.5"),
  card("Wi-Fi", "192.168.1.20"),
  card("vEthernet (WSL (Hyper-V firewall))", "172.30.0.1", "255.255.240.0"),
  card("VMware Network Adapter VMnet1", "192.168.47.1"),
  card("VirtualBox Host-Only Network", "192.168.56.1"),
  card("Tailscale", "100.101.1.2", "255.255.255.255"),
  card("ZeroTier One [8056c2e21c000001]", "10.147.17.3"),
  card("OpenVPN TAP-Windows6", "10.8.0.6"),
  card("ProtonVPN TUN", "10.2.0.2"),
  card("Local Area Connection* 10", "192.168.137.1"),
  WINDOWS_LOOPBACK,
];

describe("without a choice", () => {
  test("every network with other machines on it is used, and loopback is not", () => {
    expect(used([lo, wire, wifi])).toEqual(["eth0", "wlan0"]);
  });

  test.each(Object.entries(VIRTUAL).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)))(
    "%s is not used beside a network, because it belongs to %s",
    (name, kind) => {
      const [choice] = chooseInterfaces([card(name, "10.9.9.9"), wire]);
      expect(choice).toMatchObject({ used: false, secondChoice: false, reason: `it belongs to ${kind}` });
    },
  );

  test.each(REAL)("%s is used", (name) => {
    expect(used([lo, card(name, "10.9.9.9"), wire])).toEqual([name, "eth0"]);
  });

  test("a network of two addresses is used", () => {
    expect(used([lo, card("eth0", "10.0.0.1", "255.255.255.254")])).toEqual(["eth0"]);
  });

  test("an address without neighbours is listened on, and loopback is used beside it", () => {
    const cloud = card("ens4", "10.128.0.2", "255.255.255.255");
    expect(used([lo, cloud])).toEqual(["lo", "ens4"]);
    expect(used([lo, cloud, wire])).toEqual(["ens4", "eth0"]);
    expect(used([lo, cloud, card("docker0", "172.17.0.1")])).toEqual(["lo", "ens4"]);
    expect(chooseInterfaces([lo, cloud])[1]?.reason).toContain("--gossip, --peer or --endpoint");
  });

  test("a self-assigned address is used beside another network and alone", () => {
    expect(used([lo, own, wire])).toEqual(["eth1", "eth0"]);
    expect(used([lo, own])).toEqual(["eth1"]);
    expect(chooseInterfaces([lo, own])[1]?.reason).toContain("self-assigned");
  });

  test.each([
    ["a Hyper-V switch on the adapter of a Windows machine", WINDOWS_HYPER_V, ["vEthernet (External Switch)"], false],
    ["a Mac that shares its internet", MAC_SHARING, ["bridge100"], true],
    ["a studio PC full of virtual adapters", WINDOWS_STUDIO, ["Ethernet", "Wi-Fi", "Local Area Connection* 10"], false],
    ["containers only", [lo, card("docker0", "172.17.0.1")], ["docker0"], true],
    ["containers and a VPN", [lo, card("wg0", "10.8.0.2"), card("docker0", "172.17.0.1")], ["docker0"], true],
    ["a VPN only", [lo, card("wg0", "10.8.0.2")], ["wg0"], true],
    ["a VPN without neighbours", [lo, card("wg0", "10.8.0.2", "255.255.255.255")], ["lo"], false],
    ["a VPN with an address that is not private", [lo, card("tailscale0", "100.64.0.3")], ["lo"], false],
  ] as const)(
    "of %s the best is used, and never loopback while a private address is there",
    (_what, all, best, second) => {
      const choices = chooseInterfaces(all).filter((choice) => choice.used);
      expect(choices.map((choice) => choice.interface.name)).toEqual(best);
      expect(choices.every(({ secondChoice }) => secondChoice === second)).toBe(true);
      if (second) expect(choices[0]?.reason).toMatch(/^there is no better one, although it belongs to/);
    },
  );

  test("what belongs to containers stands in for loopback only, where it would be used", () => {
    expect(used([card("docker0", "172.17.0.1")])).toEqual([]);
  });

  test("loopback is used when there is nothing else", () => {
    expect(used([lo])).toEqual(["lo"]);
  });

  test("a machine without any interface uses none", () => {
    expect(used([])).toEqual([]);
  });
});

describe("with a choice", () => {
  test.each(["wlan0", "10.1.1.7"])("only %s is used", (wanted) => {
    expect(used([lo, wire, wifi], wanted)).toEqual(["wlan0"]);
  });

  test("loopback and containers are used, too", () => {
    expect(used([lo, wire], "lo")).toEqual(["lo"]);
    expect(used([card("docker0", "172.17.0.1"), wire], "docker0")).toEqual(["docker0"]);
  });

  test("every address of the interface is used", () => {
    expect(chooseInterfaces([wire, card("eth0", "10.2.2.2")], "eth0").every((choice) => choice.used)).toBe(true);
  });

  test.each(["lo", "lo0", "LO", "loopback", "Localhost", "127.0.0.1"])("%s is loopback on every system", (wanted) => {
    for (const name of ["lo", "lo0", "Loopback Pseudo-Interface 1"])
      expect(used([wire, card(name, "127.0.0.1", "255.0.0.0")], wanted)).toEqual([name]);
  });

  test("capitals do not matter, unless two interfaces differ in nothing else", () => {
    expect(used([card("Wi-Fi", "10.9.9.9"), wire], "wi-fi")).toEqual(["Wi-Fi"]);
    expect(used([card("LAN", "10.9.9.9"), card("lan", "10.9.9.8")], "lan")).toEqual(["lan"]);
  });

  test("an interface that somebody has called loopback is meant before loopback itself", () => {
    expect(used([lo, card("loopback", "10.9.9.9")], "loopback")).toEqual(["loopback"]);
  });

  test("an interface that is not there is an error that lists those that are", () => {
    expect(() => chooseInterfaces([lo, wire], "eth9")).toThrow(
      expect.objectContaining({
        code: "interface-not-found",
        message: 'there is no interface "eth9"; this machine has lo (127.0.0.1), eth0 (192.168.1.7)',
      }),
    );
    expect(() => chooseInterfaces([], "eth9")).toThrow(/this machine has none/);
  });
});

describe("where the system lists no interfaces", () => {
  const net = {
    interfaces(): never {
      throw new NetworkError("network-failure", "this system does not list its network interfaces");
    },
  };

  test("an address that is named is used as it is, in a network of 24 bits", () => {
    const address = "192.168.1.7";
    expect(chooseNow(net, address)).toEqual([
      expect.objectContaining({ used: true, interface: card(address, address) }),
    ]);
  });

  test.each(["lo", "127.0.0.1"])("loopback is there, as %s", (wanted) => {
    expect(chooseNow(net, wanted)[0]?.interface).toMatchObject({ address: "127.0.0.1", loopback: true });
  });

  test.each([undefined, "eth0", "300.1.1.1"])("%s cannot be chosen, and the reason is that of the system", (wanted) => {
    expect(() => chooseNow(net, wanted)).toThrow(/does not list/);
  });

  test("people are shown loopback", () => {
    expect(presentInterfaces(net)).toMatchObject([{ loopback: true }]);
    expect(presentInterfaces({ interfaces: () => [wire] })).toEqual([wire]);
  });
});

function used(all: readonly Interface[], wanted?: string): string[] {
  return chooseInterfaces(all, wanted).flatMap((choice) => (choice.used ? [choice.interface.name] : []));
}

function card(name: string, address: string, netmask = "255.255.255.0"): Interface {
  return {
    name,
    address,
    netmask,
    broadcast: broadcastAddress(address, netmask),
    loopback: address.startsWith("127."),
  };
}
