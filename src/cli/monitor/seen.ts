import { formatAddress, type RemoteParameter } from "../../index.ts";
import type { Pattern } from "../targets/pattern.ts";

/** What the monitor sees of a parameter: a {@link RemoteParameter} is one, and its value is that of this moment. */
export type SeenParameter = Pick<
  RemoteParameter,
  | ("path" | "value" | "typeHint" | "access" | "min" | "max" | "step" | "unit")
  | ("description" | "event" | "subscribers" | "owner")
>;

/** What the monitor sees of a node. */
export interface SeenNode {
  readonly id: string;
  readonly name: string;
  readonly complete: boolean;
  readonly suspected: boolean;
  readonly locked: boolean;
  readonly lockReason: string;
  /** Why it left, when it did. */
  readonly gone?: string | undefined;
  /** By path. */
  readonly parameters: readonly SeenParameter[];
}

/** A wire as it is seen: from parameter to parameter of nodes by their ids. */
export interface SeenWire {
  readonly emitter: Place;
  readonly sensor: Place;
}

/** A parameter of a node, by the id of the node. */
export interface Place {
  readonly id: string;
  readonly path: string;
}

/** Everything that is seen, by name and id. */
export interface SeenNetwork {
  readonly nodes: readonly SeenNode[];
  /** The names of all nodes that are here, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** The wires of each parameter, by {@link keyOf}. */
  readonly wires: ReadonlyMap<string, readonly SeenWire[]>;
}

/** Puts in order what was seen. */
export function seeNetwork(nodes: readonly SeenNode[], pattern: Pattern): SeenNetwork {
  const wires = new Map<string, SeenWire[]>();
  const add = (place: Place, wire: SeenWire): void => {
    const known = wires.get(keyOf(place));
    if (known === undefined) wires.set(keyOf(place), [wire]);
    else known.push(wire);
  };
  for (const { id, parameters } of nodes)
    for (const { path, subscribers } of parameters)
      for (const [peer, sensor] of subscribers) {
        if (sensor === null) continue;
        const wire: SeenWire = { emitter: { id, path }, sensor: { id: peer, path: sensor } };
        add(wire.emitter, wire);
        add(wire.sensor, wire);
      }
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return { nodes: nodes.flatMap((node) => choose(node, pattern)).sort(byName), names, wires };
}

/** What stands for a parameter, or for a node where there is no path. */
export function keyOf({ id, path }: { readonly id: string; readonly path?: string | undefined }): string {
  return path === undefined ? id : `${id}/${path}`;
}

/** `lamp/level`, or the beginning of an id where nobody knows its name. */
export function placeName({ names }: SeenNetwork, { id, path }: Place): string {
  return formatAddress({ node: names.get(id) ?? id.slice(0, 8), parameter: path });
}

/** A pattern that means the node means all of its parameters. */
function choose(node: SeenNode, pattern: Pattern): readonly SeenNode[] {
  if (pattern.node(node.name, node.id)) return [node];
  const parameters = node.parameters.filter(({ path }) => pattern.parameter(node.name, path));
  return parameters.length === 0 ? [] : [{ ...node, parameters }];
}

function byName(a: SeenNode, b: SeenNode): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1;
}
