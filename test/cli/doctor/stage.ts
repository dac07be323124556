import type { ExaminedInterface, Findings, Met, Unmet } from "../../../src/cli/doctor/findings.ts";
import type { Host, Settings } from "../../../src/cli/doctor/settings.ts";
import { chooseInterfaces, type Interface, type RemoteClock } from "../../../src/index.ts";

export const ETH: Interface = card("eth0", "10.0.0.1", "255.255.255.0", "10.0.0.255");
export const LO: Interface = { ...card("lo", "127.0.0.1", "255.0.0.0", "127.255.255.255"), loopback: true };

/** A card of this machine; its network is that of its first three numbers, where nothing else is said. */
export function card(name: string, address: string, netmask = "255.255.255.0", broadcast = ""): Interface {
  return { name, address, netmask, broadcast: broadcast || address.replace(/\d+$/, "255"), loopback: false };
}

/** What was found of an interface whose broadcasts come back. */
export function on(one: Interface, tried: Partial<ExaminedInterface> = {}): ExaminedInterface {
  return { interface: one, used: true, secondChoice: false, reason: "", returned: true, unsent: undefined, ...tried };
}

/** Judges them as a node would that nobody told which one to use. */
export function judged(...examined: readonly ExaminedInterface[]): readonly ExaminedInterface[] {
  const choices = chooseInterfaces(examined.map((one) => one.interface));
  return examined.map((one, index) => ({ ...one, ...choices[index] }));
}

export function host(platform: NodeJS.Platform = "linux", inside?: Host["inside"]): Host {
  return { platform, inside };
}

export function settings(given: Partial<Settings> = {}): Settings {
  const network = { interface: undefined, port: 5670, portChosen: false, keyed: false, beacons: true, all: false };
  return { ...network, hubs: [], peers: [], environment: [], ...given };
}

/** A machine with one cable and nobody else. */
export function findings(more: Partial<Findings> = {}): Findings {
  return {
    ...{ settings: settings(), host: host(), interfaces: judged(on(ETH), on(LO)), idle: [], choice: undefined },
    ...{ blocked: undefined, failure: undefined, met: [], unmet: [], places: [], duration: 3000 },
    ...more,
  };
}

export function idOf(digit: number | string): string {
  return String(digit).repeat(32).slice(0, 32);
}

/** A lamp of another machine. */
export function met(given: Partial<Met> = {}): Met {
  const node = { id: idOf(1), name: "lamp", address: "tcp://10.0.0.2:49152", interface: "eth0", here: false };
  return { ...node, beacon: 1, zocp: true, complete: true, tool: false, ...given };
}

/** Somebody whose beacons come, and who is not met. */
export function unmet(given: Partial<Unmet> = {}): Unmet {
  const beacon = { id: idOf(3), address: "10.0.0.2", tcpPort: 49_152, version: 1 as const, port: 5670 };
  return { ...beacon, where: "near", interface: "eth0", key: undefined, answer: undefined, ...given };
}

/** A node that plays a show, or stands ready for it. */
export function showOf(number: number, plays: boolean, of = "show"): Met {
  const role = { of, plays, term: 0, presses: 0, since: 0, auto: false };
  return met({ name: plays ? of : `${of} (understudy)`, id: idOf(number), role });
}

export function clock(differences: Partial<RemoteClock> = {}): RemoteClock {
  const usual = { offset: 0, error: 0.1, roundTrip: 0.4, synced: true, timeline: "t", reference: "desk", drift: 0 };
  return { ...usual, ...differences };
}
