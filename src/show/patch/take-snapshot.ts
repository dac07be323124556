import {
  type Holding,
  type Json,
  NetworkError,
  type RemoteNode,
  type RemoteParameter,
  type TransportNode,
  type WaitOptions,
} from "../../index.ts";
import type { PresentNode, PresentParameter, Snapshot } from "./snapshot.ts";

export interface SnapshotOptions extends WaitOptions {
  /** Which nodes; all but those of command lines and replays unless said. */
  readonly choose?: ((remote: RemoteNode) => boolean) | undefined;
  /** Whether each is asked to say again what it is: what it said last may be old. Yes unless said. */
  readonly refresh?: boolean | undefined;
}

/**
 * What everybody who is here is at this moment. Nobody is waited for longer than the time-out (3 s unless said): who did not answer by then is
 * taken as it was told last, and is not `fresh`. Rejects only when it is aborted.
 */
export async function takeSnapshot(node: TransportNode, options: SnapshotOptions = {}): Promise<Snapshot> {
  const { choose = isPart, refresh = true, timeout = PATIENCE, signal } = options;
  const wait = { timeout, signal };
  const remotes = [...node.peers.values()].filter(choose);
  const nodes = await Promise.all(remotes.map((remote) => picture(remote, refresh, wait)));
  signal?.throwIfAborted();
  // Who left meanwhile is not here.
  return { nodes: nodes.filter(({ id }) => node.peers.has(id)) };
}

/** Whether a node is part of a show: commands come and go, what a recording plays is not there, and who stands ready for a show takes no part. */
export function isPart({ headers }: Pick<RemoteNode, "headers">): boolean {
  return OUTSIDERS.every((header) => !headers.has(header));
}

async function picture(remote: RemoteNode, refresh: boolean, wait: WaitOptions): Promise<PresentNode> {
  const [fresh, links, owners] = await Promise.all([
    refresh ? answered(remote.refresh(wait)) : remote.complete,
    remote.extensions ? remote.links(wait).catch(noAnswer) : [],
    refresh && remote.extensions ? remote.owners(undefined, wait).catch(noAnswer) : undefined,
  ]);
  const { id, name, extensions, parameters } = remote;
  const all = new Map([...parameters].map(([path, parameter]) => [path, parameterOf(parameter, owners?.get(path))]));
  return {
    id,
    name,
    extensions,
    fresh: fresh && links !== undefined,
    position: positionOf(remote),
    parameters: all,
    links: links ?? [],
  };
}

function answered(answer: Promise<void>): Promise<boolean> {
  return answer.then(
    () => true,
    (error: unknown) => noAnswer(error) ?? false,
  );
}

/** Who does not answer, leaves or cannot say is a matter of that node. */
function noAnswer(error: unknown): undefined {
  if (error instanceof NetworkError) return undefined;
  if (error instanceof DOMException) return undefined;
  throw error;
}

function parameterOf(parameter: RemoteParameter, holding: Holding | undefined): PresentParameter {
  const { typeHint, access, min, max, event, recall, subscribers, merge, lost } = parameter;
  const value = settledValue(parameter, holding);
  return { value, typeHint, access, min, max, event, recall, subscribers, merge, lost };
}

/** What was asked for, which it may not show yet: a fade goes there, or an overlay lies on top of it. */
function settledValue({ value }: RemoteParameter, { fade, overlay }: Holding = NOBODY): Json | undefined {
  return fade?.target ?? overlay?.below ?? value;
}

const NOBODY: Pick<Holding, "fade" | "overlay"> & Holding = { by: "self", name: "" };

function positionOf({ metadata }: RemoteNode): readonly [number, number] | undefined {
  const given = metadata.get("_zne_position");
  if (!Array.isArray(given) || given.length !== 2) return undefined;
  const [x, y] = given;
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : undefined;
}

/** Milliseconds. */
const PATIENCE = 3000;

const OUTSIDERS = ["X-ZOCP-TOOL", "X-ZOCP-GHOST", "X-ZOCP-UNDERSTUDY"] as const;
