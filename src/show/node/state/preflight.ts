import { type Json, parseAddress, type RemoteNode, type TransportNode } from "../../../index.ts";
import { movesOf } from "../../cues/moves.ts";
import type { ShowFile } from "../../file/show-file.ts";
import { fromFile, misfit } from "../../patch/file-values.ts";
import { recallOf } from "../../patch/recallable.ts";
import type { Cast } from "../cast.ts";

/** What a show would find if it was played now. */
export interface Preflight {
  /** How many parameters the cues move. */
  readonly targets: number;
  readonly problems: readonly PreflightProblem[];
}

/** Why a parameter, or a method, of a cue would not do what the cue wants. */
export interface PreflightProblem {
  readonly address: string;
  /** The numbers of the cues that want it. */
  readonly cues: readonly string[];
  readonly reason: string;
}

/** Looks whether everything that the cues move is here and would take it. Nothing is sent. */
export function preflight(show: ShowFile, node: TransportNode, cast: Cast): Preflight {
  const problems = new Map<string, { readonly cues: Set<string>; readonly reason: string }>();
  const targets = new Set<string>();
  for (const cue of show.cues) {
    for (const [address, { to }] of movesOf(show, cue)) {
      targets.add(address);
      const reason = whyNot(show, node, cast, address, to);
      if (reason === undefined) continue;
      const known = problems.get(address) ?? { cues: new Set(), reason };
      known.cues.add(cue.cue);
      problems.set(address, known);
    }
  }
  const found = [...problems].map(([address, { cues, reason }]) => ({ address, cues: [...cues], reason }));
  return { targets: targets.size, problems: found };
}

function whyNot(show: ShowFile, node: TransportNode, cast: Cast, address: string, to: Json): string | undefined {
  const { node: name, parameter: path } = parseAddress(address);
  const id = cast.find(name);
  const remote = id === undefined ? undefined : node.peers.get(id);
  if (remote === undefined) return cast.trouble(name) ?? `${name} is not here`;
  const parameter = remote.parameter(path);
  if (parameter === undefined) return `${name} has no parameter "${path}"`;
  const { typeHint } = parameter;
  return whyRefused(show, remote, path) ?? misfit(fromFile(to, typeHint), typeHint) ?? whyLocked(remote);
}

/** What its owner or the file lets no cue set. */
export function whyRefused(show: Pick<ShowFile, "events">, remote: RemoteNode, path: string): string | undefined {
  const parameter = remote.parameter(path);
  if (parameter === undefined) return undefined;
  const { value, typeHint, access, event, recall, subscribers } = parameter;
  const about = { value, typeHint, access, event, recall, subscribers };
  return recallOf({ safe: [], events: show.events })(remote.name, path, about);
}

function whyLocked({ locked, lockReason, name }: RemoteNode): string | undefined {
  return locked ? `${name} is locked${lockReason === "" ? "" : `: ${lockReason}`}` : undefined;
}
