import { networkInterfaces } from "node:os";

import { broadcastAddress } from "../ipv4.ts";
import type { Interface } from "../net.ts";

/** The IPv4 addresses of this machine; the system lists only interfaces that are up. */
export function hostInterfaces(): readonly Interface[] {
  const found: Interface[] = [];
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    for (const { family, address, netmask, internal } of addresses) {
      if (family !== "IPv4") continue;
      found.push({ name, address, netmask, broadcast: broadcastAddress(address, netmask), loopback: internal });
    }
  }
  return found;
}
