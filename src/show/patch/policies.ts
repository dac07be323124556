import { formatJson, type Json, parseAddress } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import { sameValue } from "./file-values.ts";
import type { Network } from "./network.ts";
import type { Chooser } from "./patterns.ts";
import type { MergeChange, Problem } from "./plan.ts";
import { addressOf } from "./recallable.ts";
import type { PresentNode, PresentParameter } from "./snapshot.ts";

/** What sensors do with several sources, and without any: what of it is otherwise than the file says. */
export interface Policies {
  readonly changes: readonly MergeChange[];
  readonly problems: readonly Problem[];
  readonly same: number;
}

export function comparePolicies(file: ShowFile, network: Network, chosen: Chooser): Policies {
  const changes: MergeChange[] = [];
  const problems: Problem[] = [];
  let same = 0;
  for (const { address, value, parameter, target, node } of found(file.merge, network, chosen)) {
    const [from, to] = [parameter?.merge ?? USUAL, value];
    if (parameter === undefined) problems.push({ address, reason: "its node has no such parameter" });
    else if (typeof to !== "string") problems.push({ address, reason: `merge is ${formatJson(to)}, not a text` });
    else if (from === to) same++;
    else if (!node.extensions)
      problems.push({ address, reason: `${node.name} is an old node, which joins no sources` });
    else changes.push({ kind: "merge", address, target, from, to });
  }
  for (const { address, value, parameter } of found(file.lost, network, chosen)) {
    if (parameter !== undefined && sameValue(parameter.lost ?? null, value)) same++;
    else problems.push({ address, reason: `only its own program can say lost: ${formatJson(value)}` });
  }
  return { changes, problems, same };
}

/** What of it there is now, by address; what cannot be seen stays as it is in the file. */
export function policiesOf(
  before: ReadonlyMap<string, Json>,
  nodes: Iterable<PresentNode>,
  { field, chosen, stays }: PolicyOptions,
): ReadonlyMap<string, Json> {
  const policies = new Map([...before].filter(([address]) => stays(address)));
  for (const { name, parameters } of nodes)
    for (const [path, parameter] of parameters) {
      if (!chosen(name, path)) continue;
      const value = parameter[field];
      // What is usual needs no word, unless the file has one.
      if (value === undefined || (value === USUAL && !before.has(addressOf(name, path))))
        policies.delete(addressOf(name, path));
      else policies.set(addressOf(name, path), value);
    }
  return policies;
}

export interface PolicyOptions {
  readonly field: "merge" | "lost";
  readonly chosen: Chooser;
  /** Whether an entry of the file is left where nothing of it is seen. */
  readonly stays: (address: string) => boolean;
}

function* found(entries: ReadonlyMap<string, Json>, network: Network, chosen: Chooser): Generator<Found> {
  for (const [address, value] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { node, parameter: path } = parseAddress(address);
    const there = network.find(address);
    if (!chosen(node, path) || there === undefined || !network.concerns(there.node)) continue;
    const target = { node: there.node.id, parameter: there.path };
    yield { address, value, parameter: there.node.parameters.get(there.path), target, node: there.node };
  }
}

interface Found {
  readonly address: string;
  readonly value: Json;
  readonly parameter: PresentParameter | undefined;
  readonly target: MergeChange["target"];
  readonly node: PresentNode;
}

const USUAL = "last";
