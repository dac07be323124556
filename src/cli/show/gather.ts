import type { TransportNode } from "../../index.ts";
import { endingWith, pause, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";

/** Waits until these nodes are here and have said what they are, at most the time to discover. */
export async function gather(
  { options, signal }: Session,
  node: TransportNode,
  names: Iterable<string>,
): Promise<void> {
  const wait = waitOf(options);
  const wanted = new Set(names);
  const found = endingWith(signal);
  const look = (): void => {
    const present = [...node.peers.values()];
    const known = new Set(present.filter(({ complete }) => complete).map(({ name }) => name));
    if (present.every(({ complete }) => complete) && [...wanted].every((name) => known.has(name))) found.abort();
  };
  node.on("described", look);
  look();
  await pause(wait, found.signal);
  node.off("described", look);
  // Another node of the same name may be right behind.
  await pause(Math.min(SETTLE, wait), signal);
  signal.throwIfAborted();
}

const SETTLE = 100;
