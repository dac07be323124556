import type { Json, JsonObject } from "../../index.ts";
import { formatAddress } from "../../index.ts";
import { keyOfWire } from "./read-wires.ts";
import { emptyShow, type ShowFile, type ShowNodeEntry, type ShowWire } from "./show-file.ts";
import type { Spot } from "./spot.ts";

/**
 * Reads what pyZConfigManager and the node editor of pyZOCP saved: an object of nodes by id, each with its name and its whole tree; behind each
 * subscriber stands the name of its node. Undefined when it is something else.
 */
export function readOldFormat(root: Spot): ShowFile | undefined {
  const entries = [...root.entries()];
  if (entries.length === 0 || !entries.every(isNode)) return undefined;
  const nodes = new Map(entries.map(([id, spot]) => [id, readNode(spot)]));
  const names = new Map([...nodes].map(([id, { name }]) => [id, name]));
  const all = [...nodes.values()];
  checkNames(entries, names);
  const wires = new Map(all.flatMap((node) => wiresOf(node, names)).map((wire) => [keyOfWire(wire), wire]));
  // What a wire brings needs no value.
  const driven = new Set([...wires.values()].map(({ sensor }) => sensor));
  return {
    ...emptyShow(),
    nodes: new Map(all.map(({ name, entry }) => [name, entry])),
    wires: [...wires.values()],
    values: new Map(all.flatMap(valuesOf).filter(([address]) => !driven.has(address))),
  };
}

interface OldNode {
  readonly name: string;
  readonly entry: ShowNodeEntry;
  readonly parameters: ReadonlyMap<string, JsonObject>;
}

function isNode([id, { value }]: readonly [string, Spot]): boolean {
  return /^[0-9a-f]{32}$/.test(id) && value instanceof Map && typeof (value as JsonObject).get("_name") === "string";
}

function readNode(spot: Spot): OldNode {
  const tree = spot.entries();
  const parameters = new Map(parametersIn(spot.value as JsonObject));
  const expects = new Map([...parameters].map(([name, fields]) => [name, describe(fields)]));
  const entry = { position: positionOf(tree.get("_zne_position")?.value), expects, rest: new Map() };
  return { name: (tree.get("_name") as Spot).filled().normalize("NFC"), entry, parameters };
}

function* parametersIn(tree: JsonObject): Generator<readonly [string, JsonObject]> {
  for (const [name, value] of tree) {
    if (!(value instanceof Map)) continue;
    const fields: JsonObject = value;
    if (fields.has("value") && fields.has("access")) yield [name.normalize("NFC"), fields];
    else if (name === "objects")
      for (const [object, inner] of fields)
        if (inner instanceof Map) for (const [path, one] of parametersIn(inner)) yield [`${object}.${path}`, one];
  }
}

/** Those of one name would be one node. */
function checkNames(entries: readonly (readonly [string, Spot])[], names: ReadonlyMap<string, string>): void {
  const seen = new Set<string>();
  for (const [id, spot] of entries) {
    const name = names.get(id) ?? "";
    if (seen.has(name))
      throw spot.problem(`two nodes are called ${JSON.stringify(name)}: give one of them another name`);
    seen.add(name);
  }
}

/** What the reference could set again, and a wire does not bring anyhow. */
function valuesOf({ name, parameters }: OldNode): readonly (readonly [string, Json])[] {
  return [...parameters].flatMap(([parameter, fields]) => {
    const [value = null, access] = [fields.get("value"), fields.get("access")];
    const kept = typeof access === "string" && access.includes("w") && value !== null;
    return kept ? [[formatAddress({ node: name, parameter }), value] as const] : [];
  });
}

/** `[id, sensor, name]`; an older file lacks the name. Who only listened is no link. */
function wiresOf({ name, parameters }: OldNode, names: ReadonlyMap<string, string>): readonly ShowWire[] {
  const wires: ShowWire[] = [];
  for (const [parameter, fields] of parameters) {
    const subscribers = fields.get("subscribers");
    for (const subscriber of Array.isArray(subscribers) ? (subscribers as readonly Json[]) : []) {
      const [id, sensor, told] = Array.isArray(subscriber) ? (subscriber as readonly Json[]) : [];
      const node = names.get(String(id)) ?? told;
      if (typeof node !== "string" || node === "" || typeof sensor !== "string") continue;
      const [from, to] = [
        { node: name, parameter },
        { node: node.normalize("NFC"), parameter: sensor },
      ];
      wires.push({ emitter: formatAddress(from), sensor: formatAddress(to), options: new Map() });
    }
  }
  return wires;
}

function positionOf(value: Json | undefined): readonly [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [x, y] = value;
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : undefined;
}

function describe(fields: JsonObject): string {
  return `${String(fields.get("typeHint") ?? "")} ${String(fields.get("access") ?? "")}`;
}
