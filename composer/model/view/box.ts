import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";

/** One line of a node's box: a group's heading, or a parameter. */
type Row =
  | { readonly type: "group"; readonly name: string; readonly folded: boolean; readonly y: number }
  | {
      readonly type: "parameter";
      readonly parameter: ShownParameter;
      /** Where its ports are: on its own line, or on that of its folded group. */
      readonly y: number;
      readonly hidden: boolean;
    };

/** How a node is drawn: every size is known before it is drawn, so nothing has to be measured. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly Row[];
}

/** Lays out the lines of a node. Parameters of an object stand under its name; a folded object keeps its ports. */
export function boxOf(node: ShownNode, folded: ReadonlySet<string>): Box {
  const rows: Row[] = [];
  let y = HEADER + PADDING;
  let group: string | undefined;
  for (const parameter of inOrder(node)) {
    const inside = parameter.group;
    if (inside !== undefined && inside !== group) {
      rows.push({ type: "group", name: inside, folded: folded.has(`${node.key}\n${inside}`), y });
      y += LINE;
    }
    group = inside;
    const hidden = inside !== undefined && folded.has(`${node.key}\n${inside}`);
    rows.push({ type: "parameter", parameter, hidden, y: hidden ? y - LINE : y });
    if (!hidden) y += LINE;
  }
  return { width: WIDTH, height: y + PADDING, rows };
}

/** Loose parameters first, then object by object; within these as the node tells them. */
function inOrder(node: ShownNode): readonly ShownParameter[] {
  const groups = new Map<string, ShownParameter[]>([["", []]]);
  for (const parameter of node.parameters.values()) {
    const group = groups.get(parameter.group ?? "");
    if (group === undefined) groups.set(parameter.group ?? "", [parameter]);
    else group.push(parameter);
  }
  return [...groups.values()].flat();
}

/** The height of a line, in pixels at a zoom of 1; `look.css` has the same. */
export const LINE = 28;
const WIDTH = 232;
const HEADER = 38;
const PADDING = 6;
