import { type Json, NetworkError, type RemoteClock, type RemoteNode, type ZocpNode } from "../../index.ts";
import { isTool } from "../targets/observe.ts";

/** A node, and its clock beside ours. */
export interface ClockView {
  readonly name: string;
  readonly id: string;
  /** Undefined for a node that shares none, or did not answer. */
  readonly clock: RemoteClock | undefined;
}

/** Asks every node that shares a clock, all at the same time; those that do not answer have none. */
export function askClocks(node: ZocpNode, timeout: number, all = false): Promise<readonly ClockView[]> {
  const nodes = [...node.peers.values()].filter((remote) => all || !isTool(remote));
  const ask = async (remote: RemoteNode): Promise<ClockView> => {
    const { name, id } = remote;
    return { name, id, clock: await askClock(remote, timeout) };
  };
  return Promise.all(nodes.sort((a, b) => (a.name < b.name ? -1 : 1)).map(ask));
}

async function askClock(remote: RemoteNode, timeout: number): Promise<RemoteClock | undefined> {
  if (!remote.extensions) return undefined;
  try {
    return await remote.clock({ timeout });
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

/** For other programs. Milliseconds, and parts of a million. */
export function describeClock({ name, id, clock }: ClockView): Json {
  return new Map<string, Json>([["node", name], ["id", id], ...Object.entries(clock ?? {}).map(toEntry)]);
}

function toEntry([name, value]: [string, unknown]): readonly [string, Json] {
  return [name, (value ?? null) as Json];
}
