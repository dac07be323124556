import { type Edge, type Node, Position } from "@xyflow/svelte";
import type { ShownNode } from "../../model/network/shown-node.ts";
import type { ShownWire } from "../../model/network/shown-wire.ts";
import { type Box, LINE } from "../../model/view/box.ts";

/** A node as the graph library holds it. */
export type FlowNode = Node<{ node: ShownNode; box: Box; present: boolean; suspected: boolean }, "node">;

/** A wire as the graph library holds it. */
export type FlowWire = Edge<{ wire: ShownWire }, "wire"> & { reconnectable: boolean };

/** Where the ports of a node are, so that the library need not measure them. */
export function flowHandles({ rows, width }: Box): NonNullable<FlowNode["handles"]> {
  return rows.flatMap((row) => {
    if (row.type !== "parameter") return [];
    const { parameter, y } = row;
    const place = { y: y + (LINE - PORT) / 2, width: PORT, height: PORT, id: parameter.path };
    const left = { ...place, type: "target" as const, position: Position.Left, x: -PORT / 2 };
    const right = { ...place, type: "source" as const, position: Position.Right, x: width - PORT / 2 };
    return [...(parameter.senses ? [left] : []), ...(parameter.emits ? [right] : [])];
  });
}

/** The side of a port. */
const PORT = 14;
