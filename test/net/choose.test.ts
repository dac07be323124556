import { describe, expect, test } from "vitest";

import { chooseInterfaces } from "../../src/net/choose.ts";
import { broadcastAddress } from "../../src/net/ipv4.ts";
import type { Interface } from "../../src/net/net.ts";

const lo = card("lo", "127.0.0.1", "255.0.0.0");
const wire = card("eth0", "192.168.1.7");
const wifi = card("wlan0", "10.1.1.7");
const own = card("eth1", "169.254.3.4", "255.255.0.0");

describe("without a wish", () => {
  test("every network with other machines on it is used, and loopback is not", () => {
    expect(used([lo, wire, wifi])).toEqual(["eth0", "wlan0"]);
  });

  test.each([
    "docker0",
    "br-0a1b2c",
    "veth12",
    "virbr0",
    "vmnet8",
    "vboxnet0",
    "tun0",
    "wg0",
    "utun3",
    "tailscale0",
    "ppp0",
  ])("%s is not used, and the reason says whose it is", (name) => {
    const [choice] = chooseInterfaces([card(name, "10.9.9.9"), wire]);
    expect(choice).toMatchObject({ used: false, reason: expect.stringMatching(/belongs to/) });
  });

  test.each(["br0", "enp3s0", "en0", "Ethernet", "Wi-Fi"])("%s is used", (name) => {
    expect(used([lo, card(name, "10.9.9.9")])).toEqual([name]);
  });

  test("a network of two machines cannot broadcast", () => {
    expect(used([card("eth0", "10.0.0.1", "255.255.255.254"), wire])).toEqual(["eth0"]);
    expect(chooseInterfaces([card("p2p", "10.0.0.1", "255.255.255.255"), wire])[0]?.reason).toMatch(/cannot broadcast/);
  });

  test("a self-assigned address is used only where there is no other network", () => {
    expect(used([lo, own, wire])).toEqual(["eth0"]);
    expect(used([lo, own])).toEqual(["eth1"]);
  });

  test("loopback is used when there is nothing else", () => {
    expect(used([lo])).toEqual(["lo"]);
    expect(used([lo, card("docker0", "172.17.0.1")])).toEqual(["lo"]);
  });

  test("a machine without any interface uses none", () => {
    expect(used([])).toEqual([]);
  });
});

describe("with a wish", () => {
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

function used(all: readonly Interface[], wanted?: string): string[] {
  return chooseInterfaces(all, wanted).flatMap((choice) => (choice.used ? [choice.interface.name] : []));
}

function card(name: string, address: string, netmask = "255.255.255.0"): Interface {
  return { name, address, netmask, broadcast: broadcastAddress(address, netmask), loopback: name === "lo" };
}
