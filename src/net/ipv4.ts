import type { Interface } from "./net.ts";

/** Whether two addresses lie on the same network. */
export function sameNetwork(a: string, b: string, netmask: string): boolean {
  const mask = toNumber(netmask);
  return (toNumber(a) & mask) === (toNumber(b) & mask);
}

/**
 * The directed broadcast address of a network: 192.168.1.7 with 255.255.255.0 gives 192.168.1.255. Networks of one or two
 * addresses have none, and the limited broadcast address stands for it.
 *
 * @see RFC 3021, "Using 31-Bit Prefixes on IPv4 Point-to-Point Links", section 2.2
 */
export function broadcastAddress(address: string, netmask: string): string {
  return prefixLength(netmask) > 30 ? LIMITED_BROADCAST : toAddress((toNumber(address) | ~toNumber(netmask)) >>> 0);
}

/** The other address of a network of two, of 31 bits; undefined for any other network. */
export function otherEnd(address: string, netmask: string): string | undefined {
  return prefixLength(netmask) === 31 ? toAddress((toNumber(address) ^ 1) >>> 0) : undefined;
}

/** How many bits of a netmask are set. */
export function prefixLength(netmask: string): number {
  return toNumber(netmask).toString(2).replaceAll("0", "").length;
}

/** Whether a text is an IPv4 address, in the one spelling that it has: some systems read `010.0.0.1` as octal, others refuse it. */
export function isAddress(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255 && !/^0\d/.test(part))
  );
}

/** Whether a machine has given the address to itself, because no network gave it one. @see RFC 3927 */
export function isLinkLocal(address: string): boolean {
  return sameNetwork(address, "169.254.0.0", "255.255.0.0");
}

/** Whether an address is one of a local network. @see RFC 1918 */
export function isPrivate(address: string): boolean {
  return isLinkLocal(address) || PRIVATE.some(([network, netmask]) => sameNetwork(address, network, netmask));
}

/** An interface of which the system tells name, address and netmask. */
export function makeInterface(one: Pick<Interface, "name" | "address" | "netmask">): Interface {
  const loopback = sameNetwork(one.address, "127.0.0.0", "255.0.0.0");
  return { ...one, broadcast: broadcastAddress(one.address, one.netmask), loopback };
}

function toNumber(address: string): number {
  let number = 0;
  for (const part of address.split(".")) number = ((number << 8) | Number(part)) >>> 0;
  return number;
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}

/** Everybody on the wire, whatever their network is. */
export const LIMITED_BROADCAST = "255.255.255.255";
const PRIVATE = [
  ["10.0.0.0", "255.0.0.0"],
  ["172.16.0.0", "255.240.0.0"],
  ["192.168.0.0", "255.255.0.0"],
] as const;
