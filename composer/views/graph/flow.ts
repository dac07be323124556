import { type Edge, type Node, Position } from "@xyflow/svelte";
import type { ShownNode } from "../../model/network/shown-node.ts";
import type { ShownWire } from "../../model/network/shown-wire.ts";
import { type Box, LINE } from "../../model/view/box.ts";

/** A node as the graph library holds it. */
export type FlowNode = Node<Drawn, "node">;

type Drawn = {
  node: ShownNode;
  title: string;
  box: Box;
  present: boolean;
  suspected: boolean;
};

/** Whether nothing is to be drawn anew: the library takes a node that is another object for another node. */
export function isSameNode(one: FlowNode, other: FlowNode): boolean {
  const [{ x, y }, { box, title, present, suspected }] = [one.position, one.data];
  const { position, data } = other;
  if (x !== position.x || y !== position.y || one.ariaLabel !== other.ariaLabel) return false;
  if (one.dragging !== other.dragging || one.selected !== other.selected || one.draggable !== other.draggable)
    return false;
  return box === data.box && title === data.title && present === data.present && suspected === data.suspected;
}

/** A wire as the graph library holds it. */
export type FlowWire = Edge<{ wire: ShownWire }, "wire"> & { reconnectable: boolean };

/** Where the ports of a node are, so that the library need not measure them. */
export function flowHandles(box: Box): Handles {
  const known = HANDLES.get(box) ?? handlesOf(box);
  HANDLES.set(box, known);
  return known;
}

type Handles = NonNullable<FlowNode["handles"]>;

function handlesOf({ rows, width }: Box): Handles {
  return rows.flatMap((row) => {
    if (row.type !== "parameter") return [];
    const { parameter, y, senses, emits } = row;
    const place = { y: y + (LINE - PORT) / 2, width: PORT, height: PORT, id: parameter.path };
    const left = { ...place, type: "target" as const, position: Position.Left, x: -PORT / 2 };
    const right = { ...place, type: "source" as const, position: Position.Right, x: width - PORT / 2 };
    return [...(senses ? [left] : []), ...(emits ? [right] : [])];
  });
}

const HANDLES = new WeakMap<Box, Handles>();
/** The side of a port. */
const PORT = 14;
