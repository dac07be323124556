/** Whether two addresses lie on the same network. */
export function sameNetwork(a: string, b: string, netmask: string): boolean {
  const mask = toNumber(netmask);
  return (toNumber(a) & mask) === (toNumber(b) & mask);
}

/** The directed broadcast address of a network: 192.168.1.7 with 255.255.255.0 gives 192.168.1.255. */
export function broadcastAddress(address: string, netmask: string): string {
  return toAddress((toNumber(address) | ~toNumber(netmask)) >>> 0);
}

/** How many bits of a netmask are set. */
export function prefixLength(netmask: string): number {
  return toNumber(netmask).toString(2).replaceAll("0", "").length;
}

function toNumber(address: string): number {
  let number = 0;
  for (const part of address.split(".")) number = ((number << 8) | Number(part)) >>> 0;
  return number;
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}
