import { hint } from "../../arguments/suggest.ts";
import { type Port, parseAddress } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import { fromFile, misfit, sameValue } from "./file-values.ts";
import { type MatchOptions, matchNodes, renamedParameters } from "./match.ts";
import { Network } from "./network.ts";
import { type Chooser, selectionOf } from "./patterns.ts";
import type { Change, Plan, PositionChange, Problem, ValueChange } from "./plan.ts";
import { comparePolicies } from "./policies.ts";
import { expectedType, recallOf } from "./recallable.ts";
import type { PresentNode, PresentParameter, Snapshot } from "./snapshot.ts";
import { compareWires } from "./wire-changes.ts";

export interface DiffOptions extends MatchOptions {
  /** Addresses, globs, names of nodes: nothing else of the file is looked at. A link is meant with either of its ends. */
  readonly only?: readonly string[] | undefined;
  /** Only values, or only links and what else there is of a patch; both unless one is said. */
  readonly values?: boolean | undefined;
  readonly wires?: boolean | undefined;
  /** Links between nodes of the file that the file does not have are to be cut. */
  readonly exact?: boolean | undefined;
  /** Only what is about this node that is here, by id. */
  readonly part?: string | undefined;
}

/**
 * Compares a file with what is here. Pure: it says what would be done, and does nothing. Throws `UsageError` for a replacement that cannot be.
 */
export function diffShow(file: ShowFile, snapshot: Snapshot, options: DiffOptions = {}): Plan {
  const all = options.values !== true && options.wires !== true;
  const chosen = selectionOf(options.only);
  const matches = matchNodes(file, namesIn(file, chosen), snapshot, options);
  const network = new Network(matches.nodes, renamedParameters(options), options.part);
  const values = all || options.values === true ? valuesOf(file, network, chosen) : NOTHING;
  const patch = all || options.wires === true;
  const policies = comparePolicies(patch ? file : { ...file, merge: new Map(), lost: new Map() }, network, chosen);
  const wires = compareWires(patch ? file : { wires: [], cuts: [] }, {
    network,
    chosen,
    snapshot,
    looksForExtras: patch,
  });
  const cuts = options.exact === true ? wires.extras.map((wire): Change => ({ kind: "cut", wire })) : [];
  const changes = [...policies.changes, ...values.emitters, ...wires.changes, ...cuts, ...values.others];
  return {
    changes: patch ? [...changes, ...positionsOf(file, network, chosen)] : changes,
    missing: matches.missing,
    problems: [...values.problems, ...policies.problems, ...wires.problems],
    extras: options.exact === true ? [] : wires.extras,
    waiting: wires.waiting,
    same: values.same + policies.same + wires.same,
  };
}

/** Every node of the file that something is to be done with. */
function namesIn({ nodes, values, merge, lost, wires, cuts }: ShowFile, chosen: Chooser): readonly string[] {
  const meant = (address: string): Port[] => {
    const port = parseAddress(address);
    return chosen(port.node, port.parameter) ? [port] : [];
  };
  const ends = [...wires, ...cuts].flatMap(({ emitter, sensor }) =>
    meant(emitter).length + meant(sensor).length === 0 ? [] : [parseAddress(emitter), parseAddress(sensor)],
  );
  const named = [...nodes.keys()].filter((name) => chosen(name, ""));
  return [
    ...named,
    ...[...[values, merge, lost].flatMap((part) => [...part.keys()].flatMap(meant)), ...ends].map(({ node }) => node),
  ];
}

interface Values {
  readonly emitters: readonly ValueChange[];
  readonly others: readonly ValueChange[];
  readonly problems: readonly Problem[];
  readonly same: number;
}

/** Emitters come first: what they are wired to follows them anyhow. Then the rest, whatever a new link has brought. */
function valuesOf(file: ShowFile, network: Network, chosen: Chooser): Values {
  const [emitters, others, problems]: [ValueChange[], ValueChange[], Problem[]] = [[], [], []];
  let same = 0;
  const judge = judgeOf(file);
  for (const [address, value] of [...file.values].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { node: name, parameter: path } = parseAddress(address);
    const found = network.find(address);
    if (!chosen(name, path) || found === undefined || !network.concerns(found.node)) continue;
    const parameter = found.node.parameters.get(found.path);
    const verdict = judge({ name, path }, found, parameter);
    if (verdict === "left") continue;
    const to = fromFile(value, parameter?.typeHint ?? "");
    const reason = verdict ?? misfit(to, parameter?.typeHint ?? "");
    if (reason !== undefined) problems.push({ address, reason });
    else if (sameValue(parameter?.value, to)) same++;
    else {
      const target = { node: found.node.id, parameter: found.path };
      const change: ValueChange = { kind: "value", address, target, from: parameter?.value, to };
      (parameter?.access.includes("e") ? emitters : others).push(change);
    }
  }
  return { emitters, others, problems, same };
}

type Judge = (
  file: { readonly name: string; readonly path: string },
  found: { readonly node: PresentNode; readonly path: string },
  parameter: PresentParameter | undefined,
) => string | undefined;

/** Why a value cannot be set, in words; `left` where the file says that it is not. */
function judgeOf(file: ShowFile): Judge {
  const whyNot = recallOf({ safe: [], events: [] });
  const whyLeft = recallOf(file);
  return ({ name, path }, found, parameter) => {
    const { node } = found;
    if (parameter === undefined)
      return `${node.name} has no parameter "${found.path}"${hint(found.path, node.parameters.keys(), "it has")}`;
    const expected = expectedType(file.nodes.get(name)?.expects.get(path));
    if (expected !== undefined && expected !== parameter.typeHint)
      return `is ${parameter.typeHint} now, was ${expected}`;
    const reason = whyNot(name, path, parameter);
    return reason ?? (whyLeft(name, path, parameter) === undefined ? undefined : "left");
  };
}

function positionsOf(file: ShowFile, network: Network, chosen: Chooser): readonly PositionChange[] {
  return [...file.nodes].flatMap(([name, { position: to }]): PositionChange[] => {
    const node = network.nodes.get(name);
    if (node === undefined || to === undefined || !chosen(name, "") || !network.concerns(node)) return [];
    if (node.position?.[0] === to[0] && node.position[1] === to[1]) return [];
    return [{ kind: "position", node: name, target: node.id, from: node.position, to }];
  });
}

const NOTHING: Values = { emitters: [], others: [], problems: [], same: 0 };
