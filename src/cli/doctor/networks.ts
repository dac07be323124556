import { BlockList } from "node:net";

import type { Interface, InterfaceChoice } from "../../index.ts";

/** 192.168.1.7 with 255.255.255.0 is 192.168.1.7/24. */
export function withPrefix({ address, netmask }: Interface): string {
  return `${address}/${prefixOf(netmask)}`;
}

/** The interface on whose network an address is, the one of the smallest network first; undefined when it is on none. */
export function networkOf<Choice extends InterfaceChoice>(
  address: string,
  choices: readonly Choice[],
): Choice | undefined {
  const on = choices.filter((choice) => isOn(address, choice.interface));
  const own = on.find((choice) => choice.interface.address === address);
  return own ?? on.sort((a, b) => prefixOf(b.interface.netmask) - prefixOf(a.interface.netmask))[0];
}

/** Whether other machines cannot be met, because nothing leads to them. */
export function onlyLoopback({ interfaces }: { readonly interfaces: readonly InterfaceChoice[] }): boolean {
  const used = interfaces.filter((one) => one.used);
  return used.length > 0 && used.every((one) => one.interface.loopback);
}

/** Whether nothing that is used leads beacons to another machine. */
export function carryNothing({ interfaces }: { readonly interfaces: readonly InterfaceChoice[] }): boolean {
  const used = interfaces.filter((one) => one.used);
  return used.length > 0 && used.every((one) => one.interface.loopback || isLonely(one));
}

/** Whether its network is one address, which has no neighbours. */
export function isLonely({ interface: { netmask } }: InterfaceChoice): boolean {
  return netmask === "255.255.255.255";
}

function isOn(address: string, { address: own, netmask }: Interface): boolean {
  const network = new BlockList();
  network.addSubnet(own, prefixOf(netmask));
  return network.check(address);
}

function prefixOf(netmask: string): number {
  const bits = netmask.split(".").map((part) => Number(part).toString(2).replaceAll("0", "").length);
  return bits.reduce((sum, count) => sum + count, 0);
}
