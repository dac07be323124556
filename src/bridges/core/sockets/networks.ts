import { BlockList, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/** Whether an address belongs to one of these networks; without a list, to one that this machine is in at this moment. */
export class Networks {
  readonly #given: BlockList | undefined;
  #own = new BlockList();
  #at = Number.NEGATIVE_INFINITY;

  constructor(given: readonly string[] | undefined) {
    this.#given = given === undefined ? undefined : listOf(given);
  }

  has(address: string, now: number): boolean {
    if (!isIPv4(address)) return false;
    if (this.#given !== undefined) return this.#given.check(address);
    if (now - this.#at > REFRESH) {
      this.#at = now;
      this.#own = listOf(ownNetworks());
    }
    return this.#own.check(address);
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", length = "32"] = network.split("/");
    list.addSubnet(address, Number(length));
  }
  return list;
}

function ownNetworks(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return [...all.flatMap(({ family, cidr }) => (family === "IPv4" && cidr !== null ? [cidr] : [])), "127.0.0.0/8"];
}

/** Milliseconds: cables are plugged in and out. */
const REFRESH = 5000;
