import { chooseNow, hostNet, type InterfaceChoice, NetworkError } from "../../index.ts";
import type { Session } from "../streams/session.ts";
import { type HeardBeacon, listenForBeacons, type PortReport } from "./beacons.ts";
import { idleCards } from "./cards.ts";
import { type Company, keepCompany } from "./company.ts";
import { type Answer, knock } from "./contact.ts";
import type { ExaminedInterface, Findings, Met, Place, Unmet, Where } from "./findings.ts";
import { networkOf } from "./networks.ts";
import { otherPorts, readHost, readSettings, type Settings } from "./settings.ts";

/** Looks at this machine, and listens for a while. */
export async function examine(session: Session, duration: number): Promise<Findings> {
  const settings = readSettings(session.options);
  const { choices, choice } = choose(settings.interface);
  const machine = { settings, host: readHost(), idle: idleCards(), choice };
  const used = choices.filter((one) => one.used).map((one) => one.interface);
  if (used.length === 0) return { ...machine, ...NOBODY, interfaces: choices.map((one) => untried(one)) };
  const limits = { duration, signal: session.signal };
  const [report, company, others, answers] = await Promise.all([
    settings.beacons ? listenForBeacons(used, settings.port, limits) : SILENCE,
    keepCompany(session, duration),
    Promise.all(otherPorts(settings).map((port) => listenForBeacons([], port, limits))),
    knockAtPlaces(settings, duration),
  ]);
  const met = await knockAtSilent(company.nodes.map((node) => placeMet(node, choices, report.heard)));
  const heard = [report, ...others].flatMap((one) => one.heard).filter(({ id }) => !company.known.has(id));
  return {
    ...machine,
    interfaces: choices.map((one) => tried(one, report, settings.beacons)),
    blocked: report.blocked,
    failure: company.failure,
    met,
    unmet: await knockAtUnmet(
      nearestOf(heard.map((beacon) => placeUnmet(beacon, { choices, settings, keys: company.strangers }))),
    ),
    places: answers.map((answer) => judgePlace(answer, met, company.troubles)),
    duration,
  };
}

function choose(wanted: string | undefined): {
  readonly choices: readonly InterfaceChoice[];
  readonly choice: string | undefined;
} {
  try {
    return { choices: chooseNow(hostNet(), wanted), choice: undefined };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const unused = { used: false, secondChoice: false, reason: `only ${wanted} was asked for` };
    const all = error.code === "interface-not-found" ? hostNet().interfaces() : [];
    return { choices: all.map((one) => ({ interface: one, ...unused })), choice: error.message };
  }
}

function untried(choice: InterfaceChoice): ExaminedInterface {
  return { ...choice, returned: undefined, unsent: undefined };
}

function tried(
  choice: InterfaceChoice,
  { returned, unsent, blocked }: PortReport,
  beacons: boolean,
): ExaminedInterface {
  if (!choice.used || !beacons || blocked !== undefined) return untried(choice);
  return { ...choice, returned: returned.has(choice.interface), unsent: unsent.get(choice.interface) };
}

function placeMet(
  { host, port, ...node }: Company["nodes"][number],
  choices: readonly InterfaceChoice[],
  heard: readonly HeardBeacon[],
): Met {
  return {
    ...node,
    address: `tcp://${host}:${port}`,
    interface: networkOf(host, choices)?.interface.name,
    here: choices.some((choice) => choice.interface.address === host),
    beacon: heard.find(({ id }) => id === node.id)?.version,
  };
}

interface Surroundings {
  readonly choices: readonly InterfaceChoice[];
  readonly settings: Settings;
  readonly keys: ReadonlyMap<string, string>;
}

function placeUnmet(beacon: HeardBeacon, { choices, settings, keys }: Surroundings): Unmet {
  const on = networkOf(beacon.address, choices);
  const where = whereIs(beacon, on, settings.port);
  return { ...beacon, where, interface: on?.interface.name, key: keys.get(beacon.id), answer: undefined };
}

function whereIs({ port }: HeardBeacon, on: InterfaceChoice | undefined, ours: number): Where {
  if (port !== ours) return "other port";
  if (on === undefined) return "other network";
  if (on.used) return "near";
  return on.interface.loopback ? "loopback" : "unused interface";
}

/** One for each node: a machine with several addresses is heard from all of them. */
function nearestOf(unmet: readonly Unmet[]): readonly Unmet[] {
  const nearest = new Map<string, Unmet>();
  for (const where of NEAREST_FIRST) {
    for (const one of unmet) if (one.where === where && !nearest.has(one.id)) nearest.set(one.id, one);
  }
  return [...nearest.values()];
}

/** A node that has said hello, and tells nothing more: it may reach us while we do not reach it. */
function knockAtSilent(met: readonly Met[]): Promise<readonly Met[]> {
  const silent = met.filter(({ complete, tool }) => !complete && !tool).slice(0, MOST_KNOCKS);
  const ask = async (one: Met): Promise<Met> =>
    silent.includes(one) ? { ...one, answer: await knock(one.address, KNOCK_TIMEOUT) } : one;
  return Promise.all(met.map(ask));
}

/** Whether it is us who cannot reach them, or they who cannot reach us. */
function knockAtUnmet(unmet: readonly Unmet[]): Promise<readonly Unmet[]> {
  const tried = unmet.filter(({ where, key }) => where === "near" && key === undefined).slice(0, MOST_KNOCKS);
  const ask = async (one: Unmet): Promise<Unmet> => {
    if (!tried.includes(one)) return one;
    return { ...one, answer: await knock(`tcp://${one.address}:${one.tcpPort}`, KNOCK_TIMEOUT) };
  };
  return Promise.all(unmet.map(ask));
}

interface Knocked {
  readonly kind: Place["kind"];
  readonly place: string;
  readonly answer: Answer;
}

function knockAtPlaces({ hubs, peers }: Settings, duration: number): Promise<readonly Knocked[]> {
  const timeout = Math.max(duration, KNOCK_TIMEOUT);
  const ask = async (kind: Place["kind"], place: string) => ({ kind, place, answer: await knock(place, timeout) });
  return Promise.all([...hubs.map((hub) => ask("hub", hub)), ...peers.map((peer) => ask("peer", peer))]);
}

function judgePlace({ kind, place, answer }: Knocked, met: readonly Met[], troubles: readonly string[]): Place {
  const trouble = troubles.find((text) => text.includes(place.replace(/\|.*/, "")));
  if (!answer.open) return { kind, place, reached: false, reason: answer.reason };
  if (kind === "hub") return { kind, place, reached: trouble === undefined, reason: trouble };
  // A node behind a router is met under another address.
  const reached = met.some(({ address, beacon }) => address === answer.address || beacon === undefined);
  return { kind, place, reached, reason: reached ? undefined : "something answers there, but no node was met" };
}

const SILENCE: PortReport = { blocked: undefined, returned: new Set(), unsent: new Map(), heard: [] };
const NOBODY = { blocked: undefined, failure: undefined, met: [], unmet: [], places: [], duration: 0 };
const NEAREST_FIRST: readonly Where[] = ["near", "unused interface", "loopback", "other network", "other port"];
const KNOCK_TIMEOUT = 1500;
const MOST_KNOCKS = 8;
