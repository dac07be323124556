import type { Delivery, LinkState, RemoteNode, ZocpNode } from "../../index.ts";
import { formatAddress, parseAddress } from "../../index.ts";
import { isTool } from "../targets/observe.ts";
import type { Pattern } from "../targets/pattern.ts";
import { askFigures } from "./figures.ts";

/** How one node is. */
export interface NodeHealth {
  readonly name: string;
  readonly id: string;
  /** `silent`: it gave no sign of life lately; `unknown`: its parameters have not come; `old`: it tells nothing of its links. */
  readonly state: "well" | "silent" | "unknown" | "old";
  /** Where it is reached; undefined behind a broker. */
  readonly address: string | undefined;
  /** Milliseconds of its last answer to a PING. */
  readonly roundTrip: number | undefined;
}

/** How one link is: what its emitter's node tells of it, and its sensor's node. */
export interface LinkHealth extends Pick<Delivery, "rate" | "age" | "conflated" | "dropped" | "roundTrip"> {
  readonly emitter: string;
  /** A sensor, or the name of a node that only listens. */
  readonly sensor: string;
  readonly listens?: true;
  /** Values that its sensor did not take, of how many, and why. */
  readonly refused: number;
  readonly of: number;
  /** Why it does not carry, or not all; empty where it does. */
  readonly reason: string;
}

/** What links are sorted by: the largest first. Those that are in trouble come before all others. */
export type HealthOrder = "rate" | "age" | "conflated" | "refused" | "trip";

export interface Health {
  readonly nodes: readonly NodeHealth[];
  readonly links: readonly LinkHealth[];
}

export interface HealthOptions {
  readonly pattern: Pattern;
  /** With the nodes of other commands. */
  readonly tools: boolean;
  readonly order: HealthOrder;
  /** Milliseconds that a node has to answer. */
  readonly timeout: number;
}

/** Asks every node how it and its links are. */
export async function askHealth(node: ZocpNode, options: HealthOptions): Promise<Health> {
  const remotes = [...node.peers.values()].filter((remote) => options.tools || !isTool(remote));
  const told = await Promise.all(remotes.map((remote) => askOne(node, remote, options)));
  const states = new Map(told.flatMap(({ states }) => states.map((state) => [keyOf(state), state] as const)));
  const made = told.flatMap(({ remote, figures }) => figures.flatMap((one) => linksOf(remote, one, states)));
  const shown = new Set(made.map(({ emitter, sensor }) => `${emitter} ${sensor}`));
  const missing = [...states].flatMap(([key, state]) =>
    shown.has(key) || state.state === "made" ? [] : [idle(state)],
  );
  const links = [...made, ...missing].filter((link) => isWanted(options.pattern, link));
  return {
    nodes: remotes
      .filter(({ name, id }) => options.pattern.node(name, id))
      .map(nodeHealth(node))
      .sort(worseNode),
    links: sortLinks(links, options.order),
  };
}

/** The troubled ones first, then by what was asked for. */
export function sortLinks(links: readonly LinkHealth[], order: HealthOrder): readonly LinkHealth[] {
  const rank = RANKS[order];
  return [...links].sort(
    (a, b) => troubleOf(b) - troubleOf(a) || rank(b) - rank(a) || (a.emitter < b.emitter ? -1 : 1),
  );
}

/** 2: nothing of it arrives; 1: not everything does; 0: it is well. */
export function troubleOf({ refused, of, dropped, reason }: LinkHealth): 0 | 1 | 2 {
  if (of === 0 && reason !== "") return 2;
  if (refused > 0 && refused === of) return 2;
  return refused > 0 || dropped > 0 ? 1 : 0;
}

async function askOne(node: ZocpNode, remote: RemoteNode, { tools, timeout }: HealthOptions) {
  const [figures = [], states = []] = await Promise.all([
    askFigures(node, remote, { tools, timeout }),
    remote.extensions ? remote.links({ timeout }).catch(() => undefined) : undefined,
  ]);
  // The sensor's node knows what it takes; whoever keeps a link knows why it is not made.
  return {
    remote,
    figures,
    states: states.filter(({ sensor, state }) => sensor.node === remote.name || state !== "made"),
  };
}

function linksOf({ name }: RemoteNode, figures: Delivery, states: ReadonlyMap<string, LinkState>): LinkHealth[] {
  const { rate, age, conflated, dropped, roundTrip } = figures;
  return figures.sensors.map((path) => {
    const emitter = formatAddress({ node: name, parameter: figures.emitter });
    const sensor = path === null ? figures.name : formatAddress({ node: figures.name, parameter: path });
    const { refusals, dropped: lost = 0 } = states.get(`${emitter} ${sensor}`) ?? {};
    const { count: refused = 0, of = 0, reason = "" } = refusals ?? {};
    const listens = path === null && ({ listens: true } as const);
    return {
      emitter,
      sensor,
      ...listens,
      rate,
      age,
      conflated,
      dropped: dropped + lost,
      roundTrip,
      refused,
      of,
      reason,
    };
  });
}

/** A link that does not carry at all. */
function idle({ emitter, sensor, state, reason }: LinkState): LinkHealth {
  const none = { rate: 0, age: undefined, conflated: 0, dropped: 0, roundTrip: undefined, refused: 0, of: 0 };
  const why = reason === "" ? state : `${state}: ${reason}`;
  return { ...none, emitter: formatAddress(emitter), sensor: formatAddress(sensor), reason: why };
}

function keyOf({ emitter, sensor }: LinkState): string {
  return `${formatAddress(emitter)} ${formatAddress(sensor)}`;
}

function isWanted(pattern: Pattern, { emitter, sensor, listens }: LinkHealth): boolean {
  if (listens === true && pattern.node(sensor, "")) return true;
  return (listens === true ? [emitter] : [emitter, sensor]).some((address) => {
    const { node, parameter } = parseAddress(address);
    return pattern.node(node, "") || pattern.parameter(node, parameter);
  });
}

function nodeHealth(node: ZocpNode) {
  return (remote: RemoteNode): NodeHealth => {
    const { name, id, roundTrip } = remote;
    const place = node.broker === undefined ? node.zre.peers.get(id) : undefined;
    const address = place === undefined ? undefined : `${place.address}:${place.port}`;
    return { name, id, state: stateOf(remote), address, roundTrip };
  };
}

function stateOf({ suspected, complete, extensions }: RemoteNode): NodeHealth["state"] {
  if (suspected) return "silent";
  if (!complete) return "unknown";
  return extensions ? "well" : "old";
}

function worseNode(a: NodeHealth, b: NodeHealth): number {
  const order = STATES.indexOf(a.state) - STATES.indexOf(b.state);
  return order || (b.roundTrip ?? -1) - (a.roundTrip ?? -1) || (a.name < b.name ? -1 : 1);
}

const STATES: readonly NodeHealth["state"][] = ["silent", "unknown", "well", "old"];
const RANKS: Record<HealthOrder, (link: LinkHealth) => number> = {
  rate: ({ rate }) => rate,
  age: ({ age }) => age ?? Number.POSITIVE_INFINITY,
  conflated: ({ conflated }) => conflated,
  refused: ({ refused, dropped }) => refused + dropped,
  trip: ({ roundTrip }) => roundTrip ?? -1,
};
