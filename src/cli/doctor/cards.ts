import { existsSync, readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";

import { chooseInterfaces } from "../../index.ts";

/** A network card that has no IPv4 address, and what it lacks. */
export interface IdleCard {
  readonly name: string;
  readonly lacks: "cable" | "Wi-Fi" | "power" | "link" | "IPv4" | "address";
}

/**
 * The cards of this machine that no node can use at this moment. Only Linux lists those that are off or without a cable; elsewhere
 * only those with nothing but IPv6 are known.
 */
export function idleCards(folder: string = SYSTEM_FOLDER): readonly IdleCard[] {
  const addressed = addressesByName();
  const names = new Set([...namesIn(folder), ...addressed.keys()]);
  return [...names].flatMap((name) => {
    const families = addressed.get(name) ?? new Set();
    if (families.has("IPv4") || !isNetwork(name)) return [];
    const lacks = lackOf(join(folder, name)) ?? (families.has("IPv6") ? "IPv4" : "address");
    return [{ name, lacks }];
  });
}

/** What people are told that a card lacks. */
export const LACKS: Readonly<Record<IdleCard["lacks"], string>> = {
  cable: "no cable, or the other end is off",
  "Wi-Fi": "no Wi-Fi that it is connected to",
  power: "no power: it is switched off",
  link: "no link yet: it is coming up, or its Wi-Fi waits for a password",
  IPv4: "no IPv4 address, only IPv6",
  address: "no address: nobody gave one, and none was set",
};

function addressesByName(): ReadonlyMap<string, ReadonlySet<string>> {
  try {
    const all = Object.entries(networkInterfaces()).filter(([, addresses]) => !addresses?.some((one) => one.internal));
    return new Map(all.map(([name, addresses = []]) => [name, new Set(addresses.map(({ family }) => family))]));
  } catch {
    // A system that does not list them is told elsewhere.
    return new Map();
  }
}

/** Ethernet and Wi-Fi have the type 1. */
function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => content(join(folder, name, "type")) === "1");
}

/** Undefined for a card that is connected, and for one of which nothing is known. */
function lackOf(card: string): IdleCard["lacks"] | undefined {
  const flags = Number(content(join(card, "flags")) ?? Number.NaN);
  if (Number.isNaN(flags)) return undefined;
  if ((flags & UP) === 0) return "power";
  // Until the link is up the system does not list its addresses, though it may have some.
  if (content(join(card, "carrier")) !== "0") return isReady(card) ? undefined : "link";
  return existsSync(join(card, "wireless")) || existsSync(join(card, "phy80211")) ? "Wi-Fi" : "cable";
}

function isReady(card: string): boolean {
  return ["up", "unknown"].includes(content(join(card, "operstate")) ?? "unknown");
}

/** Whether a card of that name would be used if it had an address. */
function isNetwork(name: string): boolean {
  const imagined = { name, address: "192.168.0.1", netmask: "255.255.255.0", broadcast: "192.168.0.255" };
  return chooseInterfaces([{ ...imagined, loopback: false }])[0]?.used === true;
}

function content(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    // A card that is off has no carrier to read.
    return undefined;
  }
}

const SYSTEM_FOLDER = "/sys/class/net";
const UP = 0x1;
