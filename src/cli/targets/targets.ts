import { formatAddress, parseAddress, type RemoteNode, type RemoteParameter, type ZocpNode } from "../../index.ts";
import { type Failure, notFound } from "../failure.ts";
import { pause, type Session } from "../streams/session.ts";
import { waitOf } from "../table/options.ts";
import { findNode, findParameter } from "./find.ts";
import { isTool } from "./observe.ts";
import { parsePattern } from "./pattern.ts";
import { meet, presentNodes } from "./present.ts";

/** A parameter that a command is about. */
export interface Target {
  readonly remote: RemoteNode;
  readonly parameter: RemoteParameter;
  /** `lamp/level` */
  readonly address: string;
}

/** Whether an address is a glob, which may mean many parameters: it has a star or a question mark outside of quotes. */
export function isGlob(address: string): boolean {
  return /[*?]/.test(address.replace(/"(?:[^"\\]|\\.)*"/g, ""));
}

/**
 * The parameter of an address, as soon as its node is known; of a glob all that fit, after the time to discover. Throws a
 * failure when there is none.
 */
export async function findTargets(session: Session, node: ZocpNode, address: string): Promise<readonly Target[]> {
  if (isGlob(address)) return findAll(session, node, address);
  const { node: name, parameter: path } = parseAddress(address);
  const remote = await findNode(session, node, name);
  return [targetOf(remote, findParameter(remote, path))];
}

async function findAll(session: Session, node: ZocpNode, glob: string): Promise<readonly Target[]> {
  const { options, signal } = session;
  const wait = waitOf(options);
  const pattern = parsePattern(glob);
  const present = await presentNodes(session);
  meet(
    node,
    session,
    present.filter(({ name }) => pattern.holder(name)),
  );
  await pause(wait, signal);
  signal.throwIfAborted();
  const found = [...node.peers.values()]
    .filter((remote) => options.all === true || !isTool(remote))
    .flatMap((remote) => [...remote.parameters.values()].map((parameter) => targetOf(remote, parameter)))
    .filter(({ remote, parameter }) => pattern.parameter(remote.name, parameter.path))
    .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  if (found.length === 0) throw nothingFits(node, glob, wait);
  return found;
}

function nothingFits({ peers }: ZocpNode, glob: string, wait: number): Failure {
  if ([...peers.values()].some((remote) => !isTool(remote)))
    return notFound(`no parameter that was found within ${wait / 1000} s fits "${glob}"`);
  return notFound(
    `no node was found within ${wait / 1000} s, and so nothing fits "${glob}"; "zocp doctor" may tell why`,
  );
}

function targetOf(remote: RemoteNode, parameter: RemoteParameter): Target {
  return { remote, parameter, address: formatAddress({ node: remote.name, parameter: parameter.path }) };
}
