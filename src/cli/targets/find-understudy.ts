import { normalizeName } from "../../arguments/names.ts";
import type { RemoteNode, ZocpNode } from "../../index.ts";
import { type Role, readRole } from "../../show.ts";
import { endingWith, pause, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import type { ShowOptions } from "./find-show.ts";

/** What a node says of itself as a show or as the understudy of one; undefined for any other. */
export function roleOf({ metadata }: Pick<RemoteNode, "metadata">): Role | undefined {
  return readRole(metadata.get("_role"));
}

/** The shows that are here and their understudies, or those of one show; waits until there is an understudy. */
export async function findActors(session: Session<ShowOptions>, node: ZocpNode): Promise<readonly RemoteNode[]> {
  const found = endingWith(session.signal);
  const actors = (): readonly RemoteNode[] => actorsOn(node, session.options.show);
  const look = (): void => {
    if (actors().some((remote) => roleOf(remote)?.plays === false)) found.abort();
  };
  node.on("described", look);
  look();
  await pause(waitOf(session.options), found.signal);
  found.abort();
  node.off("described", look);
  // Another one may be right behind.
  await pause(SETTLE, session.signal);
  session.signal.throwIfAborted();
  return actors();
}

/** Those that are here and known: all of them without a name of a show. */
export function actorsOn({ peers }: ZocpNode, show?: string): readonly RemoteNode[] {
  return [...peers.values()].filter((remote) => {
    const role = roleOf(remote);
    return role !== undefined && (show === undefined || normalizeName(role.of) === normalizeName(show));
  });
}

/** Milliseconds. */
const SETTLE = 100;
