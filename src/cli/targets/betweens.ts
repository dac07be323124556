import {
  betweensOf,
  formatAddress,
  type Json,
  type Port,
  type RemoteNode,
  type Between as ToldBetween,
  type ZocpNode,
} from "../../index.ts";
import { endingWith, pause, type Session } from "../streams/session.ts";
import { isTool } from "./observe.ts";
import { isOnBroker, meetAll } from "./present.ts";

/** The ends of a link, as addresses with the names of nodes. */
export interface Ends {
  readonly emitter: string;
  readonly sensor: string;
}

/** An operator that stands between the ends of one link, and the node that has it. */
export interface Between extends ToldBetween {
  readonly node: RemoteNode;
}

/** Where a link enters and leaves such an operator. */
export function portsOf({ node, operator }: Pick<Between, "node" | "operator">) {
  return {
    input: { node: node.id, parameter: `${operator}.in` },
    output: { node: node.id, parameter: `${operator}.out` },
  };
}

/** The one of a node into which a link goes that ends there. */
export function betweenAt(node: RemoteNode, sensor: Port): Between | undefined {
  if (sensor.node !== node.name) return undefined;
  const told = betweensOf(node).find(({ operator }) => sensor.parameter === `${operator}.in`);
  return told && { node, ...told };
}

/** The operator that stands between these ends; undefined when none was found within that time. */
export function findBetween(node: ZocpNode, ends: Ends, search: Search): Promise<Between | undefined> {
  return lookFor(node, search, (remote) => {
    const told = betweensOf(remote).find(({ emitter, sensor }) => emitter === ends.emitter && sensor === ends.sensor);
    return told && { node: remote, ...told };
  });
}

/** A node on which operators can be made; undefined when none was found within that time. */
export function findTaker(node: ZocpNode, search: Search): Promise<RemoteNode | undefined> {
  return lookFor(node, search, (remote) => (takesOperators(remote) && !remote.locked ? remote : undefined));
}

export function takesOperators({ metadata }: RemoteNode): boolean {
  return metadata.has(OPERATORS);
}

/** The name of an operator that is not there yet. */
export function freeName(node: RemoteNode): string {
  const isTaken = (name: string): boolean =>
    operatorsOf(node).some((entry) => listOf(entry)[0] === name) || node.parameters.has(`${name}.in`);
  let name = "between";
  for (let count = 2; isTaken(name); count++) name = `between${count}`;
  return name;
}

export function endsOf(emitter: End, sensor: End): Ends {
  return { emitter: addressOf(emitter), sensor: addressOf(sensor) };
}

/** For how long one looks; milliseconds. On a broker everybody has to be met for that. */
interface Search {
  readonly wait: number;
  readonly session: Session;
}

interface End {
  readonly node: RemoteNode;
  readonly path: string;
}

/** What nodes say of themselves may come a moment after they are known. */
async function lookFor<Found>(
  node: ZocpNode,
  { wait, session }: Search,
  pick: (remote: RemoteNode) => Found | undefined,
): Promise<Found | undefined> {
  const { signal, options } = session;
  const done = endingWith(signal);
  let found: Found | undefined;
  const look = (): void => {
    for (const remote of node.peers.values()) if (!isTool(remote)) found ??= pick(remote);
    if (found !== undefined) done.abort();
  };
  node.on("described", look);
  look();
  if (found === undefined) await meetAll(node, session);
  await pause(isOnBroker(options) ? Math.max(wait, MEETING) : wait, done.signal);
  done.abort();
  node.off("described", look);
  signal.throwIfAborted();
  return found;
}

function operatorsOf({ metadata }: RemoteNode): readonly Json[] {
  return listOf(metadata.get(OPERATORS));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function addressOf({ node, path }: End): string {
  return formatAddress({ node: node.name, parameter: path });
}

/** Milliseconds in which those of a broker who are met tell what they have. */
const MEETING = 1000;
/** The metadata of a node that takes operators. */
const OPERATORS = "_operators";
