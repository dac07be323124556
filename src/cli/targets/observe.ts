import { hostname } from "node:os";

import { type RemoteNode, ZocpNode, type ZocpOptions, type ZreOptions } from "../../index.ts";
import type { Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { placesWithKeys } from "./public-keys.ts";

/** Runs `body` with a node that only looks, and says goodbye afterwards, whatever happens. `meet`: whom it meets on a broker. */
export async function observe<Result>(
  session: Session,
  verb: string,
  body: (node: ZocpNode) => Promise<Result>,
  meet: ZocpOptions["meet"] = "everybody",
): Promise<Result> {
  const node = new ZocpNode(`zocp-${verb}@${hostname()}`.slice(0, LONGEST_NAME), {
    ...nodeOptions(session.options),
    headers: { [TOOL_HEADER]: verb },
    allowRegistration: false,
    meet,
    // It comes and goes: nobody is to follow its clock.
    clockRank: TOOL_RANK,
  });
  const note = once(session);
  node.on("failed", ({ error }) => note(error.message));
  noteStrangers(node, note);
  await node.start();
  try {
    return await body(node);
  } finally {
    await node.stop();
  }
}

/** Where a node of this command line is: on the local network, or on a broker. */
export function nodeOptions(options: CommonOptions): ZocpOptions {
  return { ...networkOptions(options), broker: options.broker };
}

/** Where it is on the local network. */
export function networkOptions(options: CommonOptions): ZreOptions {
  const { interface: wanted, port, tcpPort, peer, gossip, endpoint, beacons, multicastTtl, key, keys } = options;
  const places = { peers: placesWithKeys(peer), gossip: placesWithKeys(gossip) };
  const beyond = { ...places, port: tcpPort, endpoint, beacons, multicastTtl };
  return { interface: wanted, beaconPort: port, ...beyond, key, keys };
}

/** Tells the person the same thing once. */
export function once(session: Session): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.size < MOST_NOTES && !said.has(message)) session.note(message);
    said.add(message);
  };
}

/** Tells why nodes stay out that have no key, or another one. */
export function noteStrangers(node: ZocpNode, note: (message: string) => void): void {
  // On a broker that is told as a failure.
  if (node.broker !== undefined) return;
  node.zre.on("ignored", ({ error }) => {
    if (error.code === "key-mismatch") note(error.message);
  });
}

/** Where a peer is on the local network; empty on a broker, and for one that has just left. */
export function placeOf(node: ZocpNode, id: string): string {
  const peer = node.broker === undefined ? node.zre.peers.get(id) : undefined;
  return peer === undefined ? "" : `tcp://${peer.address}:${peer.port}`;
}

/** Whether a node belongs to another command line, which comes and goes and has nothing to show. */
export function isTool({ headers }: Pick<RemoteNode, "headers">): boolean {
  return headers.has(TOOL_HEADER);
}

/** By its header a node of the command line is known to others. */
const TOOL_HEADER = "X-ZOCP-TOOL";
const TOOL_RANK = 200;
const LONGEST_NAME = 100;
const MOST_NOTES = 20;
