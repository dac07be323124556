import { checkFunction, checkObject, checkText, show } from "../arguments/check.ts";
import { NetworkError, UsageError } from "../errors.ts";
import { kindOf } from "./interface-kinds.ts";
import { isAddress, isLinkLocal, isPrivate, makeInterface, prefixLength } from "./ipv4.ts";
import type { Interface, Net } from "./net.ts";

/** Whether an interface is used, and why: `zocp doctor` shows it. */
export interface InterfaceChoice {
  readonly interface: Interface;
  readonly used: boolean;
  /** Used only because there is nothing better: it belongs to virtual machines, containers or a VPN. */
  readonly secondChoice: boolean;
  readonly reason: string;
}

/**
 * Which interfaces a node uses. Without a choice: all that reach a network with other machines on it; where there is none, those
 * of virtual machines and containers, then those of a VPN, at last loopback. With one: that interface, by name (capitals do not
 * matter) or address; `lo`, `lo0`, `loopback` and `localhost` mean loopback on every system. Throws `NetworkError`
 * ("interface-not-found").
 */
export function chooseInterfaces(all: readonly Interface[], wanted?: string): readonly InterfaceChoice[] {
  if (!Array.isArray(all)) throw new UsageError("invalid-argument", `the interfaces are ${show(all)}, not a list`);
  for (const one of all) checkInterface(one);
  if (wanted !== undefined) checkText("the wanted interface", wanted);
  if (wanted !== undefined) return chooseWanted(all, wanted);
  const judged = all.map((one) => ({ ...judge(one), interface: one }));
  // What is no network stands in for loopback: without a loopback in the list there is nothing to stand in for.
  const last = all.some((one) => one.loopback) ? LOOPBACK : NETWORK;
  const best = Math.min(...judged.map(({ rank }) => rank));
  const network = judged.filter(({ rank }) => rank === NETWORK).map((one) => one.interface);
  const withoutBeacons = network.length > 0 && network.every(hasNoNeighbours);
  return judged.map(({ interface: one, rank, reason }) => {
    if (rank === LOOPBACK && withoutBeacons) return { interface: one, used: true, secondChoice: false, reason: BESIDE };
    if (rank !== best || rank > last) return { interface: one, used: false, secondChoice: false, reason };
    return { interface: one, used: true, ...(USED[rank]?.(reason) ?? { secondChoice: false, reason }) };
  });
}

/**
 * {@link chooseInterfaces} among those that the system lists at this moment. Where it lists none (Android, some containers) a
 * `wanted` address is taken as it is. Throws `NetworkError`.
 */
export function chooseNow(net: Pick<Net, "interfaces">, wanted?: string): readonly InterfaceChoice[] {
  if (wanted !== undefined) checkText("the wanted interface", wanted);
  checkFunction("net.interfaces", net?.interfaces);
  let all: readonly Interface[];
  try {
    all = net.interfaces();
  } catch (error) {
    const unlisted = wanted === undefined ? undefined : interfaceAt(wanted);
    if (unlisted === undefined) throw error;
    return [{ interface: unlisted, used: true, secondChoice: false, reason: "it was asked for" }];
  }
  return chooseInterfaces(all, wanted);
}

function checkInterface(one: Interface): void {
  checkObject("one of the interfaces", one);
  for (const field of ["name", "address", "netmask", "broadcast"] as const)
    checkText(`the ${field} of an interface`, one[field]);
}

/** The interfaces of this moment, to show them to people: loopback alone where the system lists none. */
export function presentInterfaces(net: Pick<Net, "interfaces">): readonly Interface[] {
  try {
    return net.interfaces();
  } catch {
    return [LOOPBACK_INTERFACE];
  }
}

function chooseWanted(all: readonly Interface[], wanted: string): readonly InterfaceChoice[] {
  const named = MEANINGS.map((means) => all.filter((one) => means(one, wanted))).find(({ length }) => length > 0);
  if (named !== undefined)
    return all.map((one) => {
      const used = named.includes(one);
      return { interface: one, used, secondChoice: false, reason: used ? ASKED : `only ${wanted} was asked for` };
    });
  const known = all.map((one) => `${one.name} (${one.address})`).join(", ");
  throw new NetworkError(
    "interface-not-found",
    `there is no interface "${wanted}"; this machine has ${known || "none"}`,
  );
}

/** An interface that the system does not list: only its address is known, and most networks have 24 bits. */
function interfaceAt(wanted: string): Interface | undefined {
  if (LOOPBACK_NAMES.test(wanted)) return LOOPBACK_INTERFACE;
  if (!isAddress(wanted)) return undefined;
  return makeInterface({ name: wanted, address: wanted, netmask: "255.255.255.0" });
}

/** How good an interface is, and what speaks for or against it. */
function judge(one: Interface): { readonly rank: number; readonly reason: string } {
  if (one.loopback) return { rank: LOOPBACK, reason: "it reaches only this machine" };
  const kind = kindOf(one.name);
  if (kind !== undefined) {
    const usable = isPrivate(one.address) && !hasNoNeighbours(one);
    return { rank: !usable ? NEVER : kind === "a VPN" ? TUNNEL : GUESTS, reason: `it belongs to ${kind}` };
  }
  if (hasNoNeighbours(one)) return { rank: NETWORK, reason: NO_NEIGHBOURS };
  if (prefixLength(one.netmask) === 31) return { rank: NETWORK, reason: "it reaches one other machine" };
  if (isLinkLocal(one.address)) return { rank: NETWORK, reason: SELF_ASSIGNED };
  return { rank: NETWORK, reason: "it reaches a local network" };
}

/** Whether the network of an interface has no other address: nobody can be reached there by beacons. */
function hasNoNeighbours({ netmask }: Interface): boolean {
  return prefixLength(netmask) === 32;
}

const NETWORK = 0;
const GUESTS = 1;
const TUNNEL = 2;
const LOOPBACK = 3;
const NEVER = 4;

const ASKED = "it was asked for";
const NO_NEIGHBOURS = "it has no neighbours that beacons reach, only nodes of --gossip, --peer or --endpoint";
const SELF_ASSIGNED = "it reaches a local network; its address is self-assigned";
const BESIDE = "no other interface carries beacons to nodes of this machine";
const substitute = (reason: string) => ({ secondChoice: true, reason: `there is no better one, although ${reason}` });
const USED: Readonly<Record<number, (reason: string) => Pick<InterfaceChoice, "secondChoice" | "reason">>> = {
  [GUESTS]: substitute,
  [TUNNEL]: substitute,
  [LOOPBACK]: () => ({ secondChoice: false, reason: "there is no network but this machine" }),
};

const LOOPBACK_INTERFACE = makeInterface({ name: "lo", address: "127.0.0.1", netmask: "255.0.0.0" });
const LOOPBACK_NAMES = /^(lo|lo0|loopback|localhost)$/i;
/** What a given name can mean, the most exact first. */
const MEANINGS: readonly ((one: Interface, wanted: string) => boolean)[] = [
  (one, wanted) => one.name === wanted || one.address === wanted,
  (one, wanted) => one.name.toLowerCase() === wanted.toLowerCase(),
  (one, wanted) => one.loopback && LOOPBACK_NAMES.test(wanted),
];
