import { normalizeName } from "../../arguments/names.ts";
import type { RemoteNode, RemoteParameter, ZocpNode } from "../../index.ts";
import { type Failure, notFound } from "../failure.ts";
import { endingWith, pause, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { fitting, type Named } from "./fitting.ts";
import { isTool } from "./observe.ts";
import { meet, presentNodes } from "./present.ts";
import { hint } from "./suggest.ts";

/**
 * Finds a node by its name, its id or the beginning of its id, as soon as its parameters are known. Throws a failure when
 * there is none, or more than one.
 */
export async function findNode(session: Session, node: ZocpNode, wanted: string): Promise<RemoteNode> {
  const wait = waitOf(session.options);
  const here = presentNodes(session);
  const met = here.then((all) => meet(node, session, fitting(all, wanted)));
  await Promise.all([met, untilComplete(node, wanted, { wait, signal: session.signal })]);
  // Another node of the same name may be right behind.
  if (candidates(node, wanted).length > 0) await pause(Math.min(SETTLE, wait), session.signal);
  session.signal.throwIfAborted();
  const [found, ...others] = candidates(node, wanted);
  if (found === undefined) throw missing([...node.peers.values(), ...(await here)], wanted, wait);
  if (others.length > 0) throw ambiguous(wanted, [found, ...others]);
  if (!found.complete) throw notFound(`${found.name} is here, but has not told its parameters within ${wait / 1000} s`);
  return found;
}

/** One of a node's parameters. Throws a failure that suggests what might have been meant. */
export function findParameter(remote: RemoteNode, path: string): RemoteParameter {
  const parameter = remote.parameter(path);
  if (parameter !== undefined) return parameter;
  throw notFound(`${remote.name} has no parameter "${path}"${hint(path, remote.parameters.keys(), "it has")}`);
}

function candidates(node: ZocpNode, wanted: string): readonly RemoteNode[] {
  return fitting([...node.peers.values()], wanted);
}

/** Resolves when such a node is complete, or when the time is over. */
async function untilComplete(
  node: ZocpNode,
  wanted: string,
  { wait, signal }: { readonly wait: number; readonly signal: AbortSignal },
): Promise<void> {
  const found = endingWith(signal);
  const look = (): void => {
    if (candidates(node, wanted).some(({ complete }) => complete)) found.abort();
  };
  node.on("described", look);
  look();
  await pause(wait, found.signal);
  found.abort();
  node.off("described", look);
}

function missing(all: readonly Named[], wanted: string, wait: number): Failure {
  const others = [...new Set(all.filter((peer) => !isTool(peer)).map(({ name }) => name))];
  if (others.length === 0) {
    return notFound(`no node "${wanted}" was found within ${wait / 1000} s, nor any other; "zocp doctor" may tell why`);
  }
  return notFound(`no node "${wanted}" was found within ${wait / 1000} s${hint(wanted, others, "there are")}`);
}

function ambiguous(wanted: string, found: readonly RemoteNode[]): Failure {
  const list = found.map(({ id, name }) =>
    name === normalizeName(wanted) ? id.slice(0, 8) : `${id.slice(0, 8)} (${name})`,
  );
  return notFound(`"${wanted}" means ${found.length} nodes; write the beginning of an id instead: ${list.join(", ")}`);
}

const SETTLE = 50;
