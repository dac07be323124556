import { networkInterfaces } from "node:os";

import { NetworkError } from "../../errors.ts";
import { broadcastAddress } from "../ipv4.ts";
import type { Interface } from "../net.ts";

/**
 * The IPv4 addresses of this machine; the system lists only interfaces that are up. Throws `NetworkError` where it does not
 * list them at all.
 */
export function hostInterfaces(): readonly Interface[] {
  return listed.list();
}

/** A datagram could not leave: what is known of the interfaces may be old. */
export function interfacesMayHaveChanged(): void {
  listed.expire();
}

/**
 * A list that is expensive to make, kept for `fresh` milliseconds. Windows takes 5 to 15 ms for each look, in which nothing
 * else happens in this process, others half a millisecond, and every node of the process looks each second.
 */
export class Kept<List> {
  readonly #make: () => List;
  readonly #fresh: number;
  readonly #now: () => number;
  #kept: { readonly list: List; readonly until: number } | undefined;

  constructor(make: () => List, fresh: number, now: () => number = () => performance.now()) {
    this.#make = make;
    this.#fresh = fresh;
    this.#now = now;
  }

  list(): List {
    const now = this.#now();
    if (this.#kept === undefined || now >= this.#kept.until)
      this.#kept = { list: this.#make(), until: now + this.#fresh };
    return this.#kept.list;
  }

  expire(): void {
    this.#kept = undefined;
  }
}

function look(): readonly Interface[] {
  const found: Interface[] = [];
  for (const [name, addresses = []] of Object.entries(ask())) {
    for (const { family, address, netmask, internal } of addresses) {
      if (family !== "IPv4") continue;
      found.push({ name, address, netmask, broadcast: broadcastAddress(address, netmask), loopback: internal });
    }
  }
  return found;
}

/** Android 11 and later, and some containers, do not let programs look. */
function ask(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.replace(/^A system error occurred: /, "") : String(cause);
    const advice = "name the address of this machine with --interface or ZOCP_INTERFACE, for instance 192.168.1.7";
    throw new NetworkError("network-failure", `this system does not list its network interfaces (${said}): ${advice}`, {
      cause,
    });
  }
}

const listed = new Kept(look, process.platform === "win32" ? 3000 : 200);
